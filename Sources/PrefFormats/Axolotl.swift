public import PrefJSON
public import PrefRecord

/// The preference layouts that Axolotl reads, each by the fields it has.
///
/// | layout | fields |
/// |---|---|
/// | chat_template.default | `messages`, and one message each under `chosen` and `rejected` |
/// | argilla | `instruction`, `chosen_response`, `rejected_response`, optional `system` |
/// | icr, prompt_pairs, intel | `input`, `prompt` or `question`, `chosen`, `rejected`, optional `system` |
/// | ultra, ORPO argilla | `prompt` as a text, whole dialogues under `chosen` and `rejected`, optional `system` |
///
/// Layouts that other formats here know exactly are left to them by `--format auto`: dialogues without a prompt are
/// `trl`, and `question` is `orca-dpo`.
///
/// Source: Axolotl, docs/rlhf.qmd.
// Witnesses are documented where the protocol declares them.
// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
public struct Axolotl: RecordFormat {
  public static let name = "axolotl"
  public static let summary = "Axolotl DPO and ORPO layouts: argilla, icr, intel, prompt_pairs, ultra, chat_template."
  public static let source = "Axolotl, docs/rlhf.qmd"
  public static let winner = "What stands under \"chosen\" or \"chosen_response\"."
  public static let refines = ["trl"]
  public static let columns: Columns = []
  public static let examples = [
    FormatExample(
      accepts: #"{"messages":[{"role":"user","content":"Hi"}],"chosen":{"role":"assistant","content":"Hello"},"#
        + #""rejected":{"role":"assistant","content":"No"}}"#
    ),
    FormatExample(
      accepts: #"{"system":"Be kind.","instruction":"Hi","chosen_response":"Hello","rejected_response":"No"}"#
    ),
    FormatExample(accepts: #"{"input":"Hi","chosen":"Hello","rejected":"No"}"#),
    FormatExample(accepts: #"{"system":"Be kind.","prompt":"Hi","chosen":"Hello","rejected":"No"}"#),
    FormatExample(
      accepts: #"{"prompt":"Hi","chosen":[{"role":"user","content":"Hi"},{"role":"assistant","content":"Hello"}],"#
        + #""rejected":[{"role":"user","content":"Hi"},{"role":"assistant","content":"No"}]}"#
    ),
    FormatExample(
      refuses: #"{"instruction":"Hi","chosen_response":"Hello","rejected_response":null}"#,
      atColumn: 67,
      "wrong-type"
    ),
    FormatExample(
      refuses: #"{"messages":[],"chosen":{"role":"assistant"},"rejected":{}}"#,
      atColumn: 25,
      "missing-field"
    ),
    FormatExample(refuses: #"{"chosen":"Hello","rejected":"No"}"#, atColumn: 1, "missing-field"),
  ]

  public init(options: FormatOptions) throws(FormatOptionError) {}

  public static func recognize(_ record: JSONValue) -> String? {
    if record["messages"]?.kind == .array, record["chosen"]?["role"] != nil, record["rejected"]?["role"] != nil {
      return "it has \"messages\", and one message each under \"chosen\" and \"rejected\""
    }
    if record.hasTexts("instruction", "chosen_response", "rejected_response") {
      return "it has \"instruction\", \"chosen_response\" and \"rejected_response\""
    }
    if record.hasTexts("chosen", "rejected"), record["instruction"] == nil, record["question"] == nil {
      if record.hasTexts("input") { return "it has texts under \"input\", \"chosen\" and \"rejected\"" }
      if record.hasTexts("system", "prompt") { return "it has texts under \"system\", \"prompt\" and \"chosen\"" }
    }
    guard record.hasTexts("prompt"), record["chosen"]?.isMessageList ?? false,
      record["rejected"]?.isMessageList ?? false
    else { return nil }
    return "it has a \"prompt\" beside two dialogues"
  }

  public func read(_ record: JSONValue, into batch: inout ComparisonBatch) throws(RecordError) {
    var fields = try RecordFields(record)
    let start = batch.turns.count
    try fields.turnIfPresent(.system, "system", into: &batch)
    let comparison: Comparison
    switch record["chosen"]?.kind {
    case .array: comparison = try dialogues(&fields, after: start, into: &batch)
    case .object: comparison = try messages(&fields, after: start, into: &batch)
    case nil:
      _ = try fields.turn(.user, "instruction", into: &batch)
      comparison = try fields.completions("chosen_response", "rejected_response", after: start, into: &batch)
    default:
      let key = Self.prompts.first { record[$0] != nil } ?? "prompt"
      _ = try fields.turn(.user, key, into: &batch)
      comparison = try fields.completions(after: start, into: &batch)
    }
    fields.append(comparison, to: &batch)
  }

  private func dialogues(
    _ fields: inout RecordFields,
    after start: Int,
    into batch: inout ComparisonBatch
  ) throws(RecordError) -> Comparison {
    var comparison = try fields.dialogues(into: &batch)
    comparison.prompt = start..<comparison.prompt.upperBound
    fields.dropEcho("prompt", of: comparison.prompt, in: batch)
    return comparison
  }

  private func messages(
    _ fields: inout RecordFields,
    after start: Int,
    into batch: inout ComparisonBatch
  ) throws(RecordError) -> Comparison {
    let prompt = try fields.messages("messages", into: &batch)
    let chosen = try fields.message("chosen", into: &batch)
    let rejected = try fields.message("rejected", into: &batch)
    return Comparison(prompt: start..<prompt.upperBound, chosen: chosen, rejected: rejected)
  }

  private static let prompts: [StaticString] = ["prompt", "input", "question"]
}
