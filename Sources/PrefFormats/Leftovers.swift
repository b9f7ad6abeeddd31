import PrefJSON
import PrefRecord

/// Gathers the fields of a record that found no column into one JSON object, each value byte for byte as it stood.
enum Leftovers {
  /// Appends the object to the batch's text; the empty range when there is nothing to say.
  ///
  /// `extra`: Members that the format adds, each with its value as JSON text.
  static func metadata(
    of record: JSONValue,
    besides used: [StaticString],
    besidesKeys names: [String] = [],
    besidesKeysWhere isUsed: (UnsafeRawBufferPointer) -> Bool = { _ in false },
    adding extra: [(key: String, json: String)] = [],
    into batch: inout ComparisonBatch
  ) -> ByteRange {
    func isLeft(_ key: UnsafeRawBufferPointer) -> Bool {
      if used.contains(where: { unsafe key.equals($0) }) { return false }
      if unsafe isUsed(key) { return false }
      return !names.contains { unsafe key.elementsEqual($0.utf8) }
    }
    guard !extra.isEmpty || record.members.contains(where: { unsafe isLeft($0.key) }) else { return .empty }
    return batch.appendText { text in
      text.append(UInt8(ascii: "{"))
      var isFirst = true
      for member in extra {
        if !isFirst { text.append(UInt8(ascii: ",")) }
        isFirst = false
        text.append(contentsOf: "\"\(member.key)\":\(member.json)".utf8)
      }
      for member in record.members where unsafe isLeft(member.key) {
        if !isFirst { text.append(UInt8(ascii: ",")) }
        isFirst = false
        unsafe JSONWriter.append(string: member.key, to: &text)
        text.append(UInt8(ascii: ":"))
        unsafe text.append(contentsOf: member.value.raw)
      }
      text.append(UInt8(ascii: "}"))
    }
  }
}
