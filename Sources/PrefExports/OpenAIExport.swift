import PrefJSON
public import PrefRecord

/// Rows for OpenAI's preference fine-tuning, which Azure and Together take as well.
///
/// A tool's message needs the call it answers, which comparisons do not hold, so such rows have no room here.
// Witnesses are documented where the protocol declares them.
// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
public struct OpenAIExport: ExportFormat {
  public static let name = "openai"
  public static let summary = "OpenAI preference fine-tuning: input.messages, preferred_output, non_preferred_output."
  public static let source = "OpenAI API reference, FineTunePreferenceRequestInput"
  public static let carries: Columns = []
  public static let acceptsID = false
  public static let demands: PairDemands = [.preference, .prompt, .oneMessage, .noTool]
  public static let shape: Shape? = .object([
    .init(
      "input",
      .object([.init("messages", .list(spoken, atLeast: 1), "The messages so far.")]),
      "What the model is asked."
    ),
    .init("preferred_output", .list(.reply, atLeast: 1), "The reply that was chosen."),
    .init("non_preferred_output", .list(.reply, atLeast: 1), "The reply that was rejected."),
  ])

  private static let spoken = Shape.object([
    .init("role", .word(["system", "user", "assistant"]), "Who speaks."), .init("content", .text, "What is said."),
  ])

  private let parts: RowParts

  public init(options: ExportOptions) { parts = RowParts(options) }

  public func write(_ batch: borrowing ComparisonBatch, to output: inout [UInt8]) {
    for index in batch.comparisons.indices {
      let comparison = batch.comparisons[index]
      JSONWriter.append(ascii: "{\"input\":{\"messages\":", to: &output)
      parts.messages(comparison.prompt, in: batch, &output)
      JSONWriter.append(ascii: "},\"preferred_output\":", to: &output)
      parts.messages(comparison.chosen, in: batch, &output)
      JSONWriter.append(ascii: ",\"non_preferred_output\":", to: &output)
      parts.messages(comparison.rejected, in: batch, &output)
      parts.end(comparison, in: batch, &output)
    }
  }
}
