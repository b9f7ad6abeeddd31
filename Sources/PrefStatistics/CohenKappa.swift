/// Agreement of two raters beyond chance, with the standard error.
///
/// Source: Cohen 1960, 1968; standard errors of Fleiss, Cohen & Everitt 1969 (as statsmodels).
public struct CohenKappa: Sendable, Hashable {
  /// (p_o − p_e)/(1 − p_e).
  public let kappa: Double
  /// Standard error, for intervals.
  public let standardError: Double
  /// Standard error if there were no agreement beyond chance, for tests.
  public let nullStandardError: Double
  /// p_o, the weighted share of agreement.
  public let observed: Double
  /// p_e, what the raters' own label frequencies give by chance.
  public let expected: Double

  /// The 95 % interval.
  public var interval: Interval {
    Interval(center: kappa, halfWidth: NormalDistribution.quantile975 * standardError)
  }

  /// Compares two raters.
  ///
  /// - Parameters:
  ///   - table: Square; entry [k][l] counts items the first rater called k and the second l.
  ///   - weights: `identity` for Cohen's κ proper.
  /// - Returns: κ; undefined (`zero-variance`) when both raters always use one and the same label.
  public static func estimate(_ table: [[Int]], weights: AgreementWeights = .identity) -> Estimate<CohenKappa> {
    TwoRaterTable.make(table).flatMap { table in
      let expected = table.expected(weights)
      guard expected < 1 else { return .failure(.zeroVariance) }
      return .success(CohenKappa(table, weights, expected))
    }
  }

  private init(_ table: TwoRaterTable, _ weights: AgreementWeights, _ expected: Double) {
    let q = table.size
    observed = table.observed(weights)
    self.expected = expected
    kappa = (observed - expected) / (1 - expected)
    let rowMeans = (0..<q).map { k in
      (0..<q).reduce(0) { $0 + table.columns[$1] * weights.weight(k, $1, categories: q) }
    }
    let columnMeans = (0..<q).map { l in
      (0..<q).reduce(0) { $0 + table.rows[$1] * weights.weight($1, l, categories: q) }
    }
    var (square, nullSquare) = (0.0, 0.0)
    for k in 0..<q {
      for l in 0..<q {
        let weight = weights.weight(k, l, categories: q)
        let mean = rowMeans[k] + columnMeans[l]
        let deviation = weight - mean * (1 - kappa)
        square += table.shares[k][l] * deviation * deviation
        nullSquare += table.rows[k] * table.columns[l] * (weight - mean) * (weight - mean)
      }
    }
    let shift = kappa - expected * (1 - kappa)
    let scale = table.count.squareRoot() * (1 - expected)
    standardError = max(square - shift * shift, 0).squareRoot() / scale
    nullStandardError = max(nullSquare - expected * expected, 0).squareRoot() / scale
  }
}

/// Scott's π: agreement of two raters beyond the chance that their pooled label frequencies give.
///
/// Source: Scott 1955.
public enum ScottPi {
  /// Compares two raters by the table that `CohenKappa` takes.
  public static func estimate(_ table: [[Int]]) -> Estimate<Double> {
    TwoRaterTable.make(table).flatMap { table in
      let expected = zip(table.rows, table.columns).reduce(0) { $0 + ($1.0 + $1.1) * ($1.0 + $1.1) / 4 }
      return .ratio(table.observed(.identity) - expected, 1 - expected, ifZero: .zeroVariance)
    }
  }
}

/// A square table of two raters' labels, as shares.
private struct TwoRaterTable {
  let count: Double
  let shares: [[Double]]
  let rows: [Double]
  let columns: [Double]

  var size: Int { rows.count }

  static func make(_ table: [[Int]]) -> Estimate<TwoRaterTable> {
    precondition(table.allSatisfy { $0.count == table.count }, "a square table")
    let count = table.joined().reduce(0, +)
    guard count > 0 else { return .failure(.noData) }
    let n = Double(count)
    return .success(
      TwoRaterTable(
        count: n,
        shares: table.map { $0.map { Double($0) / n } },
        rows: table.map { Double($0.reduce(0, +)) / n },
        columns: table.indices.map { column in Double(table.reduce(0) { $0 + $1[column] }) / n }
      )
    )
  }

  func observed(_ weights: AgreementWeights) -> Double {
    weighted(weights) { shares[$0][$1] }
  }

  func expected(_ weights: AgreementWeights) -> Double {
    weighted(weights) { rows[$0] * columns[$1] }
  }

  private func weighted(_ weights: AgreementWeights, _ cell: (Int, Int) -> Double) -> Double {
    (0..<size).reduce(0) { sum, k in
      (0..<size).reduce(sum) { $0 + weights.weight(k, $1, categories: size) * cell(k, $1) }
    }
  }
}
