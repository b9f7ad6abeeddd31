import Testing

@testable import PrefText

@Suite struct WhiteSpaceTests {
  @Test func knowsExactlyTheTwentyFive() {
    let found = (UInt32(0)...0x10FFFF).filter { value in
      guard let scalar = Unicode.Scalar(value) else { return false }
      return measure(String(scalar)) { unsafe WhiteSpace.trimmed($0).isEmpty }
    }
    #expect(Set(found) == NaiveLexicon.spaces)
    #expect(found.count == 25)
  }

  @Test(arguments: [
    ("", 0..<0), (" ", 1..<1), ("a", 0..<1), ("\u{3000}a b\u{A0}\n", 3..<6), ("\u{1C} x", 0..<3),
  ])
  func trimsBothEnds(text: String, expected: Range<Int>) {
    #expect(measure(text) { unsafe WhiteSpace.trimmed($0) } == expected)
  }

  @Test func agreesWithAPlainTrimOnRandomText() {
    let seed: UInt64 = 7
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<1500 {
      let text = generator.text(from: trickyScalars, atMost: 6)
      let range = measure(text) { unsafe WhiteSpace.trimmed($0) }
      let kept = Array(text.utf8)[range]
      #expect(kept.elementsEqual(NaiveLexicon.trimmed(text).utf8), "seed \(seed), \(text.debugDescription)")
    }
  }
}
