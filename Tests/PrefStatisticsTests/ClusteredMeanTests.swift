import PrefStatistics
import Testing

@Suite struct ClusteredMeanTests {
  /// y doubled, by cluster: (1,0) (1,1,.5) (0) (1) (0,1) (1).
  static let groups = [(2, 2), (3, 5), (1, 0), (1, 2), (2, 2), (1, 2)].map { ClusterSum(count: $0.0, sum: $0.1) }

  @Test func literalVector() throws {
    let mean = try ClusteredMean.estimate(Self.groups, sumOfSquares: 25, unit: 2).get()
    #expect(nearPrinted(mean.mean, 0.65))
    #expect(mean.clusters == 6)
    #expect(nearPrinted(mean.standardError.value, 0.117473401245))
    #expect(nearPrinted(mean.independentStandardError, 0.142302494708))
    #expect(nearPrinted(mean.designEffect.value, 0.681481481481))
  }

  @Test(.enabled(if: Vector.isPresent, Vector.skipReason))
  func referenceVector() throws {
    let vector = try Vector("F2_cluster_mean")
    let doubled = vector.input["y"].numbers.map { Int(2 * $0) }
    var sums: [Int: ClusterSum] = [:]
    for (value, group) in zip(doubled, vector.input["g"].ints) {
      let sum = sums[group] ?? ClusterSum(count: 0, sum: 0)
      sums[group] = ClusterSum(count: sum.count + 1, sum: sum.sum + value)
    }
    let squares = doubled.reduce(0) { $0 + $1 * $1 }
    let mean = try ClusteredMean.estimate(Array(sums.values), sumOfSquares: squares, unit: 2).get()
    #expect(near(mean.mean, vector.output["mean"].number))
    #expect(near(mean.standardError.value, vector.output["se_cluster"].number))
    #expect(near(mean.independentStandardError, vector.output["se_iid"].number))
    #expect(near(mean.designEffect.value, vector.output["design_effect"].number))
  }

  @Test func orderDoesNotMatter() throws {
    let forward = try ClusteredMean.estimate(Self.groups, sumOfSquares: 25, unit: 2).get()
    #expect(try ClusteredMean.estimate(Self.groups.reversed(), sumOfSquares: 25, unit: 2).get() == forward)
  }

  @Test func fewClustersTakeStudentsQuantile() throws {
    let mean = try ClusteredMean.estimate(Self.groups, sumOfSquares: 25, unit: 2).get()
    // t(.975, 5) of a printed table, to its digits.
    let halfWidth = 2.570581836 * 0.117473401245
    #expect(near(mean.interval.value, [0.65 - halfWidth, 0.65 + halfWidth], relative: 1e-8))
  }

  @Test func degenerateSamplesNameTheirReason() throws {
    #expect(ClusteredMean.estimate([], sumOfSquares: 0).reason == .noData)
    let single = try ClusteredMean.estimate([ClusterSum(count: 3, sum: 2)], sumOfSquares: 2).get()
    #expect(single.standardError.reason == .oneCluster)
    #expect(single.interval.reason == .oneCluster)
    let constant = try ClusteredMean.estimate(
      [ClusterSum(count: 2, sum: 2), ClusterSum(count: 1, sum: 1)],
      sumOfSquares: 3
    ).get()
    #expect(constant.mean == 1)
    #expect(constant.standardError.reason == .zeroVariance)
  }
}
