import PrefStatistics
import Testing

@Suite struct PoissonWeightTests {
  static let printed: [(String, [Int])] = [
    ("prompt-1", [0, 0, 0, 1, 0, 1, 3, 0, 1, 1, 3, 0]),
    ("prompt-2", [1, 1, 0, 5, 0, 0, 0, 2, 0, 2, 2, 1]),
    ("prompt-3", [2, 0, 0, 1, 0, 1, 0, 2, 1, 0, 2, 1]),
    ("prompt-4", [0, 1, 0, 0, 1, 2, 1, 2, 2, 2, 0, 1]),
    ("", [0, 0, 0, 0, 0, 1, 1, 2, 2, 0, 1, 1]),
    ("héllo", [2, 2, 0, 3, 0, 1, 0, 0, 2, 1, 1, 0]),
  ]

  @Test(arguments: printed)
  func literalVector(key: String, weights: [Int]) {
    let hash = StableHash.fnv1a64(Array(key.utf8))
    #expect((0..<12).map { PoissonWeight.draw(clusterHash: hash, replicate: $0, seed: 7) } == weights)
  }

  @Test func drawsArePoisson() {
    let draws = (0..<50_000).map { PoissonWeight.draw(clusterHash: UInt64($0), replicate: $0 % 7, seed: 3) }
    // P(0) = P(1) = 1/e, P(2) half of it; five standard errors are .011.
    let shares = (0...2).map { k in Double(draws.count { $0 == k }) / 50_000 }
    #expect(near(shares, [0.36788, 0.36788, 0.18394], relative: 0, absolute: 0.011))
    #expect(near(Double(draws.reduce(0, +)) / 50_000, 1, absolute: 0.0224))
  }
}
