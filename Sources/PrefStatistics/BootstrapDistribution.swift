/// The values that a statistic takes over bootstrap replicates, and the interval they span.
public struct BootstrapDistribution: Sendable {
  /// The defined values, ascending.
  public let sorted: [Double]
  /// How many replicates left the statistic undefined and were set aside.
  public let dropped: Int

  /// Takes one value a replicate, `nil` where the statistic is undefined.
  public init(_ values: [Double?]) {
    sorted = values.compactMap { $0 }.filter(\.isFinite).sorted()
    dropped = values.count - sorted.count
  }

  /// Takes the ratios of two sums; replicates with a zero denominator are set aside and counted.
  ///
  /// - Parameters:
  ///   - numerators: One sum a replicate.
  ///   - denominators: One sum a replicate.
  ///   - unit: What a stored 1 of the numerator is a fraction of: 2 where 2y was stored.
  public init(numerators: [Int64], denominators: [Int64], unit: Int = 1) {
    precondition(numerators.count == denominators.count, "one denominator a numerator")
    self.init(zip(numerators, denominators).map { $1 == 0 ? nil : Double($0) / Double($1) / Double(unit) })
  }

  /// The interval between the quantiles at .025 and .975.
  public var interval: Estimate<Interval> { Quantile.central95(sorted: sorted) }

  /// The mean over replicates.
  public var mean: Estimate<Double> { .ratio(sorted.reduce(0, +), Double(sorted.count)) }

  /// The standard deviation over replicates (divisor: their number less one), an estimate of the standard error.
  public var standardDeviation: Estimate<Double> {
    guard sorted.count > 1 else { return .failure(.noData) }
    return mean.map { mean in
      let scatter = sorted.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      return (scatter / Double(sorted.count - 1)).squareRoot()
    }
  }
}
