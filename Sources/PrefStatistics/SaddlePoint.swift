import Glibc

/// The correction and deviance terms that keep binomial and Poisson densities exact for large counts.
///
/// A density built from differences of log-gammas loses digits as the count grows (lgamma(10⁶) alone is 10⁷); these
/// terms are small. Source: Loader 2000, "Fast and accurate computation of binomial probabilities".
enum SaddlePoint {
  private static let logRootTwoPi = 0.9189385332046727

  /// The error of Stirling's formula for log n!, n > 0.
  static func stirlingError(_ n: Double) -> Double {
    guard n > 15 else {
      return GammaFunction.logarithm(n + 1) - (n + 0.5) * log(n) + n - logRootTwoPi
    }
    let squared = n * n
    let tail = 1.0 / 1680 - 1.0 / 1188 / squared
    return (1.0 / 12 - (1.0 / 360 - (1.0 / 1260 - tail / squared) / squared) / squared) / n
  }

  /// The deviance x·log(x/m) + m − x, without cancellation where x is near m.
  static func deviance(_ x: Double, _ mean: Double) -> Double {
    guard abs(x - mean) < 0.1 * (x + mean) else { return x * log(x / mean) + mean - x }
    var v = (x - mean) / (x + mean)
    var sum = (x - mean) * v
    var term = 2 * x * v
    v *= v
    for j in 1..<1000 {
      term *= v
      let next = sum + term / Double(2 * j + 1)
      if next == sum { break }
      sum = next
    }
    return sum
  }

  /// The binomial density continued to real x and n, 0 < x < n, with success probability p and q = 1 − p.
  static func binomialDensity(_ x: Double, of n: Double, p: Double, q: Double) -> Double {
    let exponent =
      stirlingError(n) - stirlingError(x) - stirlingError(n - x) - deviance(x, n * p) - deviance(n - x, n * q)
    return exp(exponent) * (n / (2 * .pi * x * (n - x))).squareRoot()
  }

  /// The Poisson density continued to real x > 0.
  static func poissonDensity(_ x: Double, mean: Double) -> Double {
    exp(-stirlingError(x) - deviance(x, mean)) / (2 * .pi * x).squareRoot()
  }
}
