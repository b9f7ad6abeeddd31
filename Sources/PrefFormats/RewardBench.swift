public import PrefJSON
public import PrefRecord

/// RewardBench, and what its command line takes: a prompt and two completions, as texts or as whole dialogues.
///
/// The prompt of texts stands under `prompt`, `question` or `input`; dialogues hold it themselves, and a prompt beside
/// them that only says it again is left out. `chosen_model` and `rejected_model` name the models, `subset` the subset.
///
/// Source: card of allenai/reward-bench; `load_preference_dataset` in rewardbench/utils.py for the other names of the
/// prompt.
// Witnesses are documented where the protocol declares them.
// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
public struct RewardBench: RecordFormat {
  public static let name = "rewardbench"
  public static let summary = "RewardBench and the input of its command line: prompt, chosen, rejected, models, subset."
  public static let source = "allenai/reward-bench; rewardbench/utils.py"
  public static let winner = "The completion under \"chosen\"."
  public static let refines = ["trl", "axolotl", "orca-dpo"]
  public static let columns: Columns = [.models]
  public static let examples = [
    FormatExample(
      accepts: #"{"prompt":"Hi","chosen":"Hello","chosen_model":"m","rejected":"No","rejected_model":"n","#
        + #""subset":"donotanswer","id":7}"#
    ),
    FormatExample(
      accepts: #"{"question":"Hi","chosen":"Hello","chosen_model":"m","rejected":"No","rejected_model":"n","#
        + #""subset":"s"}"#
    ),
    FormatExample(refuses: #"{"prompt":"Hi","chosen":"Hello","rejected":null}"#, atColumn: 44, "wrong-type"),
    FormatExample(refuses: #"{"prompt":["Hi"],"chosen":"a","rejected":"b"}"#, atColumn: 11, "wrong-type"),
  ]

  public init(options: FormatOptions) throws(FormatOptionError) {}

  public static func recognize(_ record: JSONValue) -> String? {
    guard record.hasTexts("chosen_model", "rejected_model", "subset"), let chosen = record["chosen"],
      chosen.kind == .string || chosen.isMessageList, record["rejected"]?.kind == chosen.kind
    else { return nil }
    return "it has \"chosen\", \"rejected\", their models and a \"subset\""
  }

  public func read(_ record: JSONValue, into batch: inout ComparisonBatch) throws(RecordError) {
    var fields = try RecordFields(record)
    let start = batch.turns.count
    let key: StaticString? = Self.prompts.first { record[$0].map { !$0.isNull } ?? false }
    var comparison: Comparison
    if record["chosen"]?.kind == .array {
      comparison = try fields.dialogues(into: &batch)
      if let key { fields.dropEcho(key, of: comparison.prompt, in: batch) }
    } else {
      if let key { _ = try fields.turn(.user, key, into: &batch) }
      comparison = try fields.completions(after: start, into: &batch)
    }
    comparison.chosenModel = fields.name("chosen_model", into: &batch)
    comparison.rejectedModel = fields.name("rejected_model", into: &batch)
    comparison.lineage.subset = fields.name("subset", into: &batch)
    fields.append(comparison, to: &batch)
  }

  private static let prompts: [StaticString] = ["prompt", "question", "input"]
}
