import CShingles

/// Reads the words of texts: as hashes to compare by, and as ranges to point at.
///
/// Words are those of ``ShingleRule``, without the names of roles.
public struct WordReader: Sendable {
  private var folded = [UInt8](repeating: 0, count: 4096)
  private var hashes = [UInt64](repeating: 0, count: 1024)

  /// Makes a reader.
  public init() {}

  /// The hashes of the words of a text, in order.
  public mutating func words(of text: UnsafeRawBufferPointer) -> [UInt64] {
    if folded.count < 3 * text.count + 80 { folded = [UInt8](repeating: 0, count: 4 * text.count + 80) }
    if hashes.count < text.count + 1 { hashes = [UInt64](repeating: 0, count: 2 * text.count + 1) }
    let base = unsafe text.baseAddress?.assumingMemoryBound(to: UInt8.self)
    let count = unsafe hashes.withUnsafeMutableBufferPointer { buffer in
      guard let to = buffer.baseAddress else { return 0 }
      return unsafe Shingler.words(base, text.count, &folded, to)
    }
    return Array(hashes[..<count])
  }

  /// The bytes of each word of a text; slower, and only for what people are shown.
  public static func ranges(of text: UnsafeRawBufferPointer) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    var (start, offset): (Int?, Int) = (nil, 0)
    for scalar in unsafe String(decoding: text, as: UTF8.self).unicodeScalars {
      let kind = CharacterClasses.kind(of: scalar)
      if kind != .inWord, let begin = start {
        ranges.append(begin..<offset)
        start = nil
      }
      if kind == .inWord, start == nil { start = offset }
      if kind == .alone { ranges.append(offset..<offset + scalar.utf8.count) }
      offset += scalar.utf8.count
    }
    if let start { ranges.append(start..<offset) }
    return ranges
  }
}
