public import PrefJSON
public import PrefRecord

/// Auto-J's test of pairwise judging: a prompt and two responses, under keys that hold a space.
///
/// `label` 0 says that the first is better, 1 the second, 2 neither. The scenario is the subset.
///
/// Source: Li et al. 2023, arXiv:2310.05470; README of GAIR-NLP/auto-j, data/test/testdata_pairwise.jsonl.
// Witnesses are documented where the protocol declares them.
// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
public struct AutoJ: RecordFormat {
  public static let name = "auto-j"
  public static let summary = "Auto-J pairwise test: a prompt, \"response 1\", \"response 2\" and the label 0, 1 or 2."
  public static let source = "GAIR-NLP/auto-j, data/test/testdata_pairwise.jsonl; Li et al. 2023, arXiv:2310.05470"
  public static let winner = "Response 1 where the label is 0, response 2 where it is 1; 2 is a tie."
  public static let columns: Columns = [.tie]
  public static let examples = [
    FormatExample(
      accepts: #"{"scenario":"planning","label":1,"prompt":"Plan.","response 1":"No.","response 2":"Yes."}"#
    ),
    FormatExample(
      refuses: #"{"label":3,"prompt":"Plan.","response 1":"No.","response 2":"Yes."}"#,
      atColumn: 10,
      "unexpected-value"
    ),
    FormatExample(refuses: #"{"label":1,"prompt":"Plan.","response 1":"No."}"#, atColumn: 1, "missing-field"),
  ]

  public init(options: FormatOptions) throws(FormatOptionError) {}

  public static func recognize(_ record: JSONValue) -> String? {
    guard record.has("prompt", "response 1", "response 2", "label") else { return nil }
    return "it has \"prompt\", \"response 1\", \"response 2\" and \"label\""
  }

  public func read(_ record: JSONValue, into batch: inout ComparisonBatch) throws(RecordError) {
    var fields = try RecordFields(record)
    let prompt = try fields.turn(.user, "prompt", into: &batch)
    let first = try fields.turn(.assistant, "response 1", into: &batch)
    let second = try fields.turn(.assistant, "response 2", into: &batch)
    var pair = ShownPair(prompt: prompt, first: first, second: second)
    let label = try record.required("label", of: "row")
    switch label.wholeNumber {
    case 0: pair.verdict = .first
    case 1: pair.verdict = .second
    case 2: pair.verdict = .tie
    default: throw RecordError(.unexpectedValue(field: "label", expected: "0, 1 or 2"), at: label.offset)
    }
    var comparison = pair.comparison
    comparison.lineage.subset = fields.name("scenario", into: &batch)
    fields.append(comparison, to: &batch)
  }
}
