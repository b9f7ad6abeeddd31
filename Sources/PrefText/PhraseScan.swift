/// Refusal rules and markers of one text, found in one walk over its word numbers.
struct PhraseScan {
  /// Tokens in which a refusal has to start to be the headline detector's.
  static let headTokens = 40
  /// Marks of an automaton's phrases: bit r for the first slot of rule r, bit `markerBit + m` for marker list m.
  static let markerBit = 8
  private static let ruleMarks: UInt16 = 0xFF

  /// The rules that fired, with `pkHead40` and `pkAnywhere`.
  private(set) var refusals: RefusalDetectors = []
  /// By marker list: its matches.
  private(set) var counts = InlineArray<5, Int>(repeating: 0)
  /// By marker list: where its last match starts, and where it ends.
  private var starts = InlineArray<5, Int>(repeating: -1)
  private var ends = InlineArray<5, Int>(repeating: 0)

  init(_ words: Span<UInt16>, in index: LexiconIndex) {
    var offset = 0
    while offset < words.count {
      var candidates = index.automaton.candidates(among: words, from: offset)
      while candidates != 0 {
        walk(words, from: offset + candidates.trailingZeroBitCount, in: index)
        candidates &= candidates - 1
      }
      offset += 64
    }
  }

  private mutating func walk(_ words: Span<UInt16>, from start: Int, in index: LexiconIndex) {
    var node: UInt16 = 0
    for end in start..<words.count {
      node = index.automaton.next(from: node, by: words[end])
      guard node != 0 else { return }
      let marks = index.automaton.marks(at: node)
      if marks != 0 { add(marks, from: start, to: end + 1, of: words, in: index) }
    }
  }

  private mutating func add(
    _ marks: UInt16,
    from start: Int,
    to end: Int,
    of words: Span<UInt16>,
    in index: LexiconIndex
  ) {
    var lists = marks >> UInt16(Self.markerBit)
    while lists != 0 {
      let list = lists.trailingZeroBitCount
      lists &= lists - 1
      addMarker(list, from: start, to: end)
    }
    var rules = marks & Self.ruleMarks
    while rules != 0 {
      let rule = rules.trailingZeroBitCount
      rules &= rules - 1
      addRule(rule, from: start, to: end, of: words, in: index)
    }
  }

  /// Counts a match once; a longer one from the same start takes its place.
  private mutating func addMarker(_ list: Int, from start: Int, to end: Int) {
    if starts[list] != start {
      guard start >= ends[list] else { return }
      starts[list] = start
      counts[list] += 1
    }
    ends[list] = end
  }

  private mutating func addRule(
    _ rule: Int,
    from start: Int,
    to end: Int,
    of words: Span<UInt16>,
    in index: LexiconIndex
  ) {
    let isHead = start < Self.headTokens
    let isNear = start < index.rules[rule].head
    let news: RefusalDetectors = isHead ? .rule(rule) : .pkAnywhere
    guard isHead || isNear, !refusals.contains(news) else { return }
    guard index.matches(index.rules[rule].slots, in: words, from: end) else { return }
    if isHead { refusals.formUnion([.pkHead40, .rule(rule)]) }
    if isNear { refusals.insert(.pkAnywhere) }
  }
}
