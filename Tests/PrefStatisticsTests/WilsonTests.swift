import PrefStatistics
import Testing

@Suite struct WilsonTests {
  static let printed: [(k: Int, n: Int, wilson: [Double], exact: [Double])] = [
    (8, 10, [0.490162471537, 0.943317848546], [0.443904537692, 0.974789273673]),
    (1023, 2301, [0.424394621409, 0.464968701598], [0.424149771814, 0.46517012242]),
    (0, 12, [0, 0.242494006655], [0, 0.264648469397]),
    (15, 15, [0.796116698964, 1], [0.781980639089, 1]),
    (1, 3, [0.0614919447204, 0.792340399198], [0.00840375865961, 0.90570067595]),
  ]

  @Test(arguments: printed)
  func literalVector(k: Int, n: Int, wilson: [Double], exact: [Double]) {
    #expect(near(Wilson.interval(successes: k, trials: n).value, wilson, relative: 2e-11))
    #expect(near(ClopperPearson.interval(successes: k, trials: n).value, exact, relative: 2e-11))
  }

  @Test(.enabled(if: Vector.isPresent, Vector.skipReason))
  func referenceVector() throws {
    for row in try Vector("F1_proportions").output.items {
      let (k, n) = (try #require(row["k"].int), try #require(row["n"].int))
      #expect(near(Wilson.interval(successes: k, trials: n).value, row["wilson"].numbers))
      #expect(near(ClopperPearson.interval(successes: k, trials: n).value, row["clopper_pearson"].numbers))
    }
  }

  @Test func endsAreExactAndMirror() throws {
    #expect(Wilson.interval(successes: 0, trials: 7).value?.low == 0)
    #expect(Wilson.interval(successes: 7, trials: 7).value?.high == 1)
    #expect(Wilson.interval(successes: 0, trials: 0).reason == .noData)
    #expect(ClopperPearson.interval(successes: 0, trials: 0).reason == .noData)
    let exact = try ClopperPearson.interval(successes: 3, trials: 11).get()
    let mirrored = try ClopperPearson.interval(successes: 8, trials: 11).get().complement
    #expect(near(exact, [mirrored.low, mirrored.high], relative: 1e-14))
  }
}
