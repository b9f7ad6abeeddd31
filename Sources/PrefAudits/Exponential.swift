import Glibc

/// The exponential function, for odds ratios from log odds.
enum Exponential {
  static func of(_ value: Double) -> Double { exp(value) }
}
