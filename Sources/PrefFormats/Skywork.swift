public import PrefJSON
public import PrefRecord

/// Skywork's reward preference data: two whole dialogues with a source, and no prompt beside them.
///
/// Source: SkyworkAI/Skywork-Reward, README; public readers of Skywork-Reward-Preference-80K-v0.1 and v0.2, which take
/// `chosen` and `rejected` as lists of role and content that begin with the user's turn.
// Witnesses are documented where the protocol declares them.
// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
public struct Skywork: RecordFormat {
  public static let name = "skywork"
  public static let summary = "Skywork reward preference 80K: chosen and rejected dialogues with a source."
  public static let source = "Skywork/Skywork-Reward-Preference-80K-v0.1 and -v0.2; arXiv:2410.18451"
  public static let winner = "The dialogue under \"chosen\"; the prompt is the run of turns both share."
  public static let refines = ["trl"]
  public static let columns: Columns = []
  public static let examples = [
    FormatExample(
      accepts: #"{"chosen":[{"content":"Hi","role":"user"},{"content":"Hello","role":"assistant"}],"#
        + #""rejected":[{"content":"Hi","role":"user"},{"content":"No","role":"assistant"}],"source":"magpie"}"#
    ),
    FormatExample(
      refuses: #"{"chosen":[],"rejected":[{"content":"No","role":"assistant"}],"source":"magpie"}"#,
      atColumn: 11,
      "no-completion"
    ),
    FormatExample(
      refuses: #"{"chosen":[{"content":7,"role":"user"}],"rejected":[],"source":"magpie"}"#,
      atColumn: 23,
      "wrong-type"
    ),
  ]

  public init(options: FormatOptions) throws(FormatOptionError) {}

  public static func recognize(_ record: JSONValue) -> String? {
    guard record.count == 3, record.hasTexts("source"), record["chosen"]?.isMessageList ?? false,
      record["rejected"]?.isMessageList ?? false
    else { return nil }
    return "it has two dialogues and a \"source\", and nothing else"
  }

  public func read(_ record: JSONValue, into batch: inout ComparisonBatch) throws(RecordError) {
    var fields = try RecordFields(record)
    var comparison = try fields.dialogues(into: &batch)
    comparison.lineage.subset = fields.name("source", into: &batch)
    fields.append(comparison, to: &batch)
  }
}
