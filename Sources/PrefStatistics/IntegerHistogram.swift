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
    self.init(rows: observations.count) { observations[$0] }
  }

  /// Counts the value of each row, from 0 on.
  public init(rows: Int, _ value: (Int) -> Int) {
    var (low, high) = (Int.max, Int.min)
    for row in 0..<rows {
      let value = value(row)
      low = min(low, value)
      high = max(high, value)
    }
    let (range, hasOverflown) = rows == 0 ? (0, true) : high.subtractingReportingOverflow(low)
    // Counting by index takes a fifth of the time of hashing; the table stays smaller than the rows.
    if !hasOverflown, range < max(1 << 16, rows / 2) {
      self.init(from: low, range + 1, rows: rows, value)
    } else {
      var countByValue: [Int: Int] = [:]
      for row in 0..<rows { countByValue[value(row), default: 0] += 1 }
      self.init(countByValue)
    }
  }

  private init(from low: Int, _ range: Int, rows: Int, _ value: (Int) -> Int) {
    var table = [UInt32](repeating: 0, count: range)
    for row in 0..<rows { table[value(row) - low] += 1 }
    let found = table.indices.filter { table[$0] > 0 }
    self.init(values: found.map { $0 + low }, counts: found.map { Int(table[$0]) })
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
