/// The phrase lists that refusals and markers are found with.
///
/// They are matched after folding quotes and lower-casing. A list is one string: phrases between `|` or line ends,
/// words between single spaces. Quotes are folded (see `FoldedText`) because most apostrophes of real data are U+2019:
/// on HH-RLHF 79 % of them, and without folding about half of the refusals are missed.
public enum Lexicon {
  /// Name of these lists; it changes when a phrase does, and belongs in every report made with them.
  public static let version = "pk-lex-1.1"

  /// The phrases of a list.
  static func phrases(in list: String) -> [Substring] {
    list.utf8.split { $0 == UInt8(ascii: "|") || $0 == UInt8(ascii: "\n") }.map { part in
      let text = part.drop { $0 == UInt8(ascii: " ") }
      return Substring(text.last == UInt8(ascii: " ") ? text.dropLast() : text)
    }
  }

  /// The words of a phrase.
  static func words(in phrase: Substring) -> [Substring] {
    phrase.utf8.split(separator: UInt8(ascii: " ")).map { Substring($0) }
  }

  /// All words of the refusal patterns and markers, each once, in the order of the lists.
  static var words: [Substring] {
    var seen: Set<Substring> = []
    let lists = refusalPatterns.flatMap { [$0.start] + $0.slots.map(\.phrases) } + markers
    return lists.flatMap { phrases(in: $0) }.flatMap { words(in: $0) }.filter { seen.insert($0).inserted }
  }
}

/// A refusal rule: a phrase that starts it, and lists of which one phrase each must follow.
struct RefusalPattern: Sendable {
  /// What reports call it.
  var name: String
  /// Tokens within which a match has to start, `nil` for anywhere.
  ///
  /// The headline detector has a limit of its own.
  var head: Int?
  /// Phrases it starts with.
  var start: String
  /// What follows, at most three lists.
  var slots: [PhraseList]
}

/// A further slot of a refusal rule as it is written.
struct PhraseList: Sendable {
  /// See `Lexicon`.
  var phrases: String
  /// Whether the rule also holds without any of them.
  var isOptional: Bool

  init(_ phrases: String, isOptional: Bool = false) {
    self.phrases = phrases
    self.isOptional = isOptional
  }
}
