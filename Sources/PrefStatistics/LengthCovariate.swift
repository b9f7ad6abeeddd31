import Glibc

/// The forms in which a difference of lengths enters a pair logit; all are odd, so that reversing a pair flips the
/// sign.
public enum LengthCovariate {
  /// tanh(d/scale), which keeps a few very long answers from carrying the fit.
  public static func saturating(_ differences: [Int], scale: Double) -> [Double] {
    precondition(scale > 0, "a positive scale")
    return differences.map { saturating($0, scale: scale) }
  }

  /// tanh(d/scale) of one pair.
  public static func saturating(_ difference: Int, scale: Double) -> Double { tanh(Double(difference) / scale) }

  /// (c − r)/(c + r + 1), LMArena's normalised difference.
  public static func normalized(chosen: [Int], rejected: [Int]) -> [Double] {
    zip(chosen, rejected).map { normalized(chosen: $0, rejected: $1) }
  }

  /// The normalised difference of one pair.
  public static func normalized(chosen: Int, rejected: Int) -> Double {
    Double(chosen - rejected) / Double(chosen + rejected + 1)
  }

  /// log((c + 1)/(r + 1)).
  public static func logRatio(chosen: [Int], rejected: [Int]) -> [Double] {
    zip(chosen, rejected).map { logRatio(chosen: $0, rejected: $1) }
  }

  /// The log ratio of one pair.
  public static func logRatio(chosen: Int, rejected: Int) -> Double {
    log(Double(chosen + 1) / Double(rejected + 1))
  }

  /// √(Σx²/n) of real differences; undefined (`zero-variance`) when all are zero.
  public static func rootMeanSquare(_ values: [Double]) -> Estimate<Double> {
    guard !values.isEmpty else { return .failure(.noData) }
    let square = values.reduce(0) { $0 + $1 * $1 }
    guard square > 0 else { return .failure(.zeroVariance) }
    return .success((square / Double(values.count)).squareRoot())
  }
}

/// The pair logit with length as its only covariate, x = tanh(d/scale).
public struct LengthLogit: Sendable {
  /// What d was divided by, in units of d.
  public let scale: Double
  /// The fit; its only coefficient is the log-odds that a saturated difference is worth.
  public let fit: PairLogit

  /// β.
  public var coefficient: Double { fit.coefficients[0] }
  /// Standard error of β for independent pairs.
  public var standardError: Double { fit.standardErrors[0] }
  /// Standard error of β by clusters, where they were given.
  public var clusterStandardError: Estimate<Double> { fit.clusterStandardErrors.map { $0[0] } }

  /// Fits the distinct differences of a histogram; `scale` is their root mean square unless given.
  public static func fit(_ histogram: IntegerHistogram, scale: Double? = nil) -> Estimate<LengthLogit> {
    fit(histogram, scale: scale, runs: nil) { _ in 0 }
  }

  /// Fits differences pair by pair, those of one cluster side by side.
  public static func fit(_ differences: [Int], clusters: [Int], scale: Double? = nil) -> Estimate<LengthLogit> {
    fit(IntegerHistogram(differences), scale: scale, runs: ClusterRuns(clusters)) { differences[$0] }
  }

  /// Fits the distinct differences of a histogram, and takes the dependence within clusters from the single pairs.
  ///
  /// - Parameters:
  ///   - histogram: The differences of all pairs.
  ///   - scale: What differences are divided by; their root mean square unless given.
  ///   - runs: The clusters of the pairs; `nil` where they are independent.
  ///   - difference: The difference of a pair, which is among those of the histogram.
  /// - Returns: The fit; undefined as `all-tied` where all differences are zero, and what `PairLogit.fit` names.
  public static func fit(
    _ histogram: IntegerHistogram,
    scale: Double? = nil,
    runs: ClusterRuns?,
    difference: (Int) -> Int
  ) -> Estimate<LengthLogit> {
    histogram.rootMeanSquare.flatMap { rootMeanSquare in
      guard rootMeanSquare > 0 else { return .failure(.allTied) }
      let scale = scale ?? rootMeanSquare
      return PairLogit.fit(histogram, runs: runs, key: difference) { LengthCovariate.saturating($0, scale: scale) }
        .map { LengthLogit(scale: scale, fit: $0) }
    }
  }
}
