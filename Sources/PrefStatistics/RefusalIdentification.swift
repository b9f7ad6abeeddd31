/// What the share of refusals among discordant pairs can say about benign prompts when their number is not known.
///
/// P = π·s_h + (1 − π)·s_b holds one equation and three unknowns; a declared range of π, the share of harmful prompts,
/// bounds s_b.
public enum RefusalIdentification {
  /// The range that the benign win share s_b can take.
  ///
  /// - Parameters:
  ///   - winShare: P, the share of discordant pairs in which the refusal was chosen.
  ///   - harmful: The declared range of π, within `[0, 1)`.
  /// - Returns: The range of s_b; undefined (`no-data`) where π may be 1.
  public static func benignWinShare(winShare: Double, harmful: ClosedRange<Double>) -> Estimate<Interval> {
    guard harmful.upperBound < 1 else { return .failure(.noData) }
    let ends = [harmful.lowerBound, harmful.upperBound]
    let lows = ends.map { max(0, (winShare - $0) / (1 - $0)) }
    let highs = ends.map { min(1, winShare / (1 - $0)) }
    return .success(Interval(low: lows.reduce(1, min), high: highs.reduce(0, max)))
  }
}
