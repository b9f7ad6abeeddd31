import PrefStatistics
import Testing

@Suite struct PoissonBootstrapTests {
  /// The pairs of the reference vector by cluster: number, and Σ2y.
  static let clusters: [(key: String, count: Int64, doubled: Int64)] = [
    ("prompt-1", 2, 2), ("prompt-2", 3, 5), ("prompt-3", 1, 0), ("prompt-4", 1, 2), ("prompt-5", 2, 2),
    ("prompt-6", 1, 2),
  ]

  static func bootstrap(_ clusters: [(key: String, count: Int64, doubled: Int64)]) -> PoissonBootstrap {
    PoissonBootstrap(
      clusterHashes: clusters.map { StableHash.fnv1a64(Array($0.key.utf8)) },
      statistics: [clusters.map(\.doubled), clusters.map(\.count)],
      seed: 7
    )
  }

  static func distribution(_ sums: ReplicateSums) -> BootstrapDistribution {
    BootstrapDistribution(numerators: sums.column(0), denominators: sums.column(1), unit: 2)
  }

  @Test func literalVector() {
    let sums = Self.bootstrap(Self.clusters).sums(replicates: 0..<200)
    let distribution = Self.distribution(sums)
    #expect(distribution.dropped == 0)
    #expect(nearPrinted(Double(sums[0, 0]) / Double(sums[0, 1]) / 2, 0.607142857143))
    #expect(nearPrinted(Double(sums[1, 0]) / Double(sums[1, 1]) / 2, 0.785714285714))
    #expect(nearPrinted(distribution.mean.value, 0.648363732208))
    #expect(nearPrinted(distribution.standardDeviation.value, 0.125414039345))
    #expect(near(distribution.interval.value, [0.4, 0.900416666667], relative: 2e-11))
  }

  @Test(.enabled(if: Vector.isPresent, Vector.skipReason))
  func referenceVector() throws {
    let output = try Vector("F5_poisson_bootstrap").output
    let distribution = Self.distribution(Self.bootstrap(Self.clusters).sums(replicates: 0..<200))
    #expect(near(distribution.mean.value, output["mean"].number))
    #expect(near(distribution.standardDeviation.value, output["sd"].number))
    #expect(near(distribution.interval.value, [output["q025"].number ?? .nan, output["q975"].number ?? .nan]))
  }

  @Test func shardsAndRangesGiveTheSameBits() {
    var numbers = SeededNumbers(seed: 3)
    let clusters = (0..<3000).map {
      (key: "k\($0)", count: Int64(numbers.next(below: 5)), doubled: Int64(numbers.next(below: 9)))
    }
    let whole = Self.bootstrap(clusters).sums(replicates: 0..<40)
    var ranges = Self.bootstrap(clusters).sums(replicates: 0..<13)
    ranges.append(Self.bootstrap(clusters).sums(replicates: 13..<40))
    #expect(ranges == whole)
    var shards = Self.bootstrap(Array(clusters[2000...].reversed())).sums(replicates: 0..<40)
    shards.merge(Self.bootstrap(Array(clusters[..<2000])).sums(replicates: 0..<40))
    #expect(shards == whole)
  }

  @Test func sumsAreWeightsTimesStatistics() {
    let sums = Self.bootstrap(Self.clusters).sums(replicates: 5..<8)
    for replicate in 5..<8 {
      let expected = Self.clusters.reduce(Int64(0)) { sum, cluster in
        let hash = StableHash.fnv1a64(Array(cluster.key.utf8))
        return sum + cluster.doubled * Int64(PoissonWeight.draw(clusterHash: hash, replicate: replicate, seed: 7))
      }
      #expect(sums[replicate - 5, 0] == expected)
    }
  }

  /// Negative sums, and sums too far apart for 32 bits, against plain multiplication.
  @Test(arguments: [Int64(5), 1 << 20, 1 << 40])
  func sumsOfAnyRangeAreExact(size: Int64) {
    var numbers = SeededNumbers(seed: 12)
    let hashes = (0..<2500).map { _ in numbers.next() }
    let values = hashes.map { _ in Int64(numbers.next() % UInt64(2 * size)) - size }
    let sums = PoissonBootstrap(clusterHashes: hashes, statistics: [values], seed: 1).sums(replicates: 0..<5)
    for replicate in 0..<5 {
      let expected = zip(hashes, values).reduce(Int64(0)) {
        $0 + Int64(PoissonWeight.draw(clusterHash: $1.0, replicate: replicate, seed: 1)) * $1.1
      }
      #expect(sums[replicate, 0] == expected)
    }
  }

  @Test func emptyReplicatesAreDroppedAndCounted() {
    let distribution = BootstrapDistribution(numerators: [1, 0, 3], denominators: [2, 0, 4])
    #expect(distribution.dropped == 1)
    #expect(distribution.sorted == [0.5, 0.75])
    #expect(BootstrapDistribution([nil]).interval.reason == .noData)
  }
}
