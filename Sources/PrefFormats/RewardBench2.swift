public import PrefJSON
public import PrefRecord

/// RewardBench 2: completions of a prompt that are right and such that are wrong.
///
/// Each right one is paired with each wrong one; two of one kind are no pair, so a pair has no margin. The subset goes
/// into the lineage.
///
/// Source: Malik et al. 2025, arXiv:2506.01937; `rewardbench/utils.py`, which compares a chosen completion with all
/// rejected ones.
// Witnesses are documented where the protocol declares them.
// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
public struct RewardBench2: RecordFormat {
  public static let name = "rewardbench-2"
  public static let summary = "RewardBench 2: lists of right and of wrong completions of a prompt."
  public static let source = "Malik et al. 2025, arXiv:2506.01937; data set allenai/reward-bench-2"
  public static let winner = "Each completion in \"chosen\", against each one in \"rejected\"."
  public static let columns: Columns = []
  public static let examples = [
    FormatExample(
      accepts: #"{"id":"1","prompt":"1+1?","chosen":["2"],"rejected":["3","4"],"num_correct":1,"#
        + #""total_completions":3,"subset":"Math"}"#
    ),
    FormatExample(
      refuses: #"{"prompt":"1+1?","chosen":"2","rejected":["3"],"num_correct":1,"total_completions":2}"#,
      atColumn: 27,
      "wrong-type"
    ),
    FormatExample(
      refuses: #"{"prompt":"1+1?","chosen":["2"],"rejected":["3",4],"num_correct":1,"total_completions":3}"#,
      atColumn: 49,
      "wrong-type"
    ),
  ]

  private let policy: PairPolicy

  public init(options: FormatOptions) throws(FormatOptionError) { policy = options.pairs }

  public static func recognize(_ record: JSONValue) -> String? {
    guard record["chosen"]?.kind == .array, record["rejected"]?.kind == .array, record["num_correct"] != nil,
      record["total_completions"] != nil
    else { return nil }
    return "it has lists under \"chosen\" and \"rejected\", \"num_correct\" and \"total_completions\""
  }

  public func read(_ record: JSONValue, into batch: inout ComparisonBatch) throws(RecordError) {
    let prompt = try record.required("prompt", of: "row")
    var set = RatedCompletions(prompt: try batch.appendTurn(.user, prompt, "prompt"))
    set.equal = .noPair
    var used: [StaticString] = ["prompt", "chosen", "rejected"]
    if let subset = record["subset"], subset.kind == .string {
      set.subset = try subset.string("subset", into: &batch)
      used.append("subset")
    }
    set.fields = try record.fields(besides: used, into: &batch)
    try set.appendTexts(record.requiredList("chosen", of: "row"), "chosen", Rating(1), into: &batch)
    try set.appendTexts(record.requiredList("rejected", of: "row"), "rejected", Rating(0), into: &batch)
    set.appendPairs(to: &batch, policy, otherwise: "one-side-is-empty")
  }
}

extension RatedCompletions {
  /// Adds a list of texts that are all of one class; where each is in its list goes into its fields.
  mutating func appendTexts(
    _ list: JSONValue,
    _ field: String,
    _ rating: Rating,
    into batch: inout ComparisonBatch
  ) throws(RecordError) {
    for (index, text) in list.elements.enumerated() {
      var completion = RatedCompletion(turns: try batch.appendTurn(.assistant, text, field), rating: rating)
      completion.fields = batch.append(text: "\"index\":\(index)")
      completions.append(completion)
    }
  }
}
