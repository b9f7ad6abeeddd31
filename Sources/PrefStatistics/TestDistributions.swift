/// The upper tail of the χ² distribution.
public enum ChiSquared {
  /// The probability that a χ² variable exceeds the statistic.
  public static func upperTail(_ statistic: Double, degreesOfFreedom: Int) -> Double {
    precondition(degreesOfFreedom > 0, "at least one degree of freedom")
    return GammaFunction.regularizedUpper(Double(degreesOfFreedom) / 2, max(statistic, 0) / 2)
  }
}

/// The quantiles of Student's t distribution.
public enum StudentT {
  /// The value that a t variable stays below with the given probability, strictly between 0 and 1.
  public static func quantile(_ probability: Double, degreesOfFreedom: Int) -> Double {
    precondition(degreesOfFreedom > 0, "at least one degree of freedom")
    guard probability >= 0.5 else { return -quantile(1 - probability, degreesOfFreedom: degreesOfFreedom) }
    let freedom = Double(degreesOfFreedom)
    // The share t²/(ν + t²) rather than its complement: it keeps its digits however many degrees there are.
    let share = BetaFunction.inverse(2 * probability - 1, 0.5, freedom / 2)
    return (freedom * share / (1 - share)).squareRoot()
  }
}

/// The symmetric binomial distribution, exact in the far tail for any number of trials.
public enum FairBinomial {
  /// The probability of exactly `successes` in `trials` tosses of a fair coin.
  public static func density(_ successes: Int, of trials: Int) -> Double {
    guard successes >= 0, successes <= trials else { return 0 }
    guard successes > 0, successes < trials else { return Double(sign: .plus, exponent: -trials, significand: 1) }
    return SaddlePoint.binomialDensity(Double(successes), of: Double(trials), p: 0.5, q: 0.5)
  }

  /// The probability of at most `successes` in `trials` tosses of a fair coin.
  public static func lowerTail(_ successes: Int, of trials: Int) -> Double {
    guard successes >= 0 else { return 0 }
    guard successes < trials else { return 1 }
    return BetaFunction.regularized(0.5, Double(trials - successes), Double(successes + 1))
  }
}
