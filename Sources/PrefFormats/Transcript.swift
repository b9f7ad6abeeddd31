import PrefJSON
import PrefRecord

/// A conversation written as one text of `Human:` and `Assistant:` turns.
struct Transcript {
  /// The turns, in the batch.
  private(set) var turns: Range<Int>
  /// 0-based turns whose marker has no space after its colon.
  private(set) var unspaced: [Int] = []

  /// Tells whether a text begins with a turn.
  static func isTranscript(_ text: UnsafeRawBufferPointer) -> Bool {
    unsafe marker(in: text, at: 0) != nil
  }

  /// Appends the turns of a transcript to a batch.
  ///
  /// - Throws: `notATranscript` when the text does not begin with a turn, at the first character of the string.
  init(reading value: JSONValue, field: String, into batch: inout ComparisonBatch) throws(RecordError) {
    guard value.kind == .string else { throw .wrongType(value, field: field, expected: "a string") }
    let text = unsafe value.text
    guard var marker = unsafe Self.marker(in: text, at: 0) else {
      throw RecordError(.notATranscript(field: field), at: value.offset)
    }
    let start = batch.turns.count
    turns = start..<start
    while true {
      let next = unsafe Self.nextMarker(in: text, from: marker.contentStart)
      let end = next?.start ?? text.count
      let content = unsafe batch.append(text: UnsafeRawBufferPointer(rebasing: text[marker.contentStart..<end]))
      if !marker.isSpaced { unspaced.append(batch.turns.count - start) }
      batch.append(turn: Turn(role: marker.role, content: content))
      guard let next else { break }
      marker = next
    }
    turns = start..<batch.turns.count
  }

  private struct Marker {
    var role: Role
    var start: Int
    var contentStart: Int
    var isSpaced: Bool
  }

  private static func nextMarker(in text: UnsafeRawBufferPointer, from: Int) -> Marker? {
    var position = from
    while let newline = unsafe text.firstNewline(from: position) {
      if let marker = unsafe marker(in: text, at: newline) { return marker }
      position = newline + 1
    }
    return nil
  }

  private static func marker(in text: UnsafeRawBufferPointer, at start: Int) -> Marker? {
    for (name, role) in names where unsafe text.hasBytes(name, at: start) {
      let colon = start + name.utf8CodeUnitCount
      let isSpaced = unsafe colon < text.count && text[colon] == UInt8(ascii: " ")
      return Marker(role: role, start: start, contentStart: isSpaced ? colon + 1 : colon, isSpaced: isSpaced)
    }
    return nil
  }

  private static let names: [(StaticString, Role)] = [("\n\nHuman:", .user), ("\n\nAssistant:", .assistant)]
}
