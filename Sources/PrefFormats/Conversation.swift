import PrefJSON
import PrefRecord

/// Reads message lists as the field writes them, whose roles have several spellings.
struct Conversation {
  /// Keys of the role and of the content in a message.
  var roleKey: StaticString = "role"
  var contentKey: StaticString = "content"

  /// Appends the messages of a list as turns.
  func turns(
    _ list: JSONValue,
    field: String,
    into batch: inout ComparisonBatch
  ) throws(RecordError) -> Range<Int> {
    guard list.kind == .array else { throw .wrongType(list, field: field, expected: "a list of messages") }
    let start = batch.turns.count
    for message in list.elements { try append(message, field: field, into: &batch) }
    return start..<batch.turns.count
  }

  /// Appends one message as a turn.
  func append(_ message: JSONValue, field: String, into batch: inout ComparisonBatch) throws(RecordError) {
    guard message.kind == .object else { throw .wrongType(message, field: field, expected: "a message") }
    let role = try message.required(roleKey, of: field)
    let content = try message.required(contentKey, of: field)
    if message.count > 2 {
      let extra = message.members.first { unsafe !$0.key.equals(roleKey) && !$0.key.equals(contentKey) }
      throw RecordError(
        .unexpectedValue(field: field, expected: "messages with exactly \"\(roleKey)\" and \"\(contentKey)\""),
        at: extra?.keyOffset ?? message.offset
      )
    }
    let turn = Turn(
      role: try Self.role(role, field: "\(field).\(roleKey)"),
      content: try content.string("\(field).\(contentKey)", into: &batch)
    )
    batch.append(turn: turn)
  }

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
