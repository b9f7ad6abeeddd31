/// What one pass over a text finds: its lengths, its refusal flags and its markers.
public struct TextMeasures: Equatable, Sendable {
  /// Lengths of the trimmed text.
  public var lengths: TextLengths
  /// Which refusal detectors and rules fired.
  public var refusals: RefusalDetectors
  /// Lexicon tokens: the denominator of marker rates.
  public var tokens: Int
  /// Hedges, apologies and the like.
  public var markers: MarkerCounts
}

/// Measures texts one after another with the same buffers: the one entry point for audits that read replies.
///
/// Makes no allocation once it has seen the longest text. One meter per thread; a copy has buffers of its own. Its time
/// is linear in the bytes of the text whatever they are, its memory at most six times the longest text.
public struct TextMeter: Sendable {
  private let index: LexiconIndex
  private var tokens = LexiconTokens()
  private var unfolded = FoldedText()

  /// Makes a meter for a lexicon.
  public init(_ index: LexiconIndex = .standard) {
    self.index = index
  }

  /// Measures a text, white space at both ends taken off first.
  ///
  /// - Parameter text: UTF-8, one reply. Other bytes give some answer, and are never read past.
  /// - Returns: Lengths, flags and counts; the lexicon's sources are in `Lexicon`.
  public mutating func measure(_ text: UnsafeRawBufferPointer) -> TextMeasures {
    // The span does not outlive this call, for which the caller lends `text`.
    let all = unsafe Span<UInt8>(_unsafeBytes: text)
    return measure(all.extracting(unsafe WhiteSpace.trimmed(text)))
  }

  /// Splits a text into the lexicon's tokens, as people read them: for explanations, not for the hot path.
  public mutating func words(of text: UnsafeRawBufferPointer) -> [String] {
    // The span does not outlive this call, for which the caller lends `text`.
    tokens.read(unsafe Span<UInt8>(_unsafeBytes: text), numberedBy: index.vocabulary)
    return tokens.words
  }

  private mutating func measure(_ text: Span<UInt8>) -> TextMeasures {
    tokens.read(text, numberedBy: index.vocabulary)
    let scan = PhraseScan(tokens.numbers.span.extracting(0..<tokens.count), in: index)
    let lengths =
      tokens.folded.hasWideBreaks
      ? TextLengths(measuring: text) : TextLengths(measuring: text, scalars: tokens.folded.scalars)
    return TextMeasures(
      lengths: lengths,
      refusals: scan.refusals.union(scanCharacters(of: text)),
      tokens: tokens.count,
      markers: MarkerCounts(scan.counts)
    )
  }

  /// The published lists, which look at characters; without folding they find a part of what they find with it.
  private mutating func scanCharacters(of text: Span<UInt8>) -> RefusalDetectors {
    var refusals: RefusalDetectors = []
    if index.prefixes.isFound(in: tokens.folded) { refusals.insert(.xstestFolded) }
    if index.substrings.isFound(in: tokens.folded) { refusals.insert(.garakFolded) }
    guard !refusals.isEmpty else { return refusals }
    unfolded.fold(text, quotes: false)
    if index.prefixes.isFound(in: unfolded) { refusals.insert(.xstestRawASCII) }
    if index.substrings.isFound(in: unfolded) { refusals.insert(.garakRawASCII) }
    return refusals
  }
}
