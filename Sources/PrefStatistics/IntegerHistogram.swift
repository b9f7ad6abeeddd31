/// How often each integer occurs: the exact, mergeable state behind means, quantiles and rank statistics of whole
/// numbers.
public struct IntegerHistogram: Sendable, Hashable {
  /// The distinct values, strictly ascending.
  public let values: [Int]
  /// How often each occurs, positive, as many as `values`.
  public let counts: [Int]
  /// Number of observations.
  public let total: Int

  /// Holds the counts of a map; entries that are not positive are left out.
  public init(_ countByValue: [Int: Int]) {
    let entries = countByValue.filter { $0.value > 0 }.sorted { $0.key < $1.key }
    self.init(values: entries.map(\.key), counts: entries.map(\.value))
  }

  /// Counts observations given one by one.
  public init(_ observations: [Int]) {
    var countByValue: [Int: Int] = [:]
    for value in observations { countByValue[value, default: 0] += 1 }
    self.init(countByValue)
  }

  private init(values: [Int], counts: [Int]) {
    self.values = values
    self.counts = counts
    total = counts.reduce(0, +)
  }

  /// The histogram of both together.
  public func merged(with other: IntegerHistogram) -> IntegerHistogram {
    var countByValue = Dictionary(uniqueKeysWithValues: zip(values, counts))
    for (value, count) in zip(other.values, other.counts) { countByValue[value, default: 0] += count }
    return IntegerHistogram(countByValue)
  }

  /// The histogram of −x.
  public var mirrored: IntegerHistogram {
    IntegerHistogram(values: values.reversed().map { -$0 }, counts: counts.reversed())
  }

  /// Σx, exact.
  public var sum: Int {
    zip(values, counts).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// Σx², exact; wider than `Int`, which lengths of several gigabytes would overflow.
  public var sumOfSquares: Int128 {
    zip(values, counts).reduce(0) { $0 + Int128($1.0) * Int128($1.0) * Int128($1.1) }
  }

  /// The mean.
  public var mean: Estimate<Double> { .ratio(sum, total) }

  /// √(Σx²/n), the root mean square about zero, which scales differences without centring them.
  public var rootMeanSquare: Estimate<Double> {
    Estimate.ratio(Double(sumOfSquares), Double(total)).map { $0.squareRoot() }
  }

  /// The standard deviation about the mean, with divisor n − 1.
  public var standardDeviation: Estimate<Double> {
    guard total > 1 else { return .failure(total == 0 ? .noData : .zeroVariance) }
    let scatter = Int128(total) * sumOfSquares - Int128(sum) * Int128(sum)
    return .success((Double(scatter) / Double(total) / Double(total - 1)).squareRoot())
  }

  /// The type-7 quantile at the exact fraction `part`/`parts`, such as 3/10 for the third decile.
  public func quantile(_ part: Int, of parts: Int) -> Estimate<Double> {
    guard total > 0 else { return .failure(.noData) }
    precondition(part >= 0 && part <= parts && parts > 0, "a fraction between 0 and 1")
    let (below, remainder) = ((total - 1) * part).quotientAndRemainder(dividingBy: parts)
    let low = Double(orderStatistic(below))
    guard remainder > 0 else { return .success(low) }
    let high = Double(orderStatistic(below + 1))
    return .success(low + Double(remainder) / Double(parts) * (high - low))
  }

  /// The middle value.
  public var median: Estimate<Double> { quantile(1, of: 2) }

  private func orderStatistic(_ rank: Int) -> Int {
    var seen = 0
    for (value, count) in zip(values, counts) {
      seen += count
      if seen > rank { return value }
    }
    preconditionFailure("a rank below the number of observations")
  }
}
