/// A uniform random sample whose detector flags were checked by hand.
public struct CheckedSample: Sendable, Hashable {
  /// Flagged, and truly so.
  public var truePositives: Int
  /// Flagged, though not so.
  public var falsePositives: Int
  /// Not flagged, though so.
  public var falseNegatives: Int
  /// Not flagged, and rightly.
  public var trueNegatives: Int

  /// Holds the four counts.
  public init(truePositives: Int, falsePositives: Int, falseNegatives: Int, trueNegatives: Int) {
    self.truePositives = truePositives
    self.falsePositives = falsePositives
    self.falseNegatives = falseNegatives
    self.trueNegatives = trueNegatives
  }

  /// Size of the sample.
  public var count: Int { truePositives + falsePositives + falseNegatives + trueNegatives }

  /// How often hand and detector disagree.
  public var disagreements: Int { falsePositives + falseNegatives }
}

/// A detector's rate over all records, corrected by a small hand-checked sample.
///
/// θ̂ = mean_N(f̂) + mean_n(y − f̂), se² = var(f̂)/N + var(y − f̂)/n (variances with divisor n). Source: Angelopoulos
/// et al. 2023.
public struct PredictionPoweredRate: Sendable, Hashable {
  /// θ̂; may leave [0, 1] by its correction.
  public let rate: Double
  /// 95 % interval, cut to [0, 1].
  public let interval: Interval
  /// The standard error; undefined (`zero-variance`) when `isBounded`, where the formula would claim far too little.
  public let standardError: Estimate<Double>
  /// Whether fewer than five disagreements were seen, so that a bound on their share took the place of their variance.
  public let isBounded: Bool

  /// Corrects the rate of `flagged` among `records`.
  public static func estimate(flagged: Int, of records: Int, checked: CheckedSample) -> Estimate<Self> {
    guard records > 0, checked.count > 0 else { return .failure(.noData) }
    let share = Double(flagged) / Double(records)
    let correction = Double(checked.falseNegatives - checked.falsePositives) / Double(checked.count)
    let flagVariance = share * (1 - share) / Double(records)
    guard checked.disagreements >= 5 else {
      return .success(bounded(share, correction, flagVariance, checked))
    }
    let meanSquare = Double(checked.disagreements) / Double(checked.count)
    let error = (flagVariance + (meanSquare - correction * correction) / Double(checked.count)).squareRoot()
    guard error > 0 else { return .failure(.zeroVariance) }
    let spread = Interval(center: share + correction, halfWidth: NormalDistribution.quantile975 * error)
    return .success(
      Self(
        rate: share + correction,
        interval: spread.clamped(to: 0...1),
        standardError: .success(error),
        isBounded: false
      )
    )
  }

  // The correction cannot exceed the share of disagreements: 3/n bounds it when none was seen (rule of three), Wilson's
  // upper end otherwise.
  private static func bounded(
    _ share: Double,
    _ correction: Double,
    _ flagVariance: Double,
    _ checked: CheckedSample
  ) -> Self {
    let wilson = Wilson.interval(successes: checked.disagreements, trials: checked.count).value?.high ?? 1
    let bound = checked.disagreements == 0 ? min(1, 3 / Double(checked.count)) : wilson
    let halfWidth = NormalDistribution.quantile975 * flagVariance.squareRoot() + bound
    return Self(
      rate: share + correction,
      interval: Interval(center: share, halfWidth: halfWidth).clamped(to: 0...1),
      standardError: .failure(.zeroVariance),
      isBounded: true
    )
  }
}
