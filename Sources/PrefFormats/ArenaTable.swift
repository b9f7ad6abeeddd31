public import PrefJSON
public import PrefRecord

/// Chatbot Arena battles as a table: 55,000 rows of CSV, whose cells hold JSON.
///
/// `prompt`, `response_a` and `response_b` are JSON lists with one text a turn, written into one cell each; the winner
/// is one of three columns that hold 1. The prompt is the first user turn; later questions stand between the answers of
/// a side. An answer may be null: it is then an empty turn, and the cell is kept in the metadata as it stood.
///
/// Source: columns of the competition "LMSYS - Chatbot Arena Human Preference Predictions" and of
/// lmarena-ai/arena-human-preference-55k; that responses hold null is from public readers of it.
// Witnesses are documented where the protocol declares them.
// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
public struct ArenaTable: RecordFormat {
  public static let name = "arena-55k"
  public static let summary = "Chatbot Arena as a table: cells with JSON lists of turns, three columns for the winner."
  public static let source = "lmarena-ai/arena-human-preference-55k"
  public static let winner = "The response whose column is 1: winner_model_a, winner_model_b or winner_tie."
  public static let columns: Columns = [.tie, .models]
  public static let examples = [
    FormatExample(
      accepts: #"{"id":"7","model_a":"m","model_b":"n","prompt":"[\"Hi\"]","response_a":"[\"Hello\"]","#
        + #""response_b":"[null]","winner_model_a":"1","winner_model_b":"0","winner_tie":"0"}"#
    ),
    FormatExample(
      refuses: #"{"prompt":"[\"Hi\"]","response_a":"[\"a\"]","response_b":"[\"b\",\"c\"]","#
        + #""winner_model_a":"1","winner_model_b":"0","winner_tie":"0"}"#,
      atColumn: 58,
      "unexpected-value"
    ),
    FormatExample(
      refuses: #"{"prompt":"[\"Hi\"]","response_a":"[\"a\"]","response_b":"[\"b\"]","#
        + #""winner_model_a":"1","winner_model_b":"1","winner_tie":"0"}"#,
      atColumn: 106,
      "unexpected-value"
    ),
    FormatExample(
      refuses: #"{"prompt":"[\"Hi\"","response_a":"[\"a\"]","response_b":"[\"b\"]","#
        + #""winner_model_a":"1","winner_model_b":"1","winner_tie":"0"}"#,
      atColumn: 11,
      "json"
    ),
  ]

  public init(options: FormatOptions) throws(FormatOptionError) {}

  public static func recognize(_ record: JSONValue) -> String? {
    guard record.has("winner_model_a", "winner_model_b", "winner_tie", "response_a", "response_b") else { return nil }
    return "it has \"response_a\", \"response_b\" and a column for each kind of winner"
  }

  public func read(_ record: JSONValue, into batch: inout ComparisonBatch) throws(RecordError) {
    var fields = try RecordFields(record)
    let prompts = try texts("prompt", &fields, into: &batch)
    guard let question = prompts.first else {
      throw RecordError(.unexpectedValue(field: "prompt", expected: "a question"), at: record.offset)
    }
    batch.append(turn: Turn(role: .user, content: question))
    let start = batch.turns.count
    let first = try side("response_a", prompts, &fields, into: &batch)
    let second = try side("response_b", prompts, &fields, into: &batch)
    var pair = ShownPair(prompt: start - 1..<start, first: first, second: second)
    pair.verdict = try verdict(record)
    pair.firstModel = fields.name("model_a", into: &batch)
    pair.secondModel = fields.name("model_b", into: &batch)
    fields.append(pair.comparison, to: &batch)
  }

  /// The texts of a list that a cell holds.
  private func texts(
    _ key: StaticString,
    _ fields: inout RecordFields,
    into batch: inout ComparisonBatch
  ) throws(RecordError) -> [ByteRange] {
    let cell = try fields.record.required(key, of: "row")
    var (texts, hasNull) = ([ByteRange](), false)
    try EncodedJSON.withValue(cell) { list throws(RecordError) in
      guard list.kind == .array else { throw .wrongType(list, field: "\(key)", expected: "a list of texts") }
      for element in list.elements {
        hasNull = hasNull || element.isNull
        texts.append(element.isNull ? .empty : try element.string("\(key)", into: &batch))
      }
    }
    if !hasNull { fields.use(key) }
    return texts
  }

  /// The answers of one side, with the later questions between them.
  private func side(
    _ key: StaticString,
    _ prompts: [ByteRange],
    _ fields: inout RecordFields,
    into batch: inout ComparisonBatch
  ) throws(RecordError) -> Range<Int> {
    let answers = try texts(key, &fields, into: &batch)
    guard answers.count == prompts.count else {
      throw RecordError(
        .unexpectedValue(field: "\(key)", expected: "as many answers as \"prompt\" has questions"),
        at: fields.record[key]?.offset ?? 0
      )
    }
    let start = batch.turns.count
    for (index, answer) in answers.enumerated() {
      if index > 0 { batch.append(turn: Turn(role: .user, content: prompts[index])) }
      batch.append(turn: Turn(role: .assistant, content: answer))
    }
    return start..<batch.turns.count
  }

  private func verdict(_ record: JSONValue) throws(RecordError) -> Verdict {
    var verdict: Verdict?
    let columns: [(StaticString, Verdict)] = [
      ("winner_model_a", .first), ("winner_model_b", .second), ("winner_tie", .tie),
    ]
    for (key, meaning) in columns {
      let cell = try record.required(key, of: "row")
      let isSet = cell.wholeNumber == 1
      guard isSet || cell.wholeNumber == 0, !isSet || verdict == nil else {
        throw RecordError(.unexpectedValue(field: "\(key)", expected: "0, or 1 in one of them"), at: cell.offset)
      }
      if isSet { verdict = meaning }
    }
    guard let verdict else {
      throw RecordError(
        .unexpectedValue(field: "winner_tie", expected: "1 in one of three columns"),
        at: record["winner_tie"]?.offset ?? 0
      )
    }
    return verdict
  }
}
