import PrefJSON
public import PrefRecord

/// Rows for Axolotl's DPO and reward training by `chat_template.default`.
// Witnesses are documented where the protocol declares them.
// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
public struct AxolotlExport: ExportFormat {
  public static let name = "axolotl"
  public static let summary = "Axolotl chat_template.default: messages, and one message each under chosen and rejected."
  public static let source = "Axolotl, docs/rlhf.qmd, chat_template.default"
  public static let carries: Columns = []
  public static let demands: PairDemands = [.preference, .prompt, .oneMessage]
  public static let shape: Shape? = .object([
    .id, .init("messages", .messages, "The messages so far."), .init("chosen", .reply, "The reply that was chosen."),
    .init("rejected", .reply, "The reply that was rejected."),
  ])

  private let parts: RowParts

  public init(options: ExportOptions) { parts = RowParts(options) }

  public func write(_ batch: borrowing ComparisonBatch, to output: inout [UInt8]) {
    for index in batch.comparisons.indices {
      let comparison = batch.comparisons[index]
      parts.begin(comparison, &output)
      JSONWriter.append(ascii: "\"messages\":", to: &output)
      parts.messages(comparison.prompt, in: batch, &output)
      JSONWriter.append(ascii: ",\"chosen\":", to: &output)
      parts.message(comparison.chosen.lowerBound, in: batch, &output)
      JSONWriter.append(ascii: ",\"rejected\":", to: &output)
      parts.message(comparison.rejected.lowerBound, in: batch, &output)
      parts.end(comparison, in: batch, &output)
    }
  }
}
