import Glibc

/// The regularised incomplete beta integral and its inverse, behind every exact interval and the Student t.
public enum BetaFunction {
  /// The regularised incomplete integral I_x(a, b), accurate in the lower tail.
  ///
  /// - Parameters:
  ///   - x: Upper limit, in `[0, 1]`.
  ///   - a: First shape, positive.
  ///   - b: Second shape, positive.
  /// - Returns: A probability.
  ///
  /// Source: continued fraction 8.17.22 of the NIST handbook, by Lentz's method.
  public static func regularized(_ x: Double, _ a: Double, _ b: Double) -> Double {
    precondition(a > 0 && b > 0, "positive shapes")
    guard x > 0 else { return 0 }
    guard x < 1 else { return 1 }
    guard x <= (a + 1) / (a + b + 2) else { return 1 - lowerTail(1 - x, b, a, complement: x) }
    return lowerTail(x, a, b, complement: 1 - x)
  }

  /// The x at which I_x(a, b) reaches the given probability.
  ///
  /// Newton steps inside a bracket, halved wherever a step would leave it.
  public static func inverse(_ probability: Double, _ a: Double, _ b: Double) -> Double {
    guard probability > 0 else { return 0 }
    guard probability < 1 else { return 1 }
    var bracket = (low: 0.0, high: 1.0)
    var x = a / (a + b)
    for _ in 0..<400 {
      let error = regularized(x, a, b) - probability
      if error == 0 { return x }
      if error < 0 { bracket.low = x } else { bracket.high = x }
      var next = x - error / density(x, a, b)
      if !(next > bracket.low && next < bracket.high) { next = (bracket.low + bracket.high) / 2 }
      if abs(next - x) <= 1e-15 * x { return next }
      x = next
    }
    return x
  }

  private static func lowerTail(_ x: Double, _ a: Double, _ b: Double, complement: Double) -> Double {
    x * density(x, a, b, complement: complement) * continuedFraction(x, a, b) / a * complement
  }

  private static func density(_ x: Double, _ a: Double, _ b: Double, complement: Double? = nil) -> Double {
    let y = complement ?? (1 - x)
    let n = a + b
    return a * b / n * SaddlePoint.binomialDensity(a, of: n, p: x, q: y) / (x * y)
  }

  private static func continuedFraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
    var d = 1 - (a + b) * x / (a + 1)
    if abs(d) < 1e-300 { d = 1e-300 }
    var fraction = LentzFraction(start: 1 / d, denominator: 1 / d, c: 1)
    for m in 1..<100_000 {
      let m = Double(m)
      let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
      _ = fraction.advance(numerator: even, denominator: 1)
      let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
      if fraction.advance(numerator: odd, denominator: 1) { break }
    }
    return fraction.value
  }
}
