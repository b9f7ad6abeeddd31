import Glibc

/// The logistic function σ and what belongs to it, safe for arguments of any size.
public enum LogisticFunction {
  /// σ(x) = 1/(1 + e^−x).
  public static func sigma(_ x: Double) -> Double {
    guard x < 0 else { return 1 / (1 + exp(-x)) }
    let e = exp(x)
    return e / (1 + e)
  }

  /// −log σ(x) = log(1 + e^−x), the loss in nats of a margin x.
  public static func loss(_ x: Double) -> Double {
    log1p(exp(-abs(x))) + max(-x, 0)
  }

  /// log(p/(1 − p)), p strictly between 0 and 1.
  public static func logit(_ p: Double) -> Double {
    log(p / (1 - p))
  }
}
