public import PrefJSON
public import PrefRecord

/// TRL's preference type, standard (text) or conversational (messages), with an explicit or an implicit prompt.
///
/// An explicit prompt stands under `prompt`, and `chosen` and `rejected` hold only the completions. An implicit prompt
/// is what the two conversations share; texts with an implicit prompt cannot be split at a turn, so they give
/// prompt-free rows rather than a prompt made of common characters. Content may be a list of parts that are texts.
/// `tools` and whatever messages hold besides role and text, such as `tool_calls`, are kept in the metadata. TRL's
/// unpaired and stepwise types hold no pairs and are refused.
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
    FormatExample(
      accepts: #"{"prompt":[{"role":"user","content":[{"type":"text","text":"Sky?"}]}],"#
        + #""chosen":[{"role":"assistant","tool_calls":[{"type":"function","function":{"name":"look"}}]}],"#
        + #""rejected":[{"role":"assistant","content":"Green."}],"tools":[{"type":"function"}]}"#
    ),
    FormatExample(refuses: #"{"prompt":"a","chosen":null,"rejected":"b"}"#, atColumn: 24, "wrong-type"),
    FormatExample(refuses: #"{"prompt":"a","completion":"b","label":true}"#, atColumn: 1, "no-pair"),
    FormatExample(refuses: #"{"chosen":[],"rejected":[]}"#, atColumn: 11, "no-completion"),
    FormatExample(refuses: #"{"prompt":"a","chosen":"b","rejected":"c","margin":"big"}"#, atColumn: 52, "wrong-type"),
    FormatExample(
      refuses: #"{"prompt":[{"role":"user","content":[{"type":"image"}]}],"chosen":[],"rejected":[]}"#,
      atColumn: 38,
      "not-text"
    ),
  ]

  public init(options: FormatOptions) throws(FormatOptionError) {}

  public static func recognize(_ record: JSONValue) -> String? {
    guard let chosen = record["chosen"], let rejected = record["rejected"], chosen.kind == rejected.kind,
      !isTranscriptPair(chosen, rejected), Canonical.recognize(record) == nil
    else { return nil }
    let prompt = record["prompt"].flatMap { $0.isNull ? nil : $0 }
    if let prompt, prompt.kind != chosen.kind { return nil }
    switch chosen.kind {
    case .string:
      return prompt == nil
        ? "\"chosen\" and \"rejected\" are texts without a \"prompt\""
        : "\"prompt\", \"chosen\" and \"rejected\" are texts"
    case .array where chosen.isMessageList: return "\"chosen\" and \"rejected\" are lists of messages"
    default: return nil
    }
  }

  public func additionalColumns(for record: JSONValue) -> Columns { record["margin"]?.decimal == nil ? [] : .margin }

  public func read(_ record: JSONValue, into batch: inout ComparisonBatch) throws(RecordError) {
    var fields = try RecordFields(record)
    try Self.refuseOtherTypes(record)
    var comparison = try Self.pair(&fields, into: &batch)
    if let margin = try fields.number("margin", into: &batch) { comparison.margin = margin }
    fields.append(comparison, to: &batch)
  }

  /// Takes the pair of a row: texts or dialogues, with an explicit or an implicit prompt.
  static func pair(
    _ fields: inout RecordFields,
    into batch: inout ComparisonBatch
  ) throws(RecordError) -> Comparison {
    let isConversational = fields.record["chosen"]?.kind == .array
    if fields.record["prompt"]?.isNull ?? false { fields.use("prompt") }
    return try isConversational ? conversational(&fields, into: &batch) : standard(&fields, into: &batch)
  }

  private static func standard(
    _ fields: inout RecordFields,
    into batch: inout ComparisonBatch
  ) throws(RecordError) -> Comparison {
    let start = batch.turns.count
    if let prompt = fields.takeIfPresent("prompt") {
      batch.append(turn: Turn(role: .user, content: try prompt.string("prompt", into: &batch)))
    }
    return try fields.completions(after: start, into: &batch)
  }

  private static func conversational(
    _ fields: inout RecordFields,
    into batch: inout ComparisonBatch
  ) throws(RecordError) -> Comparison {
    guard let list = fields.takeIfPresent("prompt") else { return try fields.dialogues(into: &batch) }
    let prompt = try fields.messages(list, "prompt", into: &batch)
    let chosen = try fields.side("chosen", into: &batch)
    return Comparison(prompt: prompt, chosen: chosen, rejected: try fields.side("rejected", into: &batch))
  }

  private static func refuseOtherTypes(_ record: JSONValue) throws(RecordError) {
    guard record["chosen"] == nil, record["rejected"] == nil else { return }
    if record["completion"] != nil, record["label"] != nil {
      throw RecordError(
        .noPair("an unpaired row holds one completion, not a pair: --format kto makes pairs of such rows"),
        at: record.offset
      )
    }
    if record["completions"] != nil, record["labels"] != nil {
      throw RecordError(.noPair("a stepwise row holds the labels of steps, not a pair"), at: record.offset)
    }
  }

  private static func isTranscriptPair(_ chosen: JSONValue, _ rejected: JSONValue) -> Bool {
    guard chosen.kind == .string, rejected.kind == .string else { return false }
    return unsafe Transcript.isTranscript(chosen.text) && Transcript.isTranscript(rejected.text)
  }
}

extension JSONValue {
  /// The first element of a list.
  var firstElement: JSONValue? {
    var elements = self.elements
    return elements.next()
  }

  /// Whether this is a list that begins with a message of a role and a content, or of tool calls.
  var isMessageList: Bool {
    guard let first = firstElement else { return false }
    return first["role"]?.kind == .string && (first["content"] != nil || first["tool_calls"] != nil)
  }
}
