public import PrefJSON
public import PrefRecord

/// TRL's preference type, standard (text) or conversational (messages), with an explicit or an implicit prompt.
///
/// An explicit prompt stands under `prompt`, and `chosen` and `rejected` hold only the completions. An implicit prompt
/// is what the two conversations share; texts with an implicit prompt cannot be split at a turn, so they give
/// prompt-free rows rather than a prompt made of common characters.
// Witnesses are documented where the protocol declares them.
// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
public struct TRLPreference: RecordFormat {
  public static let name = "trl"
  public static let summary = "TRL preference rows: text or messages, with an explicit or implicit prompt."
  public static let source = "TRL documentation, \"Dataset formats and types\", preference type"
  public static let winner = "The completion under \"chosen\"."
  public static let columns: Columns = []
  public static let examples = [
    FormatExample(accepts: #"{"prompt":"The sky is","chosen":" blue.","rejected":" green."}"#),
    FormatExample(accepts: #"{"chosen":"The sky is blue.","rejected":"The sky is green."}"#),
    FormatExample(
      accepts: #"{"prompt":[{"role":"user","content":"Sky?"}],"chosen":[{"role":"assistant","content":"Blue."}],"#
        + #""rejected":[{"role":"assistant","content":"Green."}],"margin":1.5}"#
    ),
    FormatExample(
      accepts: #"{"chosen":[{"role":"user","content":"Sky?"},{"role":"assistant","content":"Blue."}],"#
        + #""rejected":[{"role":"user","content":"Sky?"},{"role":"assistant","content":"Green."}]}"#
    ),
    FormatExample(refuses: #"{"prompt":"a","chosen":null,"rejected":"b"}"#, atColumn: 24, "wrong-type"),
    FormatExample(refuses: #"{"prompt":"a","completion":"b","label":true}"#, atColumn: 1, "missing-field"),
    FormatExample(refuses: #"{"chosen":[],"rejected":[]}"#, atColumn: 11, "no-completion"),
    FormatExample(refuses: #"{"prompt":"a","chosen":"b","rejected":"c","margin":"2"}"#, atColumn: 52, "wrong-type"),
  ]

  public init(options: FormatOptions) throws(FormatOptionError) {}

  public static func recognize(_ record: JSONValue) -> String? {
    guard let chosen = record["chosen"], let rejected = record["rejected"], chosen.kind == rejected.kind,
      !isTranscriptPair(chosen, rejected), Canonical.recognize(record) == nil
    else { return nil }
    let prompt = record["prompt"]
    switch chosen.kind {
    case .string:
      if let prompt, prompt.kind != .string { return nil }
      return prompt == nil
        ? "\"chosen\" and \"rejected\" are texts without a \"prompt\""
        : "\"prompt\", \"chosen\" and \"rejected\" are texts"
    case .array:
      guard let first = chosen.elements.first(where: { _ in true }), first["role"] != nil, first["content"] != nil
      else {
        return nil
      }
      return "\"chosen\" and \"rejected\" are message lists with \"role\" and \"content\""
    default: return nil
    }
  }

  public func additionalColumns(for record: JSONValue) -> Columns {
    record["margin"]?.kind == .number ? .margin : []
  }

  public func read(_ record: JSONValue, into batch: inout ComparisonBatch) throws(RecordError) {
    let chosen = try record.required("chosen", of: "row")
    let rejected = try record.required("rejected", of: "row")
    var comparison =
      try chosen.kind == .array
      ? conversational(record, chosen, rejected, into: &batch) : standard(record, chosen, rejected, into: &batch)
    var used: [StaticString] = ["prompt", "chosen", "rejected"]
    if let margin = record["margin"], margin.kind != .null {
      comparison.margin = try margin.number("margin", into: &batch)
      used.append("margin")
    }
    comparison.metadata = unsafe Leftovers.metadata(of: record, besides: used, into: &batch)
    batch.append(comparison)
  }

  private func standard(
    _ record: JSONValue,
    _ chosen: JSONValue,
    _ rejected: JSONValue,
    into batch: inout ComparisonBatch
  ) throws(RecordError) -> Comparison {
    let start = batch.turns.count
    if let prompt = record["prompt"], prompt.kind != .null {
      batch.append(turn: Turn(role: .user, content: try prompt.string("prompt", into: &batch)))
    }
    let middle = batch.turns.count
    batch.append(turn: Turn(role: .assistant, content: try chosen.string("chosen", into: &batch)))
    batch.append(turn: Turn(role: .assistant, content: try rejected.string("rejected", into: &batch)))
    return Comparison(prompt: start..<middle, chosen: middle..<middle + 1, rejected: middle + 1..<middle + 2)
  }

  private func conversational(
    _ record: JSONValue,
    _ chosen: JSONValue,
    _ rejected: JSONValue,
    into batch: inout ComparisonBatch
  ) throws(RecordError) -> Comparison {
    let conversation = Conversation()
    let start = batch.turns.count
    var prompt = start..<start
    let hasPrompt = record["prompt"].map { $0.kind != .null } ?? false
    if hasPrompt, let list = record["prompt"] {
      prompt = try conversation.turns(list, field: "prompt", into: &batch)
    }
    let chosenTurns = try conversation.turns(chosen, field: "chosen", into: &batch)
    let rejectedTurns = try conversation.turns(rejected, field: "rejected", into: &batch)
    if chosenTurns.isEmpty { throw RecordError(.noCompletion(field: "chosen"), at: chosen.offset) }
    if rejectedTurns.isEmpty { throw RecordError(.noCompletion(field: "rejected"), at: rejected.offset) }
    if hasPrompt { return Comparison(prompt: prompt, chosen: chosenTurns, rejected: rejectedTurns) }
    let split = SharedPrompt(chosen: chosenTurns, rejected: rejectedTurns, in: batch)
    return Comparison(prompt: split.prompt, chosen: split.chosen, rejected: split.rejected)
  }

  private static func isTranscriptPair(_ chosen: JSONValue, _ rejected: JSONValue) -> Bool {
    guard chosen.kind == .string, rejected.kind == .string else { return false }
    return unsafe Transcript.isTranscript(chosen.text) && Transcript.isTranscript(rejected.text)
  }
}
