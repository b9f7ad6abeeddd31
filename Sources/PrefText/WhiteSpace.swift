/// Recognises the 25 code points with Unicode's White_Space property in UTF-8, and trims them off a text.
///
/// Not Python's `split()`, which also takes U+001C to U+001F for white space. The set is closed by Unicode's stability
/// policy in all but name; it has not changed since version 6.3.
public enum WhiteSpace {
  /// Finds what is left of a text when white space is taken off both its ends.
  ///
  /// - Parameter text: UTF-8. Other bytes are never white space.
  /// - Returns: Byte offsets into `text`; empty where it holds nothing else.
  public static func trimmed(_ text: UnsafeRawBufferPointer) -> Range<Int> {
    // The span does not outlive this call, for which the caller lends `text`.
    let bytes = unsafe Span<UInt8>(_unsafeBytes: text)
    var start = 0
    while start < bytes.count {
      let length = length(in: bytes, at: start)
      guard length > 0 else { break }
      start += length
    }
    var end = bytes.count
    while end > start {
      let length = length(in: bytes, before: end)
      guard length > 0, end - length >= start else { break }
      end -= length
    }
    return start..<end
  }

  /// Bytes of the white-space character that starts at `offset`, 0 if there is none.
  @inline(__always)
  static func length(in text: Span<UInt8>, at offset: Int) -> Int {
    let first = text[offset]
    if first < 0x80 { return first == 0x20 || (first >= 9 && first <= 13) ? 1 : 0 }
    return wideLength(in: text, at: offset, startingWith: first)
  }

  /// Bytes of the white-space character beyond ASCII that starts at `offset`, 0 if there is none.
  @inline(__always)
  static func wideLength(in text: Span<UInt8>, at offset: Int, startingWith first: UInt8) -> Int {
    let left = text.count - offset
    if first == 0xC2 {
      guard left >= 2 else { return 0 }
      return text[offset + 1] == 0x85 || text[offset + 1] == 0xA0 ? 2 : 0
    }
    guard first >= 0xE1, first <= 0xE3, left >= 3 else { return 0 }
    let last = text[offset + 2]
    switch (first, text[offset + 1]) {
    case (0xE1, 0x9A), (0xE3, 0x80): return last == 0x80 ? 3 : 0
    case (0xE2, 0x80): return (last >= 0x80 && last <= 0x8A) || last == 0xA8 || last == 0xA9 || last == 0xAF ? 3 : 0
    case (0xE2, 0x81): return last == 0x9F ? 3 : 0
    default: return 0
    }
  }

  /// Bytes of the white-space character that ends before `end`, 0 if there is none.
  private static func length(in text: Span<UInt8>, before end: Int) -> Int {
    if text[end - 1] < 0x80 { return length(in: text, at: end - 1) }
    if end >= 2, length(in: text, at: end - 2) == 2 { return 2 }
    return end >= 3 && length(in: text, at: end - 3) == 3 ? 3 : 0
  }
}
