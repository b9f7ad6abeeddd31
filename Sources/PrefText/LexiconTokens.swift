import CTextScan

/// The tokens of a text as word numbers.
///
/// Tokens are maximal runs of `[0-9a-zß-öø-ÿ'-]` after folding, `'` and `-` stripped at the ends, empty ones dropped.
/// The buffers are kept from text to text: 2 bytes for each byte of the longest one.
struct LexiconTokens: Sendable {
  /// The text that was read last.
  private(set) var folded = FoldedText()
  /// Word numbers of its tokens, then what earlier texts left.
  private(set) var numbers: [UInt16] = []
  /// Tokens of the text that was read last.
  private(set) var count = 0

  /// Replaces the content by the tokens of a new text.
  mutating func read(_ text: Span<UInt8>, numberedBy vocabulary: borrowing Vocabulary) {
    folded.fold(text, quotes: true)
    let room = folded.count / 2 + 1
    if numbers.count < room { numbers = [UInt16](repeating: 0, count: 2 * room) }
    // Safe: tokens are not empty and lie inside the text, whose buffer has room for the 16 bytes that are loaded; there
    // are at most half as many as bytes.
    count = unsafe folded.storage.withUnsafeBufferPointer { bytes in
      unsafe numbers.withUnsafeMutableBufferPointer { numbers in
        unsafe vocabulary.withLookup { lookup in
          guard let base = bytes.baseAddress, let output = numbers.baseAddress else { return 0 }
          var next = unsafe output
          unsafe Self.forEachToken(of: base, count: folded.count) { start, end in
            let key = unsafe ctext_key_of(base + start, end &- start)
            unsafe next.pointee = unsafe lookup.number(low: key.low, high: key.high)
            unsafe next += 1
          }
          return unsafe next - output
        }
      }
    }
  }

  /// The tokens of the text that was read last, as people read them.
  var words: [String] {
    var words: [String] = []
    // Safe: tokens lie inside the text.
    unsafe folded.storage.withUnsafeBufferPointer { bytes in
      guard let base = bytes.baseAddress else { return }
      unsafe Self.forEachToken(of: base, count: folded.count) { start, end in
        var word = ""
        // A folded byte is the Latin-1 code of its character.
        for offset in start..<end { word.unicodeScalars.append(Unicode.Scalar(unsafe bytes[offset])) }
        words.append(word)
      }
    }
    return words
  }

  /// Finds the runs of token bytes from the first bit of each run, and the first after it, in the blocks' masks.
  @inline(__always)
  private static func forEachToken(
    of bytes: UnsafePointer<UInt8>,
    count: Int,
    _ body: (_ start: Int, _ end: Int) -> Void
  ) {
    var offset = 0
    var carry: UInt64 = 0
    var open = -1
    while offset < count || open >= 0 {
      let mask = unsafe ctext_tokens_at(bytes, count, offset)
      let shifted = mask &<< 1 | carry
      var starts = mask & ~shifted
      var ends = shifted & ~mask
      carry = mask &>> 63
      if open >= 0, ends != 0 {
        unsafe strip(open, offset &+ ends.trailingZeroBitCount, of: bytes, body)
        ends &= ends &- 1
        open = -1
      }
      // As many starts as ends, but for a run that goes on in the next block.
      while ends != 0 {
        unsafe strip(offset &+ starts.trailingZeroBitCount, offset &+ ends.trailingZeroBitCount, of: bytes, body)
        starts &= starts &- 1
        ends &= ends &- 1
      }
      if starts != 0 { open = offset &+ starts.trailingZeroBitCount }
      offset &+= 64
    }
  }

  /// Takes `'` and `-` off the ends of a run: of the token bytes only these lie below the digits.
  @inline(__always)
  private static func strip(
    _ start: Int,
    _ end: Int,
    of bytes: UnsafePointer<UInt8>,
    _ body: (_ start: Int, _ end: Int) -> Void
  ) {
    var start = start
    var end = end
    let digit = UInt8(ascii: "0")
    if unsafe bytes[start] < digit || bytes[end &- 1] < digit {
      while start < end, unsafe bytes[start] < digit { start += 1 }
      while end > start, unsafe bytes[end - 1] < digit { end -= 1 }
      if start == end { return }
    }
    body(start, end)
  }
}
