import PrefJSON
public import PrefRecord

/// Rows for TRL's RewardTrainer: whole dialogues, whose shared prompt is implicit.
// Witnesses are documented where the protocol declares them.
// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
public struct TRLReward: ExportFormat {
  public static let name = "trl-reward"
  public static let summary = "TRL RewardTrainer: whole dialogues under chosen and rejected, the prompt implicit."
  public static let source = "TRL documentation, \"Dataset formats and types\", preference with implicit prompt"
  public static let carries: Columns = [.margin]
  public static let demands: PairDemands = [.preference]
  public static let shape: Shape? = .object([
    .id, .init("chosen", .messages, "The prompt, and the completion that was chosen."),
    .init("rejected", .messages, "The prompt, and the completion that was rejected."), .margin,
  ])

  private let parts: RowParts

  public init(options: ExportOptions) { parts = RowParts(options) }

  public func write(_ batch: borrowing ComparisonBatch, to output: inout [UInt8]) {
    for index in batch.comparisons.indices {
      let comparison = batch.comparisons[index]
      parts.begin(comparison, &output)
      JSONWriter.append(ascii: "\"chosen\":", to: &output)
      parts.messages(comparison.prompt, comparison.chosen, in: batch, &output)
      JSONWriter.append(ascii: ",\"rejected\":", to: &output)
      parts.messages(comparison.prompt, comparison.rejected, in: batch, &output)
      parts.end(comparison, in: batch, hasMargin: true, &output)
    }
  }
}

/// Rows for TRL's DPOTrainer: an explicit prompt and two completions.
// Witnesses are documented where the protocol declares them.
// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
public struct TRLDPO: ExportFormat {
  public static let name = "trl-dpo"
  public static let summary = "TRL DPOTrainer: prompt, chosen and rejected as messages, the prompt explicit."
  public static let source = "TRL documentation, \"Dataset formats and types\", preference with explicit prompt"
  public static let carries: Columns = []
  public static let demands: PairDemands = [.preference, .prompt]
  public static let shape: Shape? = .object([
    .id, .init("prompt", .messages, "The shared messages."),
    .init("chosen", .messages, "The completion that was chosen."),
    .init("rejected", .messages, "The completion that was rejected."),
  ])

  private let parts: RowParts

  public init(options: ExportOptions) { parts = RowParts(options) }

  public func write(_ batch: borrowing ComparisonBatch, to output: inout [UInt8]) {
    for index in batch.comparisons.indices {
      let comparison = batch.comparisons[index]
      parts.begin(comparison, &output)
      JSONWriter.append(ascii: "\"prompt\":", to: &output)
      parts.messages(comparison.prompt, in: batch, &output)
      JSONWriter.append(ascii: ",\"chosen\":", to: &output)
      parts.messages(comparison.chosen, in: batch, &output)
      JSONWriter.append(ascii: ",\"rejected\":", to: &output)
      parts.messages(comparison.rejected, in: batch, &output)
      parts.end(comparison, in: batch, &output)
    }
  }
}

/// Rows for TRL's KTOTrainer: each comparison gives its chosen completion as desirable, then its rejected one as not.
// Witnesses are documented where the protocol declares them.
// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
public struct TRLKTO: ExportFormat {
  public static let name = "trl-kto"
  public static let summary = "TRL KTOTrainer: prompt, completion and a label; two rows a comparison, chosen first."
  public static let source = "TRL documentation, \"Dataset formats and types\", unpaired preference"
  public static let carries: Columns = []
  public static let demands: PairDemands = [.preference, .prompt]
  public static let shape: Shape? = .object([
    .id, .init("prompt", .messages, "The messages before the completion."),
    .init("completion", .messages, "The completion."),
    .init("label", .truth, "Whether the completion was chosen."),
  ])

  private let parts: RowParts

  public init(options: ExportOptions) { parts = RowParts(options) }

  public func write(_ batch: borrowing ComparisonBatch, to output: inout [UInt8]) {
    for index in batch.comparisons.indices {
      let comparison = batch.comparisons[index]
      for (side, label) in [(comparison.chosen, true), (comparison.rejected, false)] {
        parts.begin(comparison, &output)
        JSONWriter.append(ascii: "\"prompt\":", to: &output)
        parts.messages(comparison.prompt, in: batch, &output)
        JSONWriter.append(ascii: ",\"completion\":", to: &output)
        parts.messages(side, in: batch, &output)
        JSONWriter.append(ascii: label ? ",\"label\":true" : ",\"label\":false", to: &output)
        parts.end(comparison, in: batch, &output)
      }
    }
  }
}
