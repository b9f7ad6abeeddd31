public import PrefJSON
public import PrefRecord

/// Stanford Human Preferences, and its second edition: a post and two comments, judged by votes.
///
/// `labels` 1 says that A is preferred, 0 that B is. The votes of both are a score; `margin` is `score_ratio`, the ratio
/// of the greater to the smaller. The domain is the subset.
///
/// Source: Ethayarajh et al. 2022, "Understanding dataset difficulty with V-usable information"; cards of
/// stanfordnlp/SHP and SHP-2, whose keys are the same.
// Witnesses are documented where the protocol declares them.
// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
public struct SHP: RecordFormat {
  public static let name = "shp"
  public static let summary = "Stanford Human Preferences (SHP, SHP-2): a post and two comments with their votes."
  public static let source = "stanfordnlp/SHP and stanfordnlp/SHP-2"
  public static let winner = "Comment A where labels is 1, comment B where it is 0."
  public static let columns: Columns = [.scores]
  public static let examples = [
    FormatExample(
      accepts: #"{"post_id":"x1","domain":"askbaking_train","history":"Why?","human_ref_A":"So.","human_ref_B":"No.","#
        + #""score_A":8,"score_B":2,"labels":1,"score_ratio":4.0}"#
    ),
    FormatExample(
      refuses: #"{"history":"Why?","human_ref_A":"a","human_ref_B":"b","labels":2}"#,
      atColumn: 64,
      "unexpected-value"
    ),
    FormatExample(
      refuses: #"{"history":"Why?","human_ref_A":"a","human_ref_B":null,"labels":1}"#,
      atColumn: 51,
      "wrong-type"
    ),
  ]

  public init(options: FormatOptions) throws(FormatOptionError) {}

  public static func recognize(_ record: JSONValue) -> String? {
    guard record.has("history", "human_ref_A", "human_ref_B", "labels") else { return nil }
    return "it has \"history\", \"human_ref_A\", \"human_ref_B\" and \"labels\""
  }

  public func additionalColumns(for record: JSONValue) -> Columns {
    record["score_ratio"]?.decimal == nil ? [] : .margin
  }

  public func read(_ record: JSONValue, into batch: inout ComparisonBatch) throws(RecordError) {
    var fields = try RecordFields(record)
    let prompt = try fields.turn(.user, "history", into: &batch)
    let first = try fields.turn(.assistant, "human_ref_A", into: &batch)
    let second = try fields.turn(.assistant, "human_ref_B", into: &batch)
    var pair = ShownPair(prompt: prompt, first: first, second: second)
    let label = try record.required("labels", of: "row")
    guard let number = label.wholeNumber, number == 0 || number == 1 else {
      throw RecordError(.unexpectedValue(field: "labels", expected: "0 or 1"), at: label.offset)
    }
    pair.verdict = number == 1 ? .first : .second
    var comparison = pair.comparison
    comparison.scores =
      try number == 1
      ? fields.score("votes", "score_A", "score_B", into: &batch)
      : fields.score("votes", "score_B", "score_A", into: &batch)
    if let ratio = try fields.number("score_ratio", into: &batch) { comparison.margin = ratio }
    comparison.lineage.subset = fields.name("domain", into: &batch)
    fields.append(comparison, to: &batch)
  }
}
