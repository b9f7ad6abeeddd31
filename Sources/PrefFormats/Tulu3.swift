public import PrefJSON
public import PrefRecord

/// The Tulu 3 preference mixture: whole dialogues with a source.
///
/// `prompt` says again what a user turn of the dialogues says and is then left out; one that says something else stays
/// in the metadata.
///
/// Source: card of allenai/llama-3.1-tulu-3-8b-preference-mixture; Lambert et al. 2024, arXiv:2411.15124.
// Witnesses are documented where the protocol declares them.
// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
public struct Tulu3: RecordFormat {
  public static let name = "tulu-3"
  public static let summary = "Tulu 3 preference mixture: id, prompt, chosen and rejected dialogues, source."
  public static let source = "allenai/llama-3.1-tulu-3-8b-preference-mixture; arXiv:2411.15124"
  public static let winner = "The dialogue under \"chosen\"."
  public static let refines = ["axolotl"]
  public static let columns: Columns = [.models]
  public static let examples = [
    FormatExample(
      accepts: #"{"id":"a1","prompt":"Hi","#
        + #""chosen":[{"content":"Hi","role":"user"},{"content":"Hello","role":"assistant"}],"#
        + #""rejected":[{"content":"Hi","role":"user"},{"content":"No","role":"assistant"}],"source":"s"}"#
    ),
    FormatExample(
      refuses: #"{"id":"a1","prompt":"Hi","chosen":[{"content":"Hi","role":"user"}],"rejected":[],"source":"s"}"#,
      atColumn: 79,
      "no-completion"
    ),
    FormatExample(
      refuses: #"{"id":"a1","prompt":"Hi","chosen":[{"content":"Hi","role":"boss"}],"rejected":[],"source":"s"}"#,
      atColumn: 59,
      "unexpected-value"
    ),
  ]

  public init(options: FormatOptions) throws(FormatOptionError) {}

  public static func recognize(_ record: JSONValue) -> String? {
    guard record.hasTexts("id", "prompt", "source"), record["chosen"]?.isMessageList ?? false,
      record["rejected"]?.isMessageList ?? false, record["chosen-rating"] == nil
    else { return nil }
    return "it has \"id\", \"prompt\" and \"source\" beside two dialogues"
  }

  public func read(_ record: JSONValue, into batch: inout ComparisonBatch) throws(RecordError) {
    var fields = try RecordFields(record)
    var comparison = try fields.dialogues(into: &batch)
    fields.dropEcho("prompt", of: comparison.prompt, in: batch)
    comparison.chosenModel = fields.name("chosen_model", into: &batch)
    comparison.rejectedModel = fields.name("rejected_model", into: &batch)
    comparison.lineage.subset = fields.name("source", into: &batch)
    fields.append(comparison, to: &batch)
  }
}
