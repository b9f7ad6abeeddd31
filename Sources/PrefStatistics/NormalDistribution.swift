import Glibc

/// The standard normal distribution: its quantiles and its upper tail.
public enum NormalDistribution {
  /// The quantile at .975, half the width of every 95 % interval in units of the standard error.
  public static let quantile975 = 1.959963984540054

  /// The quantile at .8, which a power of 80 % asks for.
  public static let quantile800 = 0.8416212335729143

  /// The probability that a standard normal variable exceeds `z`, accurate far into the tail.
  public static func upperTail(_ z: Double) -> Double {
    0.5 * erfc(z / 2.0.squareRoot())
  }

  /// The value that a standard normal variable stays below with the given probability.
  ///
  /// - Parameter probability: Strictly between 0 and 1.
  /// - Returns: The quantile, in standard deviations.
  ///
  /// Source: Acklam's rational approximation (relative error 1.15e-9), then one Halley step with `erfc`.
  public static func quantile(_ probability: Double) -> Double {
    precondition(probability > 0 && probability < 1, "a probability strictly between 0 and 1")
    guard probability <= 0.5 else { return -lowerQuantile(1 - probability) }
    return lowerQuantile(probability)
  }

  private static func lowerQuantile(_ probability: Double) -> Double {
    let start = probability < 0.02425 ? tailStart(probability) : centralStart(probability)
    let error = upperTail(-start) - probability
    let step = error * (2 * Double.pi).squareRoot() * exp(start * start / 2)
    return start - step / (1 + start * step / 2)
  }

  private static func tailStart(_ probability: Double) -> Double {
    let q = (-2 * log(probability)).squareRoot()
    let numerator = polynomial(
      [
        -7.784894002430293e-03, -3.223964580411365e-01, -2.400758277161838, -2.549732539343734,
        4.374664141464968, 2.938163982698783,
      ],
      q
    )
    let denominator = polynomial(
      [7.784695709041462e-03, 3.224671290700398e-01, 2.445134137142996, 3.754408661907416, 1],
      q
    )
    return numerator / denominator
  }

  private static func centralStart(_ probability: Double) -> Double {
    let q = probability - 0.5
    let r = q * q
    let numerator = polynomial(
      [
        -3.969683028665376e+01, 2.209460984245205e+02, -2.759285104469687e+02, 1.383577518672690e+02,
        -3.066479806614716e+01, 2.506628277459239,
      ],
      r
    )
    let denominator = polynomial(
      [
        -5.447609879822406e+01, 1.615858368580409e+02, -1.556989798598866e+02, 6.680131188771972e+01,
        -1.328068155288572e+01, 1,
      ],
      r
    )
    return numerator * q / denominator
  }

  private static func polynomial(_ coefficients: [Double], _ x: Double) -> Double {
    coefficients.reduce(0) { $0 * x + $1 }
  }
}
