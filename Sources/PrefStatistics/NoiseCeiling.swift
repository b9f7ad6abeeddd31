/// How accurate a reward model can be against fresh single labels whose raters agree only so often.
///
/// With t = |2q − 1|, q the chance that a rater prefers the first response, agreement is (1 + E t²)/2 and the best
/// accuracy (1 + E t)/2; since E t² ≤ E t ≤ √(E t²), agreement itself is only the lower bound. The upper holds when all
/// items are equally noisy.
public struct NoiseCeiling: Sendable, Hashable {
  /// p_a, also the lower bound of the best accuracy: items are unanimous or coin flips.
  public let lower: Double
  /// (1 + √(2p_a − 1))/2, also a rater's accuracy if all items are equally noisy; undefined (`below-chance`) when p_a <
  /// ½.
  public let upper: Estimate<Double>
  /// Delta-method standard error of `upper`: se(p_a)/(2√(2p_a − 1)); undefined (`infinite`) at p_a = ½.
  public let upperStandardError: Estimate<Double>

  /// Bounds the ceiling by pairwise agreement, in `[0, 1]`, and its standard error.
  public init(agreement: Double, standardError: Double) {
    lower = agreement
    guard agreement >= 0.5 else {
      upper = .failure(.belowChance)
      upperStandardError = .failure(.belowChance)
      return
    }
    let root = (2 * agreement - 1).squareRoot()
    upper = .success((1 + root) / 2)
    upperStandardError = .ratio(standardError, 2 * root, ifZero: .infinite)
  }
}
