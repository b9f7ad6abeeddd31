/// Draws the clusters of sorted rows again and again, and adds up what they carry.
///
/// Weights are those of ``PoissonWeight``. Above ``limit`` clusters, whole clusters are pooled by their hash into that
/// many groups, which are then what is drawn: clusters are independent, so groups of them are, and a replicate costs no
/// more for a million prompts than for four thousand. The error of a standard error from 4,096 units is 1.1 %.
public struct ClusterResampler: Sendable {
  /// Most units that are drawn.
  public static let limit = 4096

  /// The rows of each cluster.
  public let runs: ClusterRuns
  /// Number of replicates.
  public let replicates: Int
  /// Number of units that are drawn.
  public let units: Int
  private let unit: [UInt16]
  /// Replicate by replicate, one weight a unit.
  private let weights: [UInt8]

  /// Prepares clusters.
  ///
  /// - Parameters:
  ///   - runs: The rows of each cluster.
  ///   - hashes: `StableHash.fnv1a64` of each cluster's key, distinct and in the order of `runs`.
  ///   - replicates: How often they are drawn.
  ///   - seed: Any number; equal seeds draw equal weights.
  public init(_ runs: ClusterRuns, hashes: [UInt64], replicates: Int, seed: UInt64) {
    precondition(runs.count == hashes.count, "one hash a cluster")
    (self.runs, self.replicates) = (runs, replicates)
    let isPooled = hashes.count > Self.limit
    unit = isPooled ? hashes.map { UInt16($0.mixed >> 52) } : hashes.indices.map { UInt16($0) }
    let drawn = isPooled ? (0..<Self.limit).map { UInt64($0).mixed } : hashes
    units = drawn.count
    weights = (0..<replicates).flatMap { replicate in
      drawn.map { UInt8(PoissonWeight.draw(clusterHash: $0, replicate: replicate, seed: seed)) }
    }
  }

  /// Adds up what the clusters carry in each replicate.
  ///
  /// - Parameters:
  ///   - width: Numbers a cluster carries.
  ///   - carry: Writes the numbers of a cluster into a buffer of `width` zeros.
  /// - Returns: One row of `width` sums a replicate; the sums of all clusters drawn once are `total`.
  public func sums(
    width: Int,
    _ carry: (_ cluster: Int, _ numbers: inout [Double]) -> Void
  ) -> (replicates: [[Double]], total: [Double]) {
    var table = [[Double]](repeating: [Double](repeating: 0, count: units), count: width)
    var numbers = [Double](repeating: 0, count: width)
    for cluster in 0..<runs.count {
      for column in 0..<width { numbers[column] = 0 }
      carry(cluster, &numbers)
      let unit = Int(unit[cluster])
      for column in 0..<width { table[column][unit] += numbers[column] }
    }
    let total = table.map { $0.reduce(0, +) }
    return ((0..<replicates).map { replicate in table.map { weighted($0, replicate) } }, total)
  }

  private func weighted(_ column: [Double], _ replicate: Int) -> Double {
    let weights = weights.span.extracting(replicate * units..<(replicate + 1) * units)
    let column = column.span
    // Four sums at a time: one would wait for itself.
    var (a, b, c, d) = (0.0, 0.0, 0.0, 0.0)
    var index = 0
    while index + 4 <= column.count {
      a += Double(weights[index]) * column[index]
      b += Double(weights[index + 1]) * column[index + 1]
      c += Double(weights[index + 2]) * column[index + 2]
      d += Double(weights[index + 3]) * column[index + 3]
      index += 4
    }
    while index < column.count {
      a += Double(weights[index]) * column[index]
      index += 1
    }
    return a + b + (c + d)
  }
}

extension UInt64 {
  fileprivate var mixed: UInt64 { StableHash.mix64(self) }
}

/// An estimate with what drawing clusters again makes of it.
public struct Resampled: Sendable {
  /// The estimate from the sample.
  public var estimate: Estimate<Double>
  /// Its values over the replicates.
  public var distribution: BootstrapDistribution

  /// Applies a statistic to the sums of the sample and of each replicate.
  public init(
    _ sums: (replicates: [[Double]], total: [Double]),
    _ statistic: ([Double]) -> Estimate<Double>
  ) {
    estimate = statistic(sums.total)
    distribution = BootstrapDistribution(sums.replicates.map { statistic($0).value })
  }

  /// Takes an estimate and its distribution.
  public init(_ estimate: Estimate<Double>, _ distribution: BootstrapDistribution) {
    (self.estimate, self.distribution) = (estimate, distribution)
  }

  /// The 95 % interval; undefined where the estimate is, or where fewer than half of the replicates have a value.
  public var interval: Estimate<Interval> {
    estimate.flatMap { _ in
      distribution.sorted.count > distribution.dropped ? distribution.interval : .failure(.noData)
    }
  }

  /// The standard error.
  public var standardError: Estimate<Double> { estimate.flatMap { _ in distribution.standardDeviation } }
}
