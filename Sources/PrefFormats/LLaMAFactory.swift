public import PrefJSON
public import PrefRecord

/// LLaMA-Factory's preference layouts: alpaca, sharegpt, and the messages of version 1.
///
/// - alpaca: `instruction`, `input`, `chosen` and `rejected` as texts, optional `system`, and `history`, a list of
///   question and answer. The last user turn is the instruction and, on the next line, the input, as LLaMA-Factory joins
///   them.
/// - sharegpt: `conversations` of `from` and `value`, and one message each under `chosen` and `rejected`.
/// - v1: whole dialogues under `chosen_messages` and `rejected_messages`, with content in parts.
///
/// A row of unpaired feedback (`kto_tag`) holds no pair and is refused.
// Witnesses are documented where the protocol declares them.
// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
public struct LLaMAFactory: RecordFormat {
  public static let name = "llamafactory"
  public static let summary = "LLaMA-Factory pairs: the alpaca, sharegpt and v1 layouts."
  public static let source = "LLaMA-Factory, data/README.md: alpaca and sharegpt with ranking; data/v1_dpo_demo.jsonl"
  public static let winner = "What stands under \"chosen\" or \"chosen_messages\"."
  public static let refines = ["trl"]
  public static let columns: Columns = []
  public static let examples = [
    FormatExample(
      accepts: #"{"conversations":[{"from":"human","value":"Hi"}],"chosen":{"from":"gpt","value":"Hello"},"#
        + #""rejected":{"from":"gpt","value":"No"}}"#
    ),
    FormatExample(
      accepts: #"{"instruction":"Add.","input":"1 1","chosen":"2","rejected":"3","history":[["Hi","Hello"]]}"#
    ),
    FormatExample(
      accepts: #"{"chosen_messages":[{"role":"user","content":[{"type":"text","value":"Hi"}],"loss_weight":0.0},"#
        + #"{"role":"assistant","content":[{"type":"text","value":"Hello"}],"loss_weight":1.0}],"#
        + #""rejected_messages":[{"role":"user","content":[{"type":"text","value":"Hi"}],"loss_weight":0.0},"#
        + #"{"role":"assistant","content":[{"type":"text","value":"No"}],"loss_weight":1.0}]}"#
    ),
    FormatExample(
      refuses: #"{"conversations":[{"from":"human","value":"Hi"}],"chosen":{"from":"gpt"},"rejected":{}}"#,
      atColumn: 59,
      "missing-field"
    ),
    FormatExample(
      refuses: #"{"conversations":[{"from":"narrator","value":"Hi"}],"chosen":{"from":"gpt","value":"a"}}"#,
      atColumn: 27,
      "unexpected-value"
    ),
    FormatExample(
      refuses: #"{"conversations":[{"from":"human","value":"Hi"},{"from":"gpt","value":"a"}],"kto_tag":true}"#,
      atColumn: 1,
      "no-pair"
    ),
    FormatExample(
      refuses: #"{"instruction":"a","chosen":"b","rejected":"c","history":[["d"]]}"#,
      atColumn: 59,
      "unexpected-value"
    ),
  ]

  public init(options: FormatOptions) throws(FormatOptionError) {}

  public static func recognize(_ record: JSONValue) -> String? {
    if record["conversations"]?.kind == .array, record["chosen"]?["from"] != nil, record["rejected"]?["from"] != nil {
      return "it has \"conversations\", and messages with \"from\" under \"chosen\" and \"rejected\""
    }
    if record.hasTexts("instruction", "chosen", "rejected") {
      return "it has texts under \"instruction\", \"chosen\" and \"rejected\""
    }
    if record["chosen_messages"]?.kind == .array, record["rejected_messages"]?.kind == .array {
      return "it has \"chosen_messages\" and \"rejected_messages\""
    }
    return nil
  }

  public func read(_ record: JSONValue, into batch: inout ComparisonBatch) throws(RecordError) {
    var fields = try RecordFields(record)
    let comparison =
      if record["chosen_messages"] != nil {
        try fields.dialogues("chosen_messages", "rejected_messages", into: &batch)
      } else if record["instruction"] != nil {
        try alpaca(&fields, into: &batch)
      } else {
        try sharegpt(&fields, into: &batch)
      }
    fields.append(comparison, to: &batch)
  }

  private func sharegpt(
    _ fields: inout RecordFields,
    into batch: inout ComparisonBatch
  ) throws(RecordError) -> Comparison {
    if fields.record["kto_tag"] != nil, fields.record["chosen"] == nil {
      throw RecordError(
        .noPair("a row with \"kto_tag\" holds one completion, not a pair: --format kto makes pairs of such rows"),
        at: fields.record.offset
      )
    }
    let conversation = Conversation(roleKey: "from", contentKey: "value")
    let start = batch.turns.count
    try fields.turnIfPresent(.system, "system", into: &batch)
    let rest = try fields.messages("conversations", conversation, into: &batch)
    let chosen = try fields.message("chosen", conversation, into: &batch)
    let rejected = try fields.message("rejected", conversation, into: &batch)
    return Comparison(prompt: start..<rest.upperBound, chosen: chosen, rejected: rejected)
  }

  private func alpaca(
    _ fields: inout RecordFields,
    into batch: inout ComparisonBatch
  ) throws(RecordError) -> Comparison {
    let start = batch.turns.count
    try fields.turnIfPresent(.system, "system", into: &batch)
    if let history = fields.takeIfPresent("history") { try Self.append(history, into: &batch) }
    var query = try fields.text("instruction", into: &batch)
    if let input = fields.takeIfPresent("input") {
      guard input.kind == .string else { throw .wrongType(input, field: "input", expected: "a string") }
      query = unsafe batch.join(query, "\n", input.text)
    }
    batch.append(turn: Turn(role: .user, content: query))
    return try fields.completions(after: start, into: &batch)
  }

  private static func append(_ history: JSONValue, into batch: inout ComparisonBatch) throws(RecordError) {
    guard history.kind == .array else { throw .wrongType(history, field: "history", expected: "a list of turns") }
    for exchange in history.elements {
      guard exchange.kind == .array, exchange.count == 2 else {
        throw RecordError(
          .unexpectedValue(field: "history", expected: "lists of a question and an answer"),
          at: exchange.offset
        )
      }
      for (value, role) in zip(exchange.elements, [Role.user, .assistant]) {
        batch.append(turn: Turn(role: role, content: try value.string("history", into: &batch)))
      }
    }
  }
}

extension ComparisonBatch {
  /// Adds a text to the text that was copied last, with something between them where both say anything.
  mutating func join(_ text: ByteRange, _ glue: String, _ more: UnsafeRawBufferPointer) -> ByteRange {
    guard unsafe !more.isEmpty else { return text }
    guard !text.isEmpty else { return unsafe append(text: more) }
    _ = append(text: glue)
    return ByteRange(start: text.start, end: unsafe append(text: more).end)
  }
}
