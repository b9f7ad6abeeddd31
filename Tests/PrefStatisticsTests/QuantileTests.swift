import PrefStatistics
import Testing

@Suite struct QuantileTests {
  @Test func literalVector() {
    let sorted: [Double] = [1, 1, 2, 3, 4, 5, 6, 9]
    let printed = [(0.025, 1), (0.1, 1), (0.25, 1.75), (0.5, 3.5), (0.9, 6.9), (0.975, 8.475)]
    for (probability, expected) in printed {
      #expect(nearPrinted(Quantile.type7(sorted: sorted, probability).value, expected))
    }
  }

  @Test(.enabled(if: Vector.isPresent, Vector.skipReason))
  func referenceVector() throws {
    let vector = try Vector("F3_quantile_type7")
    let sorted = vector.input["x"].numbers.sorted()
    let histogram = IntegerHistogram(vector.input["x"].ints)
    for (probability, expected) in zip(vector.input["ps"].numbers, vector.output.numbers) {
      #expect(near(Quantile.type7(sorted: sorted, probability).value, expected))
      #expect(near(histogram.quantile(Int((probability * 1000).rounded()), of: 1000).value, expected))
    }
  }

  @Test func endsAndEmpty() {
    #expect(Quantile.type7(sorted: [2, 5], 0).value == 2)
    #expect(Quantile.type7(sorted: [2, 5], 1).value == 5)
    #expect(Quantile.type7(sorted: [], 0.5).reason == .noData)
  }
}
