/// The score interval of a share, for observations that are independent.
public enum Wilson {
  /// The interval of `successes` in `trials`: exactly 0 below when there is no success, exactly 1 above when there is
  /// nothing else.
  ///
  /// - Parameters:
  ///   - successes: From 0 to `trials`.
  ///   - trials: Undefined (`no-data`) when zero.
  ///   - z: Normal quantile of the level, 95 % by default.
  /// - Returns: Bounds in `[0, 1]`.
  ///
  /// Source: Wilson 1927.
  public static func interval(
    successes: Int,
    trials: Int,
    z: Double = NormalDistribution.quantile975
  ) -> Estimate<Interval> {
    guard trials > 0 else { return .failure(.noData) }
    precondition(successes >= 0 && successes <= trials, "successes among the trials")
    let n = Double(trials)
    let share = Double(successes) / n
    let shrink = 1 + z * z / n
    let center = (share + z * z / (2 * n)) / shrink
    let halfWidth = z * (share * (1 - share) / n + z * z / (4 * n * n)).squareRoot() / shrink
    return .success(
      Interval(
        low: successes == 0 ? 0 : center - halfWidth,
        high: successes == trials ? 1 : center + halfWidth
      )
    )
  }
}
