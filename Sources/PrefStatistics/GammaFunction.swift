import Glibc

/// The gamma function's logarithm and its regularised incomplete integrals.
public enum GammaFunction {
  /// The logarithm of Γ(x), x > 0.
  public static func logarithm(_ x: Double) -> Double {
    var sign: Int32 = 0
    // lgamma() writes a global; the reentrant form writes only our sign.
    return unsafe lgamma_r(x, &sign)
  }

  /// The regularised upper integral Q(a, x) = Γ(a, x)/Γ(a), accurate far into the tail.
  ///
  /// - Parameters:
  ///   - a: Shape, positive.
  ///   - x: Lower limit, not negative.
  /// - Returns: A probability.
  public static func regularizedUpper(_ a: Double, _ x: Double) -> Double {
    precondition(a > 0 && x >= 0, "a positive shape and a limit that is not negative")
    guard x > 0 else { return 1 }
    return x < a + 1 ? 1 - lowerSeries(a, x) : upperFraction(a, x)
  }

  private static func lowerSeries(_ a: Double, _ x: Double) -> Double {
    var term = 1.0
    var sum = 1.0
    var k = a
    for _ in 0..<10_000 {
      k += 1
      term *= x / k
      sum += term
      if term < sum * 1e-17 { break }
    }
    return sum * SaddlePoint.poissonDensity(a, mean: x)
  }

  private static func upperFraction(_ a: Double, _ x: Double) -> Double {
    var b = x + 1 - a
    var fraction = LentzFraction(start: 1 / b, denominator: 1 / b)
    for i in 1..<10_000 {
      b += 2
      if fraction.advance(numerator: -Double(i) * (Double(i) - a), denominator: b) { break }
    }
    return a * SaddlePoint.poissonDensity(a, mean: x) * fraction.value
  }
}

/// A continued fraction evaluated from the front, which stops as soon as a term changes nothing.
///
/// Source: Lentz 1976, with Thompson and Barnett's guard against a zero denominator.
struct LentzFraction {
  private static let tiny = 1e-300
  private(set) var value: Double
  private var c: Double
  private var d: Double

  /// Starts behind the first term, whose value is `start` and whose inverse denominator is `denominator`.
  init(start: Double, denominator: Double, c: Double = 1 / tiny) {
    value = start
    self.c = c
    d = denominator
  }

  /// Takes in one term and tells whether it left the value as it was.
  mutating func advance(numerator: Double, denominator: Double) -> Bool {
    d = numerator * d + denominator
    if abs(d) < Self.tiny { d = Self.tiny }
    c = denominator + numerator / c
    if abs(c) < Self.tiny { c = Self.tiny }
    d = 1 / d
    let factor = c * d
    value *= factor
    return abs(factor - 1) < 3e-16
  }
}
