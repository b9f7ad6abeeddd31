/// The text a fault is looked for in, read one checked byte at a time.
///
/// Borrows the caller's bytes, which must stay valid while it is used; nothing outlives the search.
@safe
struct FaultyText {
  private let bytes: UnsafeRawBufferPointer
  let count: Int

  init(_ bytes: UnsafeRawBufferPointer) {
    unsafe self.bytes = unsafe bytes
    count = bytes.count
  }

  /// The byte at a position, or `nil` past the end.
  subscript(position: Int) -> UInt8? {
    position < count ? unsafe bytes[position] : nil
  }

  subscript(range: Range<Int>) -> [UInt8] {
    unsafe Array(bytes[range])
  }

  /// The length of the well-formed UTF-8 sequence at a position, or `nil` where there is none.
  ///
  /// Source: The Unicode Standard 15.0, table 3-7.
  func lengthOfCharacter(at position: Int) -> Int? {
    let length: Int
    let second: ClosedRange<UInt8>
    switch self[position] ?? 0xFF {
    case 0x00...0x7F: return 1
    case 0xC2...0xDF: (length, second) = (2, 0x80...0xBF)
    case 0xE0: (length, second) = (3, 0xA0...0xBF)
    case 0xED: (length, second) = (3, 0x80...0x9F)
    case 0xE1...0xEF: (length, second) = (3, 0x80...0xBF)
    case 0xF0: (length, second) = (4, 0x90...0xBF)
    case 0xF1...0xF3: (length, second) = (4, 0x80...0xBF)
    case 0xF4: (length, second) = (4, 0x80...0x8F)
    default: return nil
    }
    guard second.contains(self[position + 1] ?? 0) else { return nil }
    let isWhole = (2..<length).allSatisfy { (0x80...0xBF).contains(self[position + $0] ?? 0) }
    return isWhole ? length : nil
  }
}
