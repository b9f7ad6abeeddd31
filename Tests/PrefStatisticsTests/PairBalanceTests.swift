import PrefStatistics
import Testing

@Suite struct PairBalanceTests {
  private let differences = [4, -13, 28, 0, -21, 8, 51, 0, 5, -47, 5, 1, -3, 16, 30, -9]

  /// Vector M1_length_weights of the reference script v_weights, computed with numpy.
  @Test func weightsOfTheReferenceVector() {
    let balance = PairBalance(differences, bins: 3)
    #expect(balance.edges.count == 2)
    #expect(abs(balance.edges[0] - 6) < 1e-10)
    #expect(abs(balance.edges[1] - 19.3333333333) < 1e-9)
    let weights = balance.weights(differences, cap: 5)
    let expected = [
      0.625, 1, 0.833333333333, 1, 1.25, 1, 0.833333333333, 1, 0.625, 1.25, 0.625, 0.625, 2.5, 1, 0.833333333333, 1,
    ]
    for (weight, value) in zip(weights, expected) { #expect(abs(weight - value) < 1e-11) }
    #expect(abs(PairBalance.effectiveSize(weights) - 13.4589266156) < 1e-9)
    let wins = differences.map { $0 == 0 ? 0.5 : $0 > 0 ? 1.0 : 0 }
    let mean = WeightedClusterMean(values: wins, weights: weights, clusters: (0..<16).map(UInt64.init))
    #expect(abs((mean.mean ?? 0) - 0.5) < 1e-12)
  }

  @Test func exchangingTheSidesExchangesNothingElse() {
    let balance = PairBalance(differences, bins: 3)
    let mirrored = differences.map { -$0 }
    #expect(PairBalance(mirrored, bins: 3).edges == balance.edges)
    #expect(balance.weights(differences, cap: 5) == PairBalance(mirrored, bins: 3).weights(mirrored, cap: 5))
  }

  @Test func keptPairsAreEvenInEachBin() {
    let balance = PairBalance(differences, bins: 3)
    let keys = differences.indices.map { StableHash.mix64(UInt64($0)) }
    let kept = balance.kept(differences, keys: keys)
    // By hand: 5 against 1 up to 6, 2 against 2 up to 19⅓, 3 against 2 beyond, and two without a difference.
    #expect(kept.count { $0 } == 2 + 4 + 4 + 2)
    for range in [0.5...6.0, 6.0.nextUp...19.34, 19.34.nextUp...100] {
      let signs = zip(differences, kept).filter { $1 && range.contains(Double($0.magnitude)) }.map { $0.0.signum() }
      #expect(signs.reduce(0, +) == 0)
    }
    #expect(zip(differences, kept).allSatisfy { $0 != 0 || $1 })
  }

  @Test func capBoundsABinWithoutTheOtherSide() {
    let weights = PairBalance([9, 8, 7, 6, 5, 4, 3, 2, 1, -1], bins: 1).weights(
      [9, 8, 7, 6, 5, 4, 3, 2, 1, -1],
      cap: 3
    )
    #expect(weights.last == 3)
    #expect(PairBalance([1, 2], bins: 2).weights([1, 2], cap: 5) == [0.5, 0.5])
    #expect(PairBalance([], bins: 4).weights([], cap: 5).isEmpty)
    #expect(PairBalance([0, 0], bins: 4).kept([0, 0], keys: [1, 2]) == [true, true])
  }

  @Test func clusteredIntervalIsTheSandwichByHand() {
    // Two clusters of sums 2 of 2 and 0 of 2: ȳ = ½, V = 2/1 · (1² + 1²) / 16 = ¼.
    let mean = WeightedClusterMean(values: [1, 1, 0, 0], weights: [1, 1, 1, 1], clusters: [1, 1, 2, 2])
    #expect(mean.mean == 0.5)
    #expect(mean.interval == Interval(low: 0, high: 1))
    let heavy = WeightedClusterMean(values: [1, 0, 1, 0], weights: [1, 1, 1, 1], clusters: [1, 1, 2, 2])
    #expect(heavy.interval == Interval(low: 0.5, high: 0.5))
    #expect(WeightedClusterMean(values: [], weights: [], clusters: []).mean == nil)
    #expect(WeightedClusterMean(values: [1], weights: [1], clusters: [1]).interval == nil)
  }
}
