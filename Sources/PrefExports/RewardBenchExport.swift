import PrefJSON
public import PrefRecord

/// Rows for the RewardBench command line with `--load_json`, in the one layout that all its versions read.
///
/// It takes all messages of `chosen` but the last for the prompt of both sides, so each completion is one message.
// Witnesses are documented where the protocol declares them.
// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
public struct RewardBenchExport: ExportFormat {
  public static let name = "rewardbench"
  public static let summary = "RewardBench --load_json: whole dialogues under chosen and rejected, models and subset."
  public static let source = "RewardBench, rewardbench/utils.py, load_preference_dataset"
  public static let carries: Columns = [.models]
  public static let carriesID = true
  public static let demands: PairDemands = [.preference, .prompt, .oneMessage]
  public static let shape: Shape? = .object([
    .init("id", .id, "Content hash of the comparison, which explain follows back."),
    .init("chosen", .messages, "The prompt, and the reply that was chosen."),
    .init("rejected", .messages, "The prompt, and the reply that was rejected."),
    .init("chosen_model", .text, "Who wrote the chosen reply; empty if unknown."),
    .init("rejected_model", .text, "Who wrote the rejected reply; empty if unknown."),
    .init("subset", .text, "Subset of the source, or else its data set."),
  ])

  private let parts: RowParts

  public init(options: ExportOptions) {
    var options = options
    options.keepsID = true
    parts = RowParts(options)
  }

  public func write(_ batch: borrowing ComparisonBatch, to output: inout [UInt8]) {
    for index in batch.comparisons.indices {
      let comparison = batch.comparisons[index]
      parts.begin(comparison, &output)
      JSONWriter.append(ascii: "\"chosen\":", to: &output)
      parts.messages(comparison.prompt, comparison.chosen, in: batch, &output)
      JSONWriter.append(ascii: ",\"rejected\":", to: &output)
      parts.messages(comparison.prompt, comparison.rejected, in: batch, &output)
      JSONWriter.append(ascii: ",\"chosen_model\":", to: &output)
      parts.string(comparison.chosenModel, in: batch, &output)
      JSONWriter.append(ascii: ",\"rejected_model\":", to: &output)
      parts.string(comparison.rejectedModel, in: batch, &output)
      JSONWriter.append(ascii: ",\"subset\":", to: &output)
      let lineage = comparison.lineage
      parts.string(lineage.subset.isEmpty ? lineage.dataset : lineage.subset, in: batch, &output)
      parts.end(comparison, in: batch, &output)
    }
  }
}
