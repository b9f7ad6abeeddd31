/// A detector's measured accuracy on one class: the share it gets right and the number of cases behind it.
public struct DetectorAccuracy: Sendable, Hashable {
  /// Share judged rightly, in `[0, 1]`.
  public var share: Double
  /// Number of hand-labelled cases.
  public var cases: Int

  /// Holds a share and its number of cases.
  public init(share: Double, cases: Int) {
    self.share = share
    self.cases = cases
  }
}

/// The true rate behind a detector's flag rate, given its sensitivity and specificity.
///
/// π̂ = (p + sp − 1)/J with J = se + sp − 1; se² = [p(1−p)/n + (1−π̂)²sp(1−sp)/n_sp + π̂²se(1−se)/n_se]/J². Source:
/// Rogan & Gladen 1978.
public struct RoganGladen: Sendable, Hashable {
  /// π̂, which may fall outside [0, 1].
  public let trueRate: Double
  /// π̂ cut to [0, 1].
  public let clipped: Double
  /// Delta-method standard error.
  public let standardError: Double

  /// Whether the estimate had to be cut to be a rate.
  public var isClipped: Bool { clipped != trueRate }

  /// Corrects a flag rate, in `[0, 1]`, over `records`; undefined (`uninformative-detector`) when J ≤ 0.
  public static func estimate(
    flagRate: Double,
    records: Int,
    sensitivity: DetectorAccuracy,
    specificity: DetectorAccuracy
  ) -> Estimate<RoganGladen> {
    guard records > 0, sensitivity.cases > 0, specificity.cases > 0 else { return .failure(.noData) }
    let youden = sensitivity.share + specificity.share - 1
    guard youden > 0 else { return .failure(.uninformativeDetector) }
    let rate = (flagRate + specificity.share - 1) / youden
    let variance =
      flagRate * (1 - flagRate) / Double(records)
      + (1 - rate) * (1 - rate) * specificity.share * (1 - specificity.share) / Double(specificity.cases)
      + rate * rate * sensitivity.share * (1 - sensitivity.share) / Double(sensitivity.cases)
    let error = variance.squareRoot() / youden
    return .success(RoganGladen(trueRate: rate, clipped: min(max(rate, 0), 1), standardError: error))
  }
}
