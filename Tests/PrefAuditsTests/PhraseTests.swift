import Testing

@testable import PrefAudits

@Suite("Phrase")
struct PhraseTests {
  @Test(
    "writes decimals",
    arguments: [
      (0.5, 1, "0.5"), (12.345, 2, "12.35"), (-0.04, 1, "0.0"), (-1234.56, 1, "−1,234.6"), (1, 3, "1.000"),
      (0.0625, 3, "0.063"), (1999.5, 0, "2,000"),
    ] as [(Double, Int, String)]
  )
  func decimals(_ value: Double, _ places: Int, _ text: String) {
    #expect(Phrase.decimal(value, places: places) == text)
  }

  @Test("writes counts with commas", arguments: [(0, "0"), (999, "999"), (1000, "1,000"), (-1_234_567, "−1,234,567")])
  func counts(_ value: Int, _ text: String) {
    #expect(Phrase.count(value) == text)
  }

  @Test("writes shares in percent")
  func percent() {
    #expect(Phrase.percent(0.5436) == "54.4")
    #expect(Phrase.percent(1) == "100.0")
  }
}
