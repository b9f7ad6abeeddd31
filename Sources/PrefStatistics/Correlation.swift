import Glibc

/// How closely two measurements of the same observations go together, for observations that are independent.
public enum Correlation {
  /// Pearson's r, from deviations about the means.
  ///
  /// - Returns: In `[-1, 1]`; undefined as `no-data` below two observations, `zero-variance` where either is constant.
  public static func pearson(_ x: [Double], _ y: [Double]) -> Estimate<Double> {
    precondition(x.count == y.count, "two measurements of each observation")
    guard x.count > 1 else { return .failure(.noData) }
    let (meanX, meanY) = (mean(x), mean(y))
    var (xx, yy, xy) = (0.0, 0.0, 0.0)
    for index in x.indices {
      let (a, b) = (x[index] - meanX, y[index] - meanY)
      xx += a * a
      yy += b * b
      xy += a * b
    }
    return fromScatter(xx, yy, xy)
  }

  /// Spearman's ρ: Pearson's r of the mid-ranks.
  public static func spearman(_ x: Ranking, _ y: Ranking) -> Estimate<Double> { pearson(x.ranks, y.ranks) }

  /// The 95 % interval of Pearson's r by Fisher's transformation, tanh(atanh r ± z/√(n − 3)).
  public static func fisherInterval(_ r: Double, n: Int) -> Estimate<Interval> {
    interval(r, n: n, variance: 1)
  }

  /// The 95 % interval of Spearman's ρ, whose transformed variance is (1 + ρ²/2)/(n − 3).
  ///
  /// Source: Bonett & Wright 2000.
  public static func bonettWrightInterval(_ rho: Double, n: Int) -> Estimate<Interval> {
    interval(rho, n: n, variance: 1 + rho * rho / 2)
  }

  /// r of x and y with what both share with z taken out: (r_xy − r_xz·r_yz)/√((1 − r_xz²)(1 − r_yz²)).
  public static func partial(_ xy: Double, _ xz: Double, _ yz: Double) -> Estimate<Double> {
    let rest = (1 - xz * xz) * (1 - yz * yz)
    // Below this, what z leaves over is rounding error.
    guard rest > 1e-24 else { return .failure(.zeroVariance) }
    return .success(bounded((xy - xz * yz) / rest.squareRoot()))
  }

  static func fromScatter(_ xx: Double, _ yy: Double, _ xy: Double) -> Estimate<Double> {
    guard xx > 0, yy > 0 else { return .failure(.zeroVariance) }
    return .success(bounded(xy / (xx.squareRoot() * yy.squareRoot())))
  }

  static func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

  static func bounded(_ r: Double) -> Double { min(1, max(-1, r)) }

  private static func interval(_ r: Double, n: Int, variance: Double) -> Estimate<Interval> {
    guard n > 3 else { return .failure(.noData) }
    // A perfect correlation has no finite transform: the interval closes on it.
    guard abs(r) < 1 else { return .success(Interval(low: r, high: r)) }
    let halfWidth = NormalDistribution.quantile975 * (variance / Double(n - 3)).squareRoot()
    return .success(Interval(center: atanh(r), halfWidth: halfWidth).mapped { tanh($0) })
  }
}
