/// Resamples clusters by their hashes and adds up their statistics, exactly and in any order.
///
/// State per replicate: one integer sum a statistic. Shards merge by addition, ranges of replicates by concatenation;
/// both give the very bits of a single run.
public struct PoissonBootstrap: Sendable {
  // States, weights and a few columns of a tile fit the first-level cache.
  private static let tile = 1024

  private let states: [UInt64]
  private let columns: [BootstrapColumn]

  /// Prepares the clusters of a sample, or of one shard of it.
  ///
  /// - Parameters:
  ///   - clusterHashes: `StableHash.fnv1a64` of each cluster's key.
  ///   - statistics: k arrays of per-cluster sums, each as long as `clusterHashes`; store 2y where y may be ½. Σ|sum|
  ///     stays below 2⁵⁸.
  ///   - seed: Of the run; shards of one sample share it.
  public init(clusterHashes: [UInt64], statistics: [[Int64]], seed: UInt64) {
    precondition(statistics.allSatisfy { $0.count == clusterHashes.count }, "one sum a cluster")
    states = clusterHashes.map { PoissonWeight.state($0, seed) }
    columns = statistics.map(BootstrapColumn.init)
  }

  /// The weighted sums of each replicate in a range.
  ///
  /// Cost: about 6 ns a cluster and replicate with five statistics. Ranges may be computed on different threads and
  /// appended in order.
  public func sums(replicates: Range<Int>) -> ReplicateSums {
    var result = ReplicateSums(replicates: replicates.count, statistics: columns.count)
    var weights = [UInt32](repeating: 0, count: Self.tile)
    for start in stride(from: 0, to: states.count, by: Self.tile) {
      let tile = start..<min(start + Self.tile, states.count)
      for (row, replicate) in replicates.enumerated() {
        let total = draw(tile, offset: PoissonWeight.offset(replicate), into: &weights)
        for (index, column) in columns.enumerated() {
          result[row, index] &+= column.weighted(tile, by: weights, total: total)
        }
      }
    }
    return result
  }

  /// Draws the weights of a run of clusters and returns their sum.
  private func draw(_ tile: Range<Int>, offset: UInt64, into weights: inout [UInt32]) -> Int64 {
    var drawn = weights.mutableSpan
    let states = states.span.extracting(tile)
    var total: Int64 = 0
    for i in states.indices {
      let weight = PoissonWeight.count(bits: StableHash.mix64(states[i] &+ offset) >> 11)
      drawn[i] = UInt32(truncatingIfNeeded: weight)
      total &+= Int64(truncatingIfNeeded: weight)
    }
    return total
  }
}

/// The sums of every statistic in every replicate.
public struct ReplicateSums: Sendable, Hashable {
  /// Number of statistics.
  public let statistics: Int
  // Replicate by replicate, so that appending ranges is appending arrays.
  private var sums: [Int64]

  /// Number of replicates.
  public var replicates: Int { statistics == 0 ? 0 : sums.count / statistics }

  init(replicates: Int, statistics: Int) {
    self.statistics = statistics
    sums = Array(repeating: 0, count: replicates * statistics)
  }

  /// The sum of a statistic in a replicate, both from 0.
  public internal(set) subscript(replicate: Int, statistic: Int) -> Int64 {
    get { sums[replicate * statistics + statistic] }
    set { sums[replicate * statistics + statistic] = newValue }
  }

  /// A statistic's sums, replicate by replicate.
  public func column(_ statistic: Int) -> [Int64] {
    (0..<replicates).map { self[$0, statistic] }
  }

  /// Adds the sums of another shard for the same replicates.
  public mutating func merge(_ shard: ReplicateSums) {
    precondition(shard.statistics == statistics && shard.sums.count == sums.count, "the same replicates")
    for i in sums.indices { sums[i] += shard.sums[i] }
  }

  /// Appends the replicates that follow.
  public mutating func append(_ next: ReplicateSums) {
    precondition(next.statistics == statistics, "the same statistics")
    sums += next.sums
  }
}
