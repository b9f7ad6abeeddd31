import PrefStatistics
import Testing

@Suite struct MultipleTestingTests {
  static let pValues = [0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205, 0.212, 0.216]

  @Test func literalVector() {
    let bh = [0.01, 0.04, 0.084, 0.084, 0.084, 0.1, 0.105714285714, 0.216, 0.216, 0.216]
    let holm = [0.01, 0.072, 0.312, 0.312, 0.312, 0.312, 0.312, 0.615, 0.615, 0.615]
    #expect(near(MultipleTesting.benjaminiHochberg(Self.pValues), bh, relative: 2e-11))
    #expect(near(MultipleTesting.holm(Self.pValues), holm, relative: 2e-11))
  }

  @Test(.enabled(if: Vector.isPresent, Vector.skipReason))
  func referenceVector() throws {
    let vector = try Vector("F6_multiple_testing")
    let pValues = vector.input["p"].numbers
    #expect(near(MultipleTesting.benjaminiHochberg(pValues), vector.output["bh"].numbers))
    #expect(near(MultipleTesting.holm(pValues), vector.output["holm"].numbers))
  }

  @Test func orderIsKept() {
    let order = [7, 2, 9, 0, 4, 1, 8, 3, 6, 5]
    let shuffled = order.map { Self.pValues[$0] }
    for adjust in [MultipleTesting.holm, MultipleTesting.benjaminiHochberg] {
      let straight = adjust(Self.pValues)
      #expect(adjust(shuffled) == order.map { straight[$0] })
    }
    #expect(MultipleTesting.bonferroni([0.2, 0.6]) == [0.4, 1])
    #expect(MultipleTesting.holm([]).isEmpty)
  }
}
