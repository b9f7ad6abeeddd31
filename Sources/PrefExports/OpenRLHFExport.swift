import PrefJSON
public import PrefRecord

/// Rows for OpenRLHF's reward model training, which renders `chosen` and `rejected` by the chat template.
///
/// The prompt stands in both dialogues, since that is what OpenRLHF expects where no prompt key is named.
// Witnesses are documented where the protocol declares them.
// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
public struct OpenRLHFExport: ExportFormat {
  public static let name = "openrlhf"
  public static let summary = "OpenRLHF with apply_chat_template: whole dialogues under chosen and rejected, margin."
  public static let source = "OpenRLHF, reward_dataset.py: chosen_key, rejected_key, margin"
  public static let carries: Columns = [.margin]
  public static let demands: PairDemands = [.preference, .oneMessage]
  public static let shape: Shape? = .object([
    .id, .init("chosen", .messages, "The prompt, and the reply that was chosen as the last message."),
    .init("rejected", .messages, "The prompt, and the reply that was rejected as the last message."), .margin,
  ])

  private let rows: TRLReward

  public init(options: ExportOptions) { rows = TRLReward(options: options) }

  public func write(_ batch: borrowing ComparisonBatch, to output: inout [UInt8]) { rows.write(batch, to: &output) }
}
