/// A share of preference in place of a hard label, which keeps what raters disagreed on.
public enum SoftLabel {
  /// P(first preferred) = (n_first + ½·n_tie + α)/(n + 2α).
  ///
  /// - Parameters:
  ///   - first: Ratings for the first response.
  ///   - second: Ratings for the second.
  ///   - ties: Ratings for neither.
  ///   - smoothing: α, at least 0; ½ by default.
  /// - Returns: A share; undefined (`no-data`) without ratings and without smoothing.
  public static func preference(first: Int, second: Int, ties: Int = 0, smoothing: Double = 0.5) -> Estimate<Double> {
    let numerator = Double(first) + Double(ties) / 2 + smoothing
    return .ratio(numerator, Double(first + second + ties) + 2 * smoothing)
  }
}
