/// A limit on one metric that can stop a training run.
///
/// A gate warns on the estimate and fails on the confidence bound nearer to the safe value: it fails only when the data
/// is sure to be at least that bad. Limits are judgement, so each carries its reason.
public struct Gate: Sendable, Equatable {
  /// On which side of the limits the metric is unsafe.
  public enum Side: String, Sendable, CaseIterable {
    /// Unsafe where the metric is farther from `safe` than the limit, on either side.
    case distance
    /// Unsafe where the metric is above the limit.
    case above
    /// Unsafe where the metric is below the limit.
    case below
  }

  /// Name of the finding the gate looks at.
  public var metric: String
  /// On which side of the limits the metric is unsafe.
  public var side: Side
  /// The value that means "no effect", for `distance`; ½ for shares.
  public var safe: Double
  /// Limit for the estimate; `nil`: never warns.
  public var warn: Double?
  /// Limit for the confidence bound nearer to the safe side; `nil`: never fails.
  public var fail: Double?
  /// Fewest observations for a verdict.
  public var minimumN: Int
  /// Fewest clusters for a verdict.
  public var minimumClusters: Int
  /// Whether a run may succeed where the data cannot answer the gate's question.
  ///
  /// For metrics that need labels most data lacks, or has little of. The outcome stays `notAssessed` or `insufficient`; it
  /// just does not stop the run. A gate that is not optional stops it.
  public var isOptional: Bool
  /// Why the limits are what they are.
  public var reason: String

  /// Makes a gate.
  public init(
    metric: String,
    side: Side,
    safe: Double = 0.5,
    warn: Double?,
    fail: Double?,
    minimumN: Int = 200,
    minimumClusters: Int = 50,
    isOptional: Bool = false,
    reason: String
  ) {
    (self.metric, self.side, self.safe, self.warn, self.fail) = (metric, side, safe, warn, fail)
    (self.minimumN, self.minimumClusters) = (minimumN, minimumClusters)
    (self.isOptional, self.reason) = (isOptional, reason)
  }

  /// Judges a finding.
  ///
  /// - Parameter finding: The finding named `metric`; `nil` when its audit was not run or not assessed.
  /// - Returns: The verdict with its grounds; never `pass` where the finding is missing, undefined or too small.
  public func judge(_ finding: Finding?) -> GateOutcome {
    guard let finding else { return outcome(.notAssessed, nil, "the data does not carry what this metric needs") }
    guard let estimate = finding.estimate else {
      return outcome(.notAssessed, finding, "undefined: \(finding.reason ?? "no reason given")")
    }
    guard estimate.isFinite else { return outcome(.notAssessed, finding, "undefined: the estimate is not finite") }
    if finding.n < minimumN {
      return outcome(.insufficient, finding, "\(finding.n) observations; the gate needs \(minimumN)")
    }
    if let clusters = finding.clusters, clusters < minimumClusters {
      return outcome(.insufficient, finding, "\(clusters) prompt clusters; the gate needs \(minimumClusters)")
    }
    if let fail {
      guard let bound = safeBound(of: finding) else {
        return outcome(.insufficient, finding, "no confidence bound to judge by")
      }
      if isUnsafe(bound, limit: fail) { return outcome(.fail, finding, reason) }
    }
    if let warn, isUnsafe(estimate, limit: warn) { return outcome(.warn, finding, reason) }
    return outcome(.pass, finding, reason)
  }

  private func isUnsafe(_ value: Double, limit: Double) -> Bool {
    switch side {
    case .distance: abs(value - safe) > limit
    case .above: value > limit
    case .below: value < limit
    }
  }

  /// The bound of the interval that is nearer to the safe side.
  ///
  /// For `distance`, an interval that holds the safe value has that value as its nearest point.
  private func safeBound(of finding: Finding) -> Double? {
    guard let interval = finding.interval else { return nil }
    switch side {
    case .above: return Self.usable(interval.low)
    case .below: return Self.usable(interval.high)
    case .distance:
      guard let low = Self.usable(interval.low), let high = Self.usable(interval.high) else { return nil }
      if low > safe { return low }
      return high < safe ? high : safe
    }
  }

  /// A bound that can be compared: every comparison with NaN is false, which would read as safe.
  private static func usable(_ bound: Double?) -> Double? {
    bound.flatMap { $0.isNaN ? nil : $0 }
  }

  private func outcome(_ verdict: Verdict, _ finding: Finding?, _ why: String) -> GateOutcome {
    GateOutcome(
      metric: metric,
      verdict: verdict,
      estimate: finding?.estimate,
      interval: finding?.interval,
      side: side,
      safe: safe,
      warn: warn,
      fail: fail,
      isOptional: isOptional,
      reason: why
    )
  }
}
