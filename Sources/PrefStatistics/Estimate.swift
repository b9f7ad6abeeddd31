/// A quantity that the data may leave undefined, in which case it carries the reason instead of a number.
///
/// Nothing in this module returns NaN, an infinity, or a zero that stands for "unknown".
public typealias Estimate<Value> = Result<Value, Undefined>

/// Why a quantity has no value, as the code that reports print beside `null`.
public enum Undefined: String, Error, Sendable, Hashable, CaseIterable {
  /// There is no observation at all.
  case noData = "no-data"
  /// Every pair agrees on the attribute, so that its pairs cannot be compared.
  case noDiscordantPair = "no-discordant-pair"
  /// Every difference is zero.
  case allTied = "all-tied"
  /// A dispersion between clusters needs at least two of them.
  case oneCluster = "one-cluster"
  /// A comparison between strata needs at least two that hold data.
  case oneStratum = "one-stratum"
  /// Clusters were asked about but not given.
  case notClustered = "not-clustered"
  /// The observations do not vary, so that a ratio to their spread is 0/0.
  case zeroVariance = "zero-variance"
  /// A linear combination of the covariates predicts every label: the likelihood has no finite maximum.
  case separated
  /// The covariates are linearly dependent (one may be constantly zero).
  case collinear
  /// The estimate is infinite; a finite bound may still stand beside it.
  case infinite
  /// No item carries two ratings.
  case noOverlap = "no-overlap"
  /// No item was rated by all raters.
  case noCompleteItem = "no-complete-item"
  /// Agreement is not above chance, where the formula needs it to be.
  case belowChance = "below-chance"
  /// The detector's sensitivity and specificity sum to one or less: its flags say nothing.
  case uninformativeDetector = "uninformative-detector"
  /// The iteration did not settle.
  case notConverged = "not-converged"
}

extension Result where Failure == Undefined {
  /// The value, or `nil` where it is undefined.
  public var value: Success? {
    guard case .success(let value) = self else { return nil }
    return value
  }

  /// Why there is no value, or `nil` where there is one.
  public var reason: Undefined? {
    guard case .failure(let reason) = self else { return nil }
    return reason
  }
}

extension Result where Success == Double, Failure == Undefined {
  /// Divides where that is possible, and names the reason where the denominator is zero.
  static func ratio(_ numerator: Double, _ denominator: Double, ifZero reason: Undefined = .noData) -> Self {
    denominator == 0 ? .failure(reason) : .success(numerator / denominator)
  }

  /// Divides two counts.
  static func ratio(_ numerator: Int, _ denominator: Int, ifZero reason: Undefined = .noData) -> Self {
    ratio(Double(numerator), Double(denominator), ifZero: reason)
  }
}
