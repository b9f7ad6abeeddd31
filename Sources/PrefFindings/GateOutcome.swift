/// What a gate said, and on what grounds.
public struct GateOutcome: Sendable, Equatable {
  /// Name of the finding the gate looked at.
  public var metric: String
  /// The verdict.
  public var verdict: Verdict
  /// The estimate it judged.
  public var estimate: Double?
  /// The interval it judged.
  public var interval: ConfidenceInterval?
  /// On which side of the limits the metric is unsafe.
  public var side: Gate.Side
  /// The value that means "no effect"; of use for `distance` only.
  public var safe: Double
  /// The gate's limit for the estimate.
  public var warn: Double?
  /// The gate's limit for the confidence bound.
  public var fail: Double?
  /// Whether the run may succeed where the verdict is `notAssessed`.
  public var isOptional: Bool
  /// The reason for the limits, or why there is no verdict.
  public var reason: String

  /// Makes an outcome.
  public init(
    metric: String,
    verdict: Verdict,
    estimate: Double?,
    interval: ConfidenceInterval?,
    side: Gate.Side,
    safe: Double = 0.5,
    warn: Double?,
    fail: Double?,
    isOptional: Bool = false,
    reason: String
  ) {
    (self.metric, self.verdict, self.estimate, self.interval) = (metric, verdict, estimate, interval)
    (self.side, self.safe, self.warn, self.fail) = (side, safe, warn, fail)
    (self.isOptional, self.reason) = (isOptional, reason)
  }

  /// Tells whether the data cannot answer the gate's question, and need not: an optional gate judges only where it can.
  public var isExcused: Bool { isOptional && (verdict == .notAssessed || verdict == .insufficient) }

  /// Tells whether this gate lets a run succeed: pass, warn, or not assessed where the gate is optional.
  public var letsRunSucceed: Bool { verdict.letsRunSucceed || isExcused }
}
