import CTextScan

/// A text made ready for the lexicon: quotes folded, lower-cased, one byte a character, in a buffer that is reused.
///
/// ASCII stays ASCII. The Latin-1 letters DF to F6 and F8 to FF, which can be part of a token, are one byte each; every
/// other character beyond ASCII is `FoldedText.other`. So no phrase of the lexicon, all ASCII, matches across one.
/// Same result as Python's `text.translate(fold).lower()`, including the five characters beyond Latin-1 whose lower
/// case has a token character: U+0130, U+0178, U+1E9E, U+212A, U+212B.
struct FoldedText: Sendable {
  /// Stands for a character that is neither ASCII nor a token character.
  static let other: UInt8 = 0x80
  /// Bytes of room after the text, so that whole blocks can be read and written.
  static let padding = 64

  /// The folded bytes, then at least `padding` bytes that mean nothing.
  private(set) var storage: [UInt8] = []
  /// Folded bytes in `storage`; never more than the bytes of the text.
  private(set) var count = 0
  /// Characters of the text.
  private(set) var scalars = 0
  /// Whether the text may hold an ellipsis, or white space beyond ASCII.
  private(set) var hasWideBreaks = false

  /// Replaces the content by a new text.
  ///
  /// - Parameters:
  ///   - text: UTF-8; in other bytes every broken sequence counts as one character.
  ///   - quotes: Whether typographic quotes and backquotes become `'` and `"`.
  mutating func fold(_ text: Span<UInt8>, quotes: Bool) {
    let needed = text.count + Self.padding
    if storage.count < needed { storage = [UInt8](repeating: 0, count: max(needed, 2 * storage.count)) }
    hasWideBreaks = false
    scalars = 0
    count = Self.fold(text, into: &storage, quotes: quotes, breaks: &hasWideBreaks, doubles: &scalars)
    scalars = count - scalars
  }

  /// Returns the folded bytes; `doubles` is how many characters have two.
  private static func fold(
    _ text: Span<UInt8>,
    into storage: inout [UInt8],
    quotes: Bool,
    breaks: inout Bool,
    doubles: inout Int
  ) -> Int {
    var output = storage.mutableSpan
    var from = 0
    var to = 0
    while true {
      let run = foldRun(of: text, at: from, into: &output, at: to, quotes: quotes)
      from += run
      to += run
      guard from < text.count else { return to }
      while from < text.count, text[from] >= 0x80 {
        let (scalar, length) = scalar(of: text, at: from)
        output[to] = folded(scalar, quotes: quotes)
        if isBreak(scalar) { breaks = true }
        from += length
        to += 1
        if scalar == 0x130 {
          // Two characters in lower case: i and U+0307.
          output[to] = other
          to += 1
          doubles += 1
        }
      }
    }
  }

  /// Folds ASCII up to the next byte beyond it; returns how many bytes.
  @inline(__always)
  private static func foldRun(
    of text: Span<UInt8>,
    at from: Int,
    into output: inout MutableSpan<UInt8>,
    at to: Int,
    quotes: Bool
  ) -> Int {
    // Safe: the callee is given both buffers' bounds and stays inside.
    unsafe text.withUnsafeBufferPointer { source in
      unsafe output.withUnsafeMutableBufferPointer { target in
        unsafe ctext_fold_run(
          source.baseAddress,
          source.count,
          from,
          target.baseAddress,
          target.count,
          to,
          quotes ? 1 : 0
        )
      }
    }
  }

  /// The character at `offset`, whose byte is >= 0x80, and its length; a broken one is U+FFFD, one byte long or more.
  @inline(__always)
  private static func scalar(of text: Span<UInt8>, at offset: Int) -> (scalar: UInt32, length: Int) {
    let first = UInt32(text[offset])
    let left = text.count - offset
    if first < 0xE0 {
      guard first >= 0xC0, left >= 2 else { return (0xFFFD, 1) }
      return ((first & 0x1F) << 6 | UInt32(text[offset + 1] & 0x3F), 2)
    }
    guard first < 0xF0, left >= 3 else { return (0xFFFD, min(left, first < 0xF0 ? 3 : 4)) }
    let tail = UInt32(text[offset + 1] & 0x3F) << 6 | UInt32(text[offset + 2] & 0x3F)
    return ((first & 0x0F) << 12 | tail, 3)
  }

  /// Whether it is an ellipsis, or perhaps white space: U+0080 to U+00A0 and U+1680 to U+3000 without the quotes.
  @inline(__always)
  private static func isBreak(_ scalar: UInt32) -> Bool {
    scalar <= 0xA0 || (scalar >= 0x1680 && scalar <= 0x3000 && !(scalar >= 0x2010 && scalar <= 0x201F))
  }

  /// The folded, lower-case byte of a character beyond ASCII.
  @inline(__always)
  private static func folded(_ scalar: UInt32, quotes: Bool) -> UInt8 {
    switch scalar {
    case 0xD7, 0xF7: other
    case 0xC0...0xDE: UInt8(scalar) + 0x20
    case 0xDF...0xFF: UInt8(scalar)
    case 0xB4, 0x2BC, 0x2018...0x201B, 0x2032, 0xFF07: quotes ? UInt8(ascii: "'") : other
    case 0x201C...0x201F, 0x2033, 0xFF02: quotes ? UInt8(ascii: "\"") : other
    case 0x130: UInt8(ascii: "i")
    case 0x178: 0xFF
    case 0x1E9E: 0xDF
    case 0x212A: UInt8(ascii: "k")
    case 0x212B: 0xE5
    default: other
    }
  }
}
