@_spi(_Unicode) import Swift

/// Unicode's Normalization Form C: a quick answer for nearly all text, the standard library's for the rest.
///
/// The standard library has NFC, but only behind `@_spi(_Unicode)`; the tests hold it to a table made elsewhere.
enum NormalForm {
  /// Scalars that NFC never changes and never joins to what comes before (NFC_Quick_Check is Yes, combining class 0).
  ///
  /// A choice, not the full set (805 ranges): Latin, Greek, Cyrillic, Hebrew and Arabic letters, general punctuation,
  /// symbols, kana, CJK ideographs, Hangul syllables, emoji with selectors and tags. Normal forms of assigned
  /// characters are frozen by Unicode's stability policy, so it cannot go stale. Sorted.
  static let composed: [ClosedRange<UInt32>] = [
    0x0000...0x02FF, 0x038E...0x03A1, 0x03A3...0x0482, 0x048A...0x052F, 0x0531...0x0556, 0x05D0...0x05EA,
    0x061B...0x064A, 0x0660...0x066F, 0x0671...0x06D5, 0x10D0...0x10FF, 0x1E00...0x1EFF, 0x2002...0x2064,
    0x20A0...0x20C0, 0x2100...0x2125, 0x2190...0x2328, 0x232B...0x2426, 0x2460...0x2ADB, 0x2ADD...0x2B73,
    0x3000...0x3029, 0x3030...0x303F, 0x3041...0x3096, 0x309B...0x30FF, 0x3105...0x312F, 0x3220...0xA48C,
    0xAC00...0xD7A3, 0xFE00...0xFE0F, 0xFF01...0xFFBE, 0xFFFD...0xFFFD, 0x1F000...0x1FAFF, 0x20000...0x2A6DF,
    0xE0020...0xE007F,
  ]

  /// Whether the text is in NFC, seen from its scalars alone; `false` where that cannot be told, or for broken UTF-8.
  static func isSurelyComposed(_ text: UnsafeRawBufferPointer) -> Bool {
    // The span does not outlive this call, for which the caller lends `text`.
    let bytes = unsafe Span<UInt8>(_unsafeBytes: text)
    var offset = 0
    while offset < bytes.count {
      // U+0300 is CC 80: whatever starts below is composed.
      if bytes[offset] < 0x80 {
        offset += 1
        continue
      }
      guard let (scalar, length) = scalar(of: bytes, at: offset), isComposed(scalar) else { return false }
      offset += length
    }
    return true
  }

  /// Gives the UTF-8 of the text's NFC, byte by byte.
  static func forEachComposedByte(of text: String, _ body: (UInt8) -> Void) {
    for scalar in text._nfc {
      for byte in String(scalar).utf8 { body(byte) }
    }
  }

  /// A scalar beyond ASCII and its length; `nil` where it is cut or has a wrong continuation.
  @inline(__always)
  private static func scalar(of bytes: Span<UInt8>, at offset: Int) -> (UInt32, Int)? {
    let first = bytes[offset]
    let length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
    guard first >= 0xC2, first <= 0xF4, bytes.count - offset >= length else { return nil }
    var scalar = UInt32(first) & (0x7F >> UInt32(length))
    for index in 1..<length {
      let byte = bytes[offset + index]
      guard byte & 0xC0 == 0x80 else { return nil }
      scalar = scalar << 6 | UInt32(byte & 0x3F)
    }
    let isShortest = length == 2 || (length == 3 ? scalar >= 0x800 : scalar >= 0x10000)
    guard isShortest, !(0xD800...0xDFFF).contains(scalar), scalar <= 0x10FFFF else { return nil }
    return (scalar, length)
  }

  private static func isComposed(_ scalar: UInt32) -> Bool {
    if scalar <= 0x2FF || (0x2002...0x2064).contains(scalar) { return true }
    var low = 0
    var high = composed.count
    while low < high {
      let middle = (low + high) / 2
      if composed[middle].upperBound < scalar { low = middle + 1 } else { high = middle }
    }
    return low < composed.count && composed[low].contains(scalar)
  }
}
