import Testing

@testable import PrefPipeline

@Suite struct SourceDrawTests {
  private func plan(seed: UInt64, isWithReplacement: Bool = false) -> MixPlan {
    var plan = MixPlan(amounts: [])
    (plan.seed, plan.isWithReplacement) = (seed, isWithReplacement)
    return plan
  }

  @Test func drawsExactlyAsManyAsAskedFor() {
    for seed in 0..<50 as Range<UInt64> {
      for (wanted, total) in [(0, 7), (1, 7), (7, 7), (3, 1000), (999, 1000)] {
        var draw = SourceDraw(rows: wanted, of: total, source: [1], plan(seed: seed))
        let drawn = (0..<total).map { _ in draw.next() }
        #expect(drawn.reduce(0, +) == wanted)
        #expect(drawn.allSatisfy { $0 < 2 })
      }
      for (wanted, total) in [(5, 1), (5000, 7), (3, 1000), (1_000_000, 3)] {
        var draw = SourceDraw(rows: wanted, of: total, source: [1], plan(seed: seed, isWithReplacement: true))
        #expect((0..<total).map { _ in draw.next() }.reduce(0, +) == wanted)
      }
    }
  }

  /// Chi-square over places: each row is drawn equally often.
  ///
  /// The 99.99 % point of 9 degrees of freedom is 33.7.
  @Test(arguments: [false, true]) func everyRowIsDrawnEquallyOften(_ isWithReplacement: Bool) {
    let (rounds, total, wanted) = (4000, 10, 3)
    var counts = [Double](repeating: 0, count: total)
    for seed in 0..<rounds {
      let plan = plan(seed: UInt64(seed), isWithReplacement: isWithReplacement)
      var draw = SourceDraw(rows: wanted, of: total, source: [9], plan)
      for index in 0..<total { counts[index] += Double(draw.next()) }
    }
    let expected = Double(rounds * wanted) / Double(total)
    let chiSquare = counts.reduce(0) { $0 + ($1 - expected) * ($1 - expected) / expected }
    #expect(chiSquare < 33.7)
  }

  /// With replacement, the copies of a row are binomial: variance np(1 − p).
  @Test func copiesVaryAsIndependentDrawsDo() {
    let (rounds, total, wanted) = (5000, 4, 40)
    var squares = 0.0
    for seed in 0..<rounds {
      var draw = SourceDraw(rows: wanted, of: total, source: [2], plan(seed: UInt64(seed), isWithReplacement: true))
      let drawn = Double(draw.next()) - 10
      squares += drawn * drawn
    }
    #expect(abs(squares / Double(rounds) - 7.5) < 0.75)
  }
}
