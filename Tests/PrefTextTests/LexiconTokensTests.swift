import Testing

@testable import PrefText

@Suite struct LexiconTokensTests {
  static func words(of text: String) -> [String] {
    var meter = TextMeter()
    return measure(text) { unsafe meter.words(of: $0) }
  }

  /// From the specification's vector C1_refusal_lexicon.
  @Test(arguments: [
    ("I\u{2019}m sorry, but I can\u{2019}t help with that.", "i'm sorry but i can't help with that"),
    ("I cannot assist you with hacking.", "i cannot assist you with hacking"),
    ("No. The party ended in 1945.", "no the party ended in 1945"),
    ("As an AI language model, I do not have feelings.", "as an ai language model i do not have feelings"),
    ("I can\u{2019}t say for sure, but it may rain.", "i can't say for sure but it may rain"),
    ("It\u{2019}s not appropriate to joke about that.", "it's not appropriate to joke about that"),
  ])
  func agreesWithTheVector(text: String, expected: String) {
    #expect(Self.words(of: text) == expected.split(separator: " ").map(String.init))
  }

  /// Python's `str.lower()` gives these; \u{307} is not a token character, so it parts the second word.
  @Test(arguments: [
    ("\u{212A}ey", ["key"]), ("\u{130}x", ["i", "x"]), ("\u{212B}\u{178}\u{1E9E}", ["\u{E5}\u{FF}\u{DF}"]),
    ("\u{C0}\u{D7}\u{DE}\u{F7}\u{F6}", ["\u{E0}", "\u{FE}", "\u{F6}"]), ("\u{17F}o", ["o"]), ("--'", []),
    ("'well-known' - it`s", ["well-known", "it's"]), ("a\u{FF07}b\u{B4}c", ["a'b'c"]),
    ("\u{4E2D}a\u{1F600}b", ["a", "b"]),
  ])
  func foldsAndLowersLikePython(text: String, expected: [String]) {
    #expect(Self.words(of: text) == expected)
  }

  @Test func agreesWithPlainTokensOnRandomText() {
    let seed: UInt64 = 99
    var generator = SeededGenerator(seed: seed)
    let scalars = trickyScalars + ["\u{DF}", "\u{D7}", "\u{F7}", "\u{FF}", "\u{178}", "\u{212A}", "\u{2018}", "'", "-"]
    for _ in 0..<1500 {
      let text = generator.text(from: scalars, atMost: 150)
      #expect(
        Self.words(of: text) == NaiveLexicon.tokens(of: text),
        "seed \(seed), \(text.debugDescription)"
      )
    }
  }

  /// Tokens that start, end or lie across the border of a block.
  @Test func findsTokensAcrossBlocks() {
    for length in 1..<140 {
      let text = String(repeating: ".", count: 140 - length) + String(repeating: "x", count: length) + " it's"
      #expect(Self.words(of: text).map(\.count) == [length, 4])
      #expect(Self.words(of: String(text.dropLast(5))).map(\.count) == [length])
    }
  }
}
