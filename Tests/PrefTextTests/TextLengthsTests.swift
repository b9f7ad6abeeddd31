import Testing

@testable import PrefText

@Suite struct TextLengthsTests {
  /// The specification's vector A1_length_units; each text is measured as it is.
  @Test(arguments: [
    ("", 0, 0, 0, 0),
    (" ", 1, 1, 0, 0),
    ("Hi.", 3, 3, 1, 1),
    ("I\u{2019}m sorry, I can\u{2019}t do that.", 27, 31, 6, 1),
    ("One.  Two!  Three?! \"Four.\" five", 32, 32, 5, 4),
    ("a\u{A0}b\u{2003}c\nd", 7, 10, 4, 1),
    ("na\u{EF}ve caf\u{E9} \u{1F600} ok\u{2026}", 16, 23, 4, 1),
    ("v1.2 is out. See e.g. docs.", 27, 27, 6, 3),
  ])
  func agreesWithTheVector(text: String, scalars: Int, bytes: Int, words: Int, sentences: Int) {
    let expected = TextLengths(scalars: scalars, bytes: bytes, words: words, sentences: sentences)
    #expect(measure(text) { unsafe TextLengths(measuring: $0) } == expected)
  }

  @Test func countsScalarsNotCharacters() {
    let family = "\u{1F469}\u{200D}\u{1F469}\u{200D}\u{1F467}"
    #expect(measure(family) { unsafe TextLengths(measuring: $0) }.scalars == 5)
  }

  @Test func agreesWithAPlainCountOnRandomText() {
    let seed: UInt64 = 20_240_611
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<1500 {
      let text = generator.text(from: trickyScalars, atMost: 150)
      let expected = NaiveLexicon.lengths(of: text)
      #expect(measure(text) { unsafe TextLengths(measuring: $0) } == expected, "seed \(seed), \(text.debugDescription)")
    }
  }

  /// A character of every length at every offset to a block's border, and a run of terminators across it.
  @Test(arguments: ["\u{3000}", "\u{A0}", "\u{2026}", "...?!", ".\u{201D}'", "\u{1F600}"])
  func countsAcrossBlocks(piece: String) {
    for lead in 50..<70 {
      let text = String(repeating: "x", count: lead) + piece + " y" + piece
      #expect(measure(text) { unsafe TextLengths(measuring: $0) } == NaiveLexicon.lengths(of: text), "\(lead)")
    }
  }

  @Test func runsOverBrokenText() {
    let text = Array("I\u{2019}m\u{3000}\u{1F600}\u{2026} \u{A0}.\u{201D}".utf8)
    for end in 0...text.count {
      for start in 0...end {
        let part = Array(text[start..<end])
        #expect(measure(part) { unsafe TextLengths(measuring: $0) }.bytes == part.count)
      }
    }
  }
}
