/// The lexicon, built for matching: one per process, shared by all meters.
public final class LexiconIndex: Sendable {
  /// The index of `Lexicon`, built on first use in well under 2 ms.
  public static let standard = LexiconIndex()

  /// Refusal rules after their first slot.
  struct Rule: Sendable {
    /// The further slots, in `LexiconIndex.slots`.
    var slots: Range<Int>
    /// How many tokens the rule looks at.
    var head: Int
  }

  /// One step of a rule: a list of phrases, of which one must follow, or none where it is optional.
  struct Slot: Sendable {
    /// Root of the list in the automaton.
    var root: UInt16
    /// Whether the rule also holds without it.
    var isOptional: Bool
  }

  /// Word numbers of all phrases.
  let vocabulary: Vocabulary
  /// Tries of all phrases.
  let automaton: PhraseAutomaton
  /// The refusal rules, in the lexicon's order.
  let rules: [Rule]
  /// XSTest's prefixes, folded.
  let prefixes: PrefixSet
  /// garak's substrings, folded.
  let substrings: SubstringSearch
  private let slots: [Slot]

  /// Builds the index.
  public init() {
    let vocabulary = Vocabulary(Lexicon.words)
    var automaton = PhraseAutomaton()
    var rules: [Rule] = []
    var slots: [Slot] = []
    for (index, pattern) in Lexicon.refusalPatterns.enumerated() {
      automaton.add(pattern.start, numberedBy: vocabulary, to: 0, marks: 1 << UInt16(index))
      let first = slots.count
      for list in pattern.slots {
        let root = automaton.addRoot()
        automaton.add(list.phrases, numberedBy: vocabulary, to: root, marks: 1)
        slots.append(Slot(root: root, isOptional: list.isOptional))
      }
      rules.append(Rule(slots: first..<slots.count, head: pattern.head ?? .max))
    }
    for (index, list) in Lexicon.markers.enumerated() {
      automaton.add(list, numberedBy: vocabulary, to: 0, marks: 1 << UInt16(PhraseScan.markerBit + index))
    }
    self.vocabulary = vocabulary
    self.automaton = automaton
    self.rules = rules
    self.slots = slots
    prefixes = PrefixSet(Lexicon.phrases(in: Lexicon.xstestPrefixes))
    substrings = SubstringSearch(Lexicon.phrases(in: Lexicon.garakSubstrings).map { $0.lowercased() })
  }

  /// Whether some phrase of each of these slots follows the last, from `start` on; optional ones may be passed over.
  ///
  /// All ways are tried. There are few: at most one for each word of a phrase, and three slots in a row.
  func matches(_ range: Range<Int>, in words: Span<UInt16>, from start: Int) -> Bool {
    guard let current = range.first else { return true }
    let rest = range.dropFirst()
    if slots[current].isOptional, matches(rest, in: words, from: start) { return true }
    var node = slots[current].root
    var end = start
    while end < words.count {
      node = automaton.next(from: node, by: words[end])
      guard node != 0 else { return false }
      end += 1
      if automaton.marks(at: node) != 0, matches(rest, in: words, from: end) { return true }
    }
    return false
  }
}
