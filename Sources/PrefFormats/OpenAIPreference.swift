public import PrefJSON
public import PrefRecord

/// Preference fine-tuning rows of OpenAI, which Azure and Together take as well.
///
/// `input.messages` is the prompt; `preferred_output` and `non_preferred_output` are lists of messages. The tools and
/// settings beside `input.messages` are kept in the metadata. Some writers put the messages right under `input`, which
/// is read too.
///
/// Source: OpenAI API reference, FineTunePreferenceRequestInput; Azure OpenAI and Together documentation of preference
/// fine-tuning.
// Witnesses are documented where the protocol declares them.
// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
public struct OpenAIPreference: RecordFormat {
  public static let name = "openai"
  public static let summary = "OpenAI, Azure and Together preference fine-tuning: input.messages and two outputs."
  public static let source = "OpenAI API reference, FineTunePreferenceRequestInput"
  public static let winner = "The messages under \"preferred_output\"."
  public static let columns: Columns = []
  public static let examples = [
    FormatExample(
      accepts: #"{"input":{"messages":[{"role":"user","content":"Hi"}],"tools":[],"parallel_tool_calls":true},"#
        + #""preferred_output":[{"role":"assistant","content":"Hello"}],"#
        + #""non_preferred_output":[{"role":"assistant","content":"No"}]}"#
    ),
    FormatExample(
      refuses: #"{"input":{"messages":"Hi"},"preferred_output":[],"non_preferred_output":[]}"#,
      atColumn: 22,
      "wrong-type"
    ),
    FormatExample(
      refuses: #"{"input":{"messages":[]},"preferred_output":[],"non_preferred_output":[]}"#,
      atColumn: 45,
      "no-completion"
    ),
  ]

  public init(options: FormatOptions) throws(FormatOptionError) {}

  public static func recognize(_ record: JSONValue) -> String? {
    guard record.has("input", "preferred_output", "non_preferred_output") else { return nil }
    return "it has \"input\", \"preferred_output\" and \"non_preferred_output\""
  }

  public func read(_ record: JSONValue, into batch: inout ComparisonBatch) throws(RecordError) {
    var fields = try RecordFields(record)
    let input = try fields.take("input")
    let list = try input.kind == .array ? input : input.required("messages", of: "input")
    let prompt = try fields.messages(list, "input.messages", into: &batch)
    if input.kind == .object { fields.useMembers(["messages"], of: "input", into: &batch) }
    let chosen = try fields.side("preferred_output", into: &batch)
    let rejected = try fields.side("non_preferred_output", into: &batch)
    fields.append(Comparison(prompt: prompt, chosen: chosen, rejected: rejected), to: &batch)
  }
}
