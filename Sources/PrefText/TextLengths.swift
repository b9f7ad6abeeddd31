import CTextScan

/// How long a text is, in the four units that the length audits compare.
///
/// The text is measured as given; `WhiteSpace.trimmed(_:)` takes the white space off its ends.
public struct TextLengths: Equatable, Sendable {
  /// Unicode scalar values, not grapheme clusters: a family emoji of three people is 5.
  public var scalars: Int
  /// Bytes of UTF-8.
  public var bytes: Int
  /// Maximal runs of anything but Unicode White_Space.
  public var words: Int
  /// Maximal runs of `.!?…` followed, after closing quotes and brackets, by white space or the end; at least 1 where
  /// there is a word.
  public var sentences: Int

  /// Makes the lengths of a text from numbers already known.
  public init(scalars: Int, bytes: Int, words: Int, sentences: Int) {
    self.scalars = scalars
    self.bytes = bytes
    self.words = words
    self.sentences = sentences
  }

  /// Measures a text in one pass over blocks of 64 bytes.
  ///
  /// - Parameter text: UTF-8. In other bytes `scalars` counts all that are not continuation bytes.
  public init(measuring text: UnsafeRawBufferPointer) {
    // The span does not outlive this call, for which the caller lends `text`.
    self.init(measuring: unsafe Span<UInt8>(_unsafeBytes: text))
  }

  /// Measures a text in one pass over blocks of 64 bytes.
  init(measuring text: Span<UInt8>) {
    self.init(scalars: 0, bytes: text.count, words: 0, sentences: 0)
    var counter = BreakCounter()
    var offset = 0
    while offset < text.count {
      // Safe: the callee is given the buffer's own bounds and stays inside.
      let masks = unsafe text.withUnsafeBufferPointer { unsafe ctext_lengths_at($0.baseAddress, $0.count, offset) }
      scalars += masks.scalar_starts.nonzeroBitCount
      counter.add(masks.breaks, wide: masks.wide_leads, of: text, from: offset)
      offset += 64
    }
    words = counter.words
    sentences = counter.sentences
  }

  /// Measures a text whose scalars are known, and that has neither an ellipsis nor white space beyond ASCII.
  init(measuring text: Span<UInt8>, scalars: Int) {
    self.init(scalars: scalars, bytes: text.count, words: 0, sentences: 0)
    var counter = BreakCounter()
    var offset = 0
    while offset < text.count {
      // Safe: the callee is given the buffer's own bounds and stays inside.
      let breaks = unsafe text.withUnsafeBufferPointer { unsafe ctext_breaks_at($0.baseAddress, $0.count, offset) }
      counter.add(breaks, wide: 0, of: text, from: offset)
      offset += 64
    }
    words = counter.words
    sentences = counter.sentences
  }
}
