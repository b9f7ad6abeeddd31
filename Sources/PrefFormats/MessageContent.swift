import PrefJSON
import PrefRecord

/// Reads the content of a message: a text, or a list of parts.
///
/// The texts of the parts are put together without anything between them, as chat templates do. Thinking is no part of
/// what is said and is left out; tool calls are said. Whatever the text does not tell is for the caller to keep: see
/// `isWhole`.
struct MessageContent {
  /// The text, in the batch.
  private(set) var text: ByteRange
  /// Whether the text tells all that the content holds.
  private(set) var isWhole = true
  /// Whether a part calls a tool.
  private(set) var callsTools = false

  /// Reads a text or a list of parts.
  ///
  /// - Throws: `notText` at a part that is none, such as an image.
  init(
    reading value: JSONValue,
    field: @autoclosure () -> String,
    into batch: inout ComparisonBatch
  ) throws(RecordError) {
    guard value.kind == .array else {
      text = try value.string(field(), into: &batch)
      return
    }
    text = unsafe batch.append(text: UnsafeRawBufferPointer(start: nil, count: 0))
    isWhole = value.count < 2
    for part in value.elements { try append(part, field(), into: &batch) }
  }

  private mutating func append(
    _ part: JSONValue,
    _ field: @autoclosure () -> String,
    into batch: inout ComparisonBatch
  ) throws(RecordError) {
    if part.kind == .string {
      text.end = unsafe batch.append(text: part.text).end
      return
    }
    guard part.kind == .object else { throw .wrongType(part, field: field(), expected: "a text or a part") }
    let type = part["type"]
    if let type, Self.thoughts.contains(where: { type.isString($0) }) {
      isWhole = false
      return
    }
    let isCall = type?.isString("tool_call") ?? false
    guard isCall || type.map({ $0.isNull || $0.isString("text") }) ?? true else {
      throw RecordError(.notText(field: field()), at: part.offset)
    }
    guard let key = Self.textKeys.first(where: { part[$0]?.kind == .string }), let said = part[key] else {
      throw RecordError(.missing(field: "\(field()).text"), at: part.offset)
    }
    text.end = unsafe batch.append(text: said.text).end
    callsTools = callsTools || isCall
    // Exports fill the keys of other kinds of parts with null, which says nothing.
    let more = part.members.contains { !$0.value.isNull && !$0.hasKey("type") && !$0.hasKey(key) }
    if more || isCall { isWhole = false }
  }

  private static let textKeys: [StaticString] = ["text", "value", "content"]
  private static let thoughts: [StaticString] = ["thinking", "reasoning"]
}
