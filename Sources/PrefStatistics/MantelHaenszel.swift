import Glibc

/// An unpaired 2 × 2 table: rows are groups, columns yes and no.
public struct TwoByTwo: Sendable, Hashable {
  /// First group, yes.
  public var a: Int
  /// First group, no.
  public var b: Int
  /// Second group, yes.
  public var c: Int
  /// Second group, no.
  public var d: Int

  /// Holds the four counts.
  public init(_ a: Int, _ b: Int, _ c: Int, _ d: Int) {
    (self.a, self.b, self.c, self.d) = (a, b, c, d)
  }

  /// Number of observations.
  public var count: Int { a + b + c + d }
}

/// The common odds ratio of several unpaired tables.
///
/// Source: Mantel & Haenszel 1959; standard error of Robins, Breslow & Greenland 1986; homogeneity of Breslow & Day
/// 1980 and Tarone 1985.
public struct MantelHaenszel: Sendable, Hashable {
  /// Σ(ad/n)/Σ(bc/n).
  public let oddsRatio: Double
  /// Standard error of its logarithm.
  public let logStandardError: Double
  /// Cochran–Mantel–Haenszel χ² on one degree of freedom, without correction; undefined where a margin is empty in
  /// every table.
  public let chiSquared: Estimate<Double>
  /// Breslow and Day's χ² of equal odds ratios; undefined (`one-stratum`) with fewer than two informative tables.
  public let breslowDay: Estimate<Double>
  /// Breslow and Day's χ² with Tarone's correction.
  public let tarone: Estimate<Double>
  /// Degrees of freedom of both: informative tables less one.
  public let degreesOfFreedom: Int

  /// 95 % interval of the odds ratio, by its logarithm.
  public var interval: Interval {
    Interval(center: log(oddsRatio), halfWidth: NormalDistribution.quantile975 * logStandardError).mapped(exp)
  }

  /// Combines tables; undefined as `infinite` when only Σ(bc/n) is zero, `zero-variance` when Σ(ad/n) is.
  public static func estimate(_ tables: [TwoByTwo]) -> Estimate<MantelHaenszel> {
    let strata = tables.compactMap(Stratum.init)
    guard !strata.isEmpty else { return .failure(.noData) }
    let forward = strata.reduce(0) { $0 + $1.forward }
    let backward = strata.reduce(0) { $0 + $1.backward }
    guard forward > 0 else { return .failure(.zeroVariance) }
    guard backward > 0 else { return .failure(.infinite) }
    let ratio = forward / backward
    let informative = strata.filter { $0.variance > 0 }
    let homogeneity = equalOdds(informative, ratio)
    return .success(
      MantelHaenszel(
        oddsRatio: ratio,
        logStandardError: greenland(strata, forward, backward),
        chiSquared: cochran(strata),
        breslowDay: homogeneity.map(\.breslowDay),
        tarone: homogeneity.map(\.tarone),
        degreesOfFreedom: max(informative.count - 1, 0)
      )
    )
  }

  private static func greenland(_ strata: [Stratum], _ forward: Double, _ backward: Double) -> Double {
    var (pr, mixed, qs) = (0.0, 0.0, 0.0)
    for stratum in strata {
      let agree = (stratum.a + stratum.d) / stratum.n
      let differ = (stratum.b + stratum.c) / stratum.n
      pr += agree * stratum.forward
      mixed += agree * stratum.backward + differ * stratum.forward
      qs += differ * stratum.backward
    }
    let product = forward * backward
    return (pr / (forward * forward) / 2 + mixed / product / 2 + qs / (backward * backward) / 2).squareRoot()
  }

  private static func cochran(_ strata: [Stratum]) -> Estimate<Double> {
    let surplus = strata.reduce(0) { $0 + $1.a - $1.expected }
    return .ratio(surplus * surplus, strata.reduce(0) { $0 + $1.variance }, ifZero: .zeroVariance)
  }

  private static func equalOdds(
    _ strata: [Stratum],
    _ ratio: Double
  ) -> Estimate<(breslowDay: Double, tarone: Double)> {
    guard strata.count > 1 else { return .failure(.oneStratum) }
    var (sum, surplus, variance) = (0.0, 0.0, 0.0)
    for stratum in strata {
      let fitted = stratum.fitted(oddsRatio: ratio)
      sum += (stratum.a - fitted.mean) * (stratum.a - fitted.mean) / fitted.variance
      surplus += stratum.a - fitted.mean
      variance += fitted.variance
    }
    return .success((sum, sum - surplus * surplus / variance))
  }
}

/// One table as real numbers, with what it adds to the combined figures.
private struct Stratum {
  let (a, b, c, d): (Double, Double, Double, Double)
  let n: Double

  init?(_ table: TwoByTwo) {
    guard table.count > 0 else { return nil }
    (a, b, c, d) = (Double(table.a), Double(table.b), Double(table.c), Double(table.d))
    n = Double(table.count)
  }

  var forward: Double { a * d / n }
  var backward: Double { b * c / n }
  var expected: Double { (a + b) * (a + c) / n }
  var variance: Double {
    n > 1 ? (a + b) * (c + d) * (a + c) * (b + d) / (n * n * (n - 1)) : 0
  }

  /// Mean and variance of the first cell, its margins fixed, if the odds ratio were the one given.
  func fitted(oddsRatio: Double) -> (mean: Double, variance: Double) {
    let (row, column) = (a + b, a + c)
    let mean = cell(oddsRatio, row, column)
    let inverses = 1 / mean + 1 / (row - mean) + 1 / (column - mean) + 1 / (n - row - column + mean)
    return (mean, 1 / inverses)
  }

  // The root of x(n − row − column + x) = ratio·(row − x)(column − x) that leaves no cell negative.
  private func cell(_ ratio: Double, _ row: Double, _ column: Double) -> Double {
    let quadratic = 1 - ratio
    let linear = n - row - column + ratio * (row + column)
    let constant = -ratio * row * column
    guard abs(quadratic) > 1e-12 else { return -constant / linear }
    // The form that does not subtract nearly equal numbers; linear is positive.
    return -2 * constant / (linear + (linear * linear - 4 * quadratic * constant).squareRoot())
  }
}
