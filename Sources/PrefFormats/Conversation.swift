import PrefJSON
import PrefRecord

/// Reads message lists as the field writes them, whose roles have several spellings.
///
/// A message that calls tools and says nothing has the JSON of its calls as its text, as LLaMA-Factory's
/// `function_call` turns do: an empty text would make different calls the same.
struct Conversation {
  /// Keys of the role and of the content in a message.
  var roleKey: StaticString = "role"
  var contentKey: StaticString = "content"

  /// Appends the messages of a list as turns.
  func turns(
    _ list: JSONValue,
    field: String,
    extras: inout MessageExtras,
    into batch: inout ComparisonBatch
  ) throws(RecordError) -> Range<Int> {
    guard list.kind == .array else { throw .wrongType(list, field: field, expected: "a list of messages") }
    let start = batch.turns.count
    for message in list.elements {
      try append(message, field: field, place: batch.turns.count - start, extras: &extras, into: &batch)
    }
    return start..<batch.turns.count
  }

  /// Appends one message as a turn.
  ///
  /// `place`: The 0-based place of the message in its list.
  func append(
    _ message: JSONValue,
    field: String,
    place: Int = 0,
    extras: inout MessageExtras,
    into batch: inout ComparisonBatch
  ) throws(RecordError) {
    guard message.kind == .object else { throw .wrongType(message, field: field, expected: "a message") }
    let role = try Self.role(message.required(roleKey, of: field), field: "\(field).\(roleKey)")
    var used: [StaticString] = [roleKey]
    let content: ByteRange
    if let calls = toolCalls(message) {
      extras.callsTools = true
      used.append(contentKey)
      content = unsafe batch.append(text: calls.raw)
    } else {
      let value = try message.required(contentKey, of: field)
      let reading = try MessageContent(reading: value, field: "\(field).\(contentKey)", into: &batch)
      if reading.isWhole { used.append(contentKey) }
      if reading.callsTools || hasCalls(message) { extras.callsTools = true }
      content = reading.text
    }
    batch.append(turn: Turn(role: role, content: content))
    // Nearly all messages are a role and a text.
    if message.count != 2 || used.count != 2 || extras.callsTools { extras.add(message, turn: place, besides: used) }
  }

  /// The tool calls of a message that says nothing else.
  private func toolCalls(_ message: JSONValue) -> JSONValue? {
    if let content = message[contentKey], !content.isNull {
      guard content.kind == .string, unsafe content.text.isEmpty else { return nil }
    }
    return Self.callKeys.lazy.compactMap { message[$0] }.first { $0.count > 0 }
  }

  private func hasCalls(_ message: JSONValue) -> Bool {
    message.count > 2 && Self.callKeys.contains { (message[$0]?.count ?? 0) > 0 }
  }

  private static let callKeys: [StaticString] = ["tool_calls", "function_call"]

  /// Reads a role in any of the field's spellings.
  static func role(_ value: JSONValue, field: @autoclosure () -> String) throws(RecordError) -> Role {
    guard value.kind == .string else { throw .wrongType(value, field: field(), expected: "a string") }
    for (spelling, role) in spellings where unsafe value.text.equals(spelling) { return role }
    throw RecordError(
      .unexpectedValue(field: field(), expected: "system, user, human, assistant, gpt, tool or observation"),
      at: value.offset
    )
  }

  private static let spellings: [(StaticString, Role)] = [
    ("user", .user), ("assistant", .assistant), ("system", .system), ("tool", .tool), ("human", .user),
    ("gpt", .assistant), ("observation", .tool), ("function", .tool), ("prompter", .user), ("model", .assistant),
    ("function_call", .assistant), ("developer", .system),
  ]
}

/// Splits two whole conversations into the prompt they share and the two completions.
///
/// The split is at a turn boundary, never inside a turn: the prompt is the run of leading turns that both have, as far
/// as each side keeps at least its last turn. Where the sides part earlier, a completion has several turns, and the
/// record is flagged, not mended.
struct SharedPrompt {
  var prompt: Range<Int>
  var chosen: Range<Int>
  var rejected: Range<Int>

  init(chosen: Range<Int>, rejected: Range<Int>, in batch: borrowing ComparisonBatch) {
    let longest = min(chosen.count, rejected.count) - 1
    var shared = 0
    while shared < longest,
      batch.areEqual(batch.turns[chosen.lowerBound + shared], batch.turns[rejected.lowerBound + shared])
    { shared += 1 }
    prompt = chosen.lowerBound..<chosen.lowerBound + shared
    self.chosen = chosen.lowerBound + shared..<chosen.upperBound
    self.rejected = rejected.lowerBound + shared..<rejected.upperBound
  }
}
