public import PrefJSON
public import PrefRecord

/// JudgeBench: a question and two responses of one model, one of them correct.
///
/// Source: Tan et al. 2024, arXiv:2410.12784; README of ScalerLab/JudgeBench.
// Witnesses are documented where the protocol declares them.
// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
public struct JudgeBench: RecordFormat {
  public static let name = "judgebench"
  public static let summary = "JudgeBench: a question, response_A, response_B and the label A>B or B>A."
  public static let source = "ScalerLab/JudgeBench; Tan et al. 2024, arXiv:2410.12784"
  public static let winner = "The response on the greater side of \"label\"; A=B is a tie."
  public static let columns: Columns = [.tie, .models]
  public static let examples = [
    FormatExample(
      accepts: #"{"pair_id":"p1","source":"mmlu","question":"1+1?","response_model":"m","response_A":"3","#
        + #""response_B":"2","label":"B>A"}"#
    ),
    FormatExample(
      refuses: #"{"question":"1+1?","response_A":"3","response_B":"2","label":"B"}"#,
      atColumn: 62,
      "unexpected-value"
    ),
    FormatExample(
      refuses: #"{"question":"1+1?","response_A":3,"response_B":"2","label":"B>A"}"#,
      atColumn: 33,
      "wrong-type"
    ),
  ]

  public init(options: FormatOptions) throws(FormatOptionError) {}

  public static func recognize(_ record: JSONValue) -> String? {
    guard record.has("question", "response_A", "response_B", "label") else { return nil }
    return "it has \"question\", \"response_A\", \"response_B\" and \"label\""
  }

  public func read(_ record: JSONValue, into batch: inout ComparisonBatch) throws(RecordError) {
    var fields = try RecordFields(record)
    let prompt = try fields.turn(.user, "question", into: &batch)
    let first = try fields.turn(.assistant, "response_A", into: &batch)
    let second = try fields.turn(.assistant, "response_B", into: &batch)
    var pair = ShownPair(prompt: prompt, first: first, second: second)
    let label = try record.required("label", of: "row")
    guard let verdict = Self.labels.first(where: { label.isString($0.0) })?.1 else {
      throw RecordError(.unexpectedValue(field: "label", expected: "A>B, B>A or A=B"), at: label.offset)
    }
    pair.verdict = verdict
    pair.firstModel = fields.name("response_model", into: &batch)
    pair.secondModel = pair.firstModel
    var comparison = pair.comparison
    comparison.lineage.subset = fields.name("source", into: &batch)
    fields.append(comparison, to: &batch)
  }

  private static let labels: [(StaticString, Verdict)] = [
    ("A>B", .first), ("B>A", .second), ("A=B", .tie),
  ]
}
