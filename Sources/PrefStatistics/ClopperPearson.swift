/// The exact interval of a share, which never covers less than it claims.
public enum ClopperPearson {
  /// The interval of `successes` in `trials`.
  ///
  /// - Parameters:
  ///   - successes: From 0 to `trials`.
  ///   - trials: Undefined (`no-data`) when zero.
  ///   - alpha: One minus the level, 5 % by default.
  /// - Returns: Bounds in `[0, 1]`.
  ///
  /// Source: Clopper & Pearson 1934, by beta quantiles.
  public static func interval(successes: Int, trials: Int, alpha: Double = 0.05) -> Estimate<Interval> {
    guard trials > 0 else { return .failure(.noData) }
    precondition(successes >= 0 && successes <= trials, "successes among the trials")
    let failures = trials - successes
    return .success(
      Interval(
        low: bound(alpha / 2, successes: successes, failures: failures),
        high: 1 - bound(alpha / 2, successes: failures, failures: successes)
      )
    )
  }

  // The upper bound is taken as the lower bound of the failures, so that both orientations give the same digits.
  private static func bound(_ tail: Double, successes: Int, failures: Int) -> Double {
    guard successes > 0 else { return 0 }
    return BetaFunction.inverse(tail, Double(successes), Double(failures + 1))
  }
}
