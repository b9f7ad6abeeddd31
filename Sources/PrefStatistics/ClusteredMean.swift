/// What a cluster of dependent observations adds up to.
public struct ClusterSum: Sendable, Hashable {
  /// Number of observations.
  public var count: Int
  /// Their sum, in whatever whole unit keeps it an integer (store 2y where y may be ½).
  public var sum: Int

  /// Holds a cluster's totals.
  public init(count: Int, sum: Int) {
    self.count = count
    self.sum = sum
  }
}

/// The mean of observations that are dependent within clusters, with the uncertainty that this leaves.
///
/// V = G/(G−1) · Σ_g(Σ_{i∈g}(y_i − ȳ))² / n². Sums are exact integers, so that neither the order of clusters nor that
/// of pairs matters.
public struct ClusteredMean: Sendable, Hashable {
  /// Number of observations.
  public let count: Int
  /// Number of clusters, G.
  public let clusters: Int
  /// The mean, in units of y.
  public let mean: Double
  /// √V; undefined with one cluster (`one-cluster`) or without any variation (`zero-variance`).
  public let standardError: Estimate<Double>
  /// What the standard error would be if observations were independent (variance with divisor n).
  public let independentStandardError: Double

  /// V relative to the variance under independence.
  public var designEffect: Estimate<Double> {
    standardError.map { $0 * $0 / (independentStandardError * independentStandardError) }
  }

  /// The 95 % interval: normal, or Student's t with G − 1 degrees of freedom below 50 clusters.
  public var interval: Estimate<Interval> {
    standardError.map { error in
      let quantile =
        clusters < 50
        ? StudentT.quantile(0.975, degreesOfFreedom: clusters - 1) : NormalDistribution.quantile975
      return Interval(center: mean, halfWidth: quantile * error)
    }
  }

  /// Estimates the mean of y = (stored integer)/`unit`.
  ///
  /// - Parameters:
  ///   - groups: One entry a cluster, in any order.
  ///   - sumOfSquares: Σ of the squared stored integers over all observations.
  ///   - unit: What a stored 1 is a fraction of: 2 where 2y was stored.
  /// - Returns: The mean; undefined (`no-data`) without observations.
  public static func estimate(_ groups: [ClusterSum], sumOfSquares: Int, unit: Int = 1) -> Estimate<ClusteredMean> {
    var totals = ClusterTotals()
    for group in groups { totals.add(group) }
    return estimate(totals, sumOfSquares: sumOfSquares, unit: unit)
  }

  /// Estimates the mean from what all clusters add up to.
  public static func estimate(_ totals: ClusterTotals, sumOfSquares: Int, unit: Int = 1) -> Estimate<ClusteredMean> {
    guard totals.count > 0 else { return .failure(.noData) }
    return .success(ClusteredMean(totals, sumOfSquares: Int128(sumOfSquares), unit: Double(unit)))
  }

  private init(_ totals: ClusterTotals, sumOfSquares: Int128, unit: Double) {
    let n = Double(totals.count)
    let spread = totals.count * sumOfSquares - totals.sum * totals.sum
    count = Int(totals.count)
    clusters = totals.clusters
    mean = Double(totals.sum) / n / unit
    independentStandardError = (Double(spread) / n).squareRoot() / n / unit
    guard totals.clusters > 1 else {
      standardError = .failure(.oneCluster)
      return
    }
    let scatter = totals.scatter
    guard spread > 0, scatter > 0 else {
      standardError = .failure(.zeroVariance)
      return
    }
    let groups = Double(totals.clusters)
    standardError = .success((groups / (groups - 1) * Double(scatter)).squareRoot() / n / n / unit)
  }
}

/// Integer sums over clusters, wide enough that they never round.
public struct ClusterTotals: Sendable {
  fileprivate var clusters = 0
  fileprivate var count: Int128 = 0
  fileprivate var sum: Int128 = 0
  private var sumSquared: Int128 = 0
  private var countTimesSum: Int128 = 0
  private var countSquared: Int128 = 0

  /// Makes the sums of no cluster.
  public init() {}

  /// n²·Σ_g(Σ(y − ȳ))².
  fileprivate var scatter: Int128 {
    count * count * sumSquared - 2 * sum * count * countTimesSum + sum * sum * countSquared
  }

  /// Adds a cluster; one without observations changes nothing.
  public mutating func add(_ group: ClusterSum) {
    guard group.count > 0 else { return }
    let (n, s) = (Int128(group.count), Int128(group.sum))
    clusters += 1
    count += n
    sum += s
    sumSquared += s * s
    countTimesSum += n * s
    countSquared += n * n
  }
}
