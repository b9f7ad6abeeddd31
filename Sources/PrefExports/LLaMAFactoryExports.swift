import PrefJSON
public import PrefRecord

/// Rows for LLaMA-Factory in its alpaca layout: one question and two answers as texts.
///
/// Earlier turns have no room here: an empty `history` on the first rows would be typed wrongly by its loader.
// Witnesses are documented where the protocol declares them.
// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
public struct LLaMAFactoryAlpaca: ExportFormat {
  public static let name = "llamafactory-alpaca"
  public static let summary = "LLaMA-Factory alpaca with ranking: instruction, chosen, rejected; one question a row."
  public static let source = "LLaMA-Factory, data/README.md, alpaca format, preference dataset"
  public static let carries: Columns = []
  public static let demands: PairDemands = [.preference, .oneMessage, .oneQuestion]
  public static let shape: Shape? = .object([
    .id, .init("system", .text, "The system message; empty where there is none."),
    .init("instruction", .text, "The user's message."), .init("input", .text, "Always empty."),
    .init("chosen", .text, "The reply that was chosen."), .init("rejected", .text, "The reply that was rejected."),
  ])

  private let parts: RowParts

  public init(options: ExportOptions) { parts = RowParts(options) }

  public func write(_ batch: borrowing ComparisonBatch, to output: inout [UInt8]) {
    for index in batch.comparisons.indices {
      let comparison = batch.comparisons[index]
      parts.begin(comparison, &output)
      parts.text("\"system\":", ofTurn: comparison.systemTurn(in: batch), in: batch, &output)
      parts.text(",\"instruction\":", ofTurn: comparison.prompt.last, in: batch, &output)
      parts.text(",\"input\":\"\",\"chosen\":", ofTurn: comparison.chosen.first, in: batch, &output)
      parts.text(",\"rejected\":", ofTurn: comparison.rejected.first, in: batch, &output)
      parts.end(comparison, in: batch, &output)
    }
  }

  public static func registration(fileName: String) -> Registration? {
    Registration(
      fileName: fileName,
      formatting: "alpaca",
      columns: [
        ("prompt", "instruction"), ("query", "input"), ("chosen", "chosen"), ("rejected", "rejected"),
        ("system", "system"),
      ]
    )
  }
}

/// Rows for LLaMA-Factory in its sharegpt layout: a conversation, and two replies to it.
// Witnesses are documented where the protocol declares them.
// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
public struct LLaMAFactorySharegpt: ExportFormat {
  public static let name = "llamafactory-sharegpt"
  public static let summary = "LLaMA-Factory sharegpt with ranking: conversations, chosen and rejected messages."
  public static let source = "LLaMA-Factory, data/README.md, sharegpt format, preference dataset"
  public static let carries: Columns = []
  public static let demands: PairDemands = [.preference, .oneMessage, .alternation]
  public static let shape: Shape? = .object([
    .id, .init("system", .text, "The system message; empty where there is none."),
    .init("conversations", .list(message(["human", "gpt", "observation"]), atLeast: 1), "The messages so far."),
    .init("chosen", message(["gpt"]), "The reply that was chosen."),
    .init("rejected", message(["gpt"]), "The reply that was rejected."),
  ])

  private static func message(_ names: [String]) -> Shape {
    .object([.init("from", .word(names), "Who speaks."), .init("value", .text, "What is said.")])
  }

  private let parts: RowParts

  public init(options: ExportOptions) {
    var parts = RowParts(options)
    (parts.roleKey, parts.contentKey) = ("from", "value")
    parts.names = { role in
      switch role {
      case .system: "system"
      case .user: "human"
      case .assistant: "gpt"
      case .tool: "observation"
      }
    }
    self.parts = parts
  }

  public func write(_ batch: borrowing ComparisonBatch, to output: inout [UInt8]) {
    for index in batch.comparisons.indices {
      let comparison = batch.comparisons[index]
      parts.begin(comparison, &output)
      parts.text("\"system\":", ofTurn: comparison.systemTurn(in: batch), in: batch, &output)
      JSONWriter.append(ascii: ",\"conversations\":", to: &output)
      parts.messages(comparison.dialogue(in: batch), in: batch, &output)
      JSONWriter.append(ascii: ",\"chosen\":", to: &output)
      parts.message(comparison.chosen.lowerBound, in: batch, &output)
      JSONWriter.append(ascii: ",\"rejected\":", to: &output)
      parts.message(comparison.rejected.lowerBound, in: batch, &output)
      parts.end(comparison, in: batch, &output)
    }
  }

  public static func registration(fileName: String) -> Registration? {
    Registration(
      fileName: fileName,
      formatting: "sharegpt",
      columns: [
        ("messages", "conversations"), ("chosen", "chosen"), ("rejected", "rejected"), ("system", "system"),
      ]
    )
  }
}
