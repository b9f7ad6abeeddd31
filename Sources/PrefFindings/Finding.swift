/// Says whether a result may be relied on, and with what outcome.
///
/// Only `pass` and `warn` let a gated run succeed. `insufficient` means too little data for the question, `notAssessed`
/// that the data does not carry what the question needs; neither is ever a pass.
public enum Verdict: String, Sendable, CaseIterable {
  case pass
  case warn
  case fail
  case insufficient
  case notAssessed = "not_assessed"

  /// Tells whether a run that is gated on this verdict may succeed.
  public var letsRunSucceed: Bool { self == .pass || self == .warn }
}

/// Bounds an estimate at a confidence level, and names the method that gave the bounds.
public struct ConfidenceInterval: Sendable, Equatable {
  /// Lower bound, in the unit of the estimate; `nil` when it is unbounded or undefined.
  public var low: Double?
  /// Upper bound, in the unit of the estimate; `nil` when it is unbounded or undefined.
  public var high: Double?
  /// Confidence level in `(0, 1)`.
  public var level: Double
  /// How the bounds were found, such as `cluster-robust`, `wilson`, `clopper-pearson` or `poisson-bootstrap`.
  public var method: String

  /// Makes an interval at the given level.
  public init(low: Double?, high: Double?, level: Double = 0.95, method: String) {
    (self.low, self.high, self.level, self.method) = (low, high, level, method)
  }
}

/// One number an audit found, with all that is needed to judge it.
public struct Finding: Sendable, Equatable {
  /// Stable name of the form `audit.attribute.statistic`.
  public var metric: String
  /// The estimate; `nil` where it is undefined, and then `reason` says why.
  public var estimate: Double?
  /// Why the estimate is undefined, as a code such as `no-discordant-pair`.
  public var reason: String?
  /// Uncertainty of the estimate.
  public var interval: ConfidenceInterval?
  /// Number of observations the estimate rests on.
  public var n: Int
  /// Number of independent clusters among them, where clustering applies.
  public var clusters: Int?
  /// Unit of the estimate, such as `share`, `words`, `odds ratio`, `p` or `count`.
  public var unit: String
  /// One sentence on what a reader has to know besides.
  public var note: String?

  /// Makes a finding.
  public init(
    _ metric: String,
    estimate: Double?,
    reason: String? = nil,
    interval: ConfidenceInterval? = nil,
    n: Int,
    clusters: Int? = nil,
    unit: String,
    note: String? = nil
  ) {
    (self.metric, self.estimate, self.reason, self.interval) = (metric, estimate, reason, interval)
    (self.n, self.clusters, self.unit, self.note) = (n, clusters, unit, note)
  }
}
