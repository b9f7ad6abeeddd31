public import PrefJSON
public import PrefRecord

/// OpenRLHF's preference rows: `chosen` and `rejected`, which hold the prompt unless a key for it is named.
///
/// With `prompt`, both are completions; without it, two dialogues share a prompt, and two texts are prompt-free. `margin`
/// is optional. The mixtures that OpenRLHF trains on bring `chosen_score` and `rejected_score`, which are kept as a
/// score and make the rows known; all other rows are TRL's too, are read alike, and `--format auto` calls them `trl`.
///
/// Source: OpenRLHF, reward_dataset.py and train_rm.py; RLHFlow's preference mixtures for the scores.
// Witnesses are documented where the protocol declares them.
// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
public struct OpenRLHF: RecordFormat {
  public static let name = "openrlhf"
  public static let summary = "OpenRLHF preference rows: chosen and rejected, optional prompt, margin and scores."
  public static let source = "OpenRLHF, reward_dataset.py and train_rm.py"
  public static let winner = "What stands under \"chosen\"."
  public static let refines = ["trl"]
  public static let columns: Columns = [.scores]
  public static let examples = [
    FormatExample(
      accepts: #"{"chosen":[{"content":"Hi","role":"user"},{"content":"Hello","role":"assistant"}],"chosen_score":5.0,"#
        + #""rejected":[{"content":"Hi","role":"user"},{"content":"No","role":"assistant"}],"rejected_score":2.0}"#
    ),
    FormatExample(
      refuses: #"{"prompt":"Hi","chosen":[{"content":"Hello","role":"assistant"}],"rejected":[]}"#,
      atColumn: 11,
      "wrong-type"
    ),
    FormatExample(
      refuses: #"{"chosen":"a","rejected":"b","chosen_score":true,"rejected_score":2.0}"#,
      atColumn: 45,
      "wrong-type"
    ),
  ]

  public init(options: FormatOptions) throws(FormatOptionError) {}

  public static func recognize(_ record: JSONValue) -> String? {
    guard record["chosen_score"]?.decimal != nil, record["rejected_score"]?.decimal != nil,
      TRLPreference.recognize(record) != nil
    else { return nil }
    return "it has \"chosen\" and \"rejected\" with \"chosen_score\" and \"rejected_score\""
  }

  public func additionalColumns(for record: JSONValue) -> Columns { record["margin"]?.decimal == nil ? [] : .margin }

  public func read(_ record: JSONValue, into batch: inout ComparisonBatch) throws(RecordError) {
    var fields = try RecordFields(record)
    var comparison = try TRLPreference.pair(&fields, into: &batch)
    if let margin = try fields.number("margin", into: &batch) { comparison.margin = margin }
    comparison.scores = try fields.score("score", "chosen_score", "rejected_score", into: &batch)
    fields.append(comparison, to: &batch)
  }
}
