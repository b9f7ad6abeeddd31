import Glibc

/// How many observations an estimate needs, at 80 % power and 5 % two-sided.
public enum SamplePower {
  /// Pairs needed to tell a share from ½: ⌈((z₀.₉₇₅·½ + z₀.₈·√(p(1−p)))/(p−½))²⌉.
  ///
  /// - Parameters:
  ///   - share: Undefined (`infinite`) at ½.
  ///   - designEffect: 1 + (mean cluster size − 1)·ρ, which multiplies the number.
  /// - Returns: A number of pairs, rounded up.
  public static func pairs(toDetect share: Double, designEffect: Double = 1) -> Estimate<Int> {
    guard share != 0.5 else { return .failure(.infinite) }
    let spread =
      NormalDistribution.quantile975 / 2 + NormalDistribution.quantile800 * (share * (1 - share)).squareRoot()
    let root = spread / (share - 0.5)
    return whole(root * root * designEffect)
  }

  /// Pairs needed for a 95 % interval of the half-width given, at a share of ½.
  public static func pairs(forHalfWidth halfWidth: Double, designEffect: Double = 1) -> Estimate<Int> {
    let root = NormalDistribution.quantile975 / (2 * halfWidth)
    return whole(root * root * designEffect)
  }

  /// Discordant pairs needed to tell a conditional odds ratio from 1.
  public static func discordantPairs(toDetect oddsRatio: Double, designEffect: Double = 1) -> Estimate<Int> {
    pairs(toDetect: oddsRatio / (1 + oddsRatio), designEffect: designEffect)
  }

  private static func whole(_ number: Double) -> Estimate<Int> {
    guard number.isFinite, number < 9e18 else { return .failure(.infinite) }
    return .success(Int(number.rounded(.up)))
  }
}
