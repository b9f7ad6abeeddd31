/// What a preference for an attribute (a refusal, a list, position A) would be if both sides were equally long.
///
/// The pair logit of log σ(β·g + γ·tanh(d/rms)) with g ∈ {−1, 0, 1} the difference of the attribute and d that of
/// lengths; the length-controlled win rate is σ(β̂).
public struct LengthControlledAttribute: Sendable {
  /// Share of pairs that differ in the attribute in which the chosen side has it.
  public let rawWinShare: Double
  /// The log-odds without control for length, log(b/c).
  public let unadjusted: Estimate<Double>
  /// The fit of (g, tanh(d/rms)).
  public let fit: PairLogit

  /// β̂, the log of the length-adjusted odds ratio.
  public var coefficient: Double { fit.coefficients[0] }
  /// Standard error of β̂ for independent pairs.
  public var standardError: Double { fit.standardErrors[0] }
  /// Standard error of β̂ by clusters, where they were given.
  public var clusterStandardError: Estimate<Double> { fit.clusterStandardErrors.map { $0[0] } }
  /// γ̂, the log-odds of a saturated length difference.
  public var lengthCoefficient: Double { fit.coefficients[1] }
  /// Standard error of γ̂.
  public var lengthStandardError: Double { fit.standardErrors[1] }

  /// σ(β̂), in (0, 1).
  public var winRate: Double { LogisticFunction.sigma(coefficient) }
  /// Delta-method standard error of `winRate`.
  public var winRateStandardError: Double { winRate * LogisticFunction.sigma(-coefficient) * standardError }
  /// σ(β̂ ± z·se), for independent pairs.
  public var winRateInterval: Interval { winRateInterval(standardError: standardError) }

  /// σ(β̂ ± z·se) with a standard error of the caller's choice, such as the one by clusters.
  public func winRateInterval(standardError: Double) -> Interval {
    Interval(center: coefficient, halfWidth: NormalDistribution.quantile975 * standardError)
      .mapped(LogisticFunction.sigma)
  }

  /// Fits pairs, or distinct (g, d) with their counts as weights.
  ///
  /// - Parameters:
  ///   - attribute: g, from −1 to 1, one a row.
  ///   - lengthDifference: d, one a row.
  ///   - weights: Pairs a row stands for; one each if `nil`.
  ///   - clusters: Cluster of each row, equal ones side by side.
  /// - Returns: The fit; undefined as `no-discordant-pair`, `all-tied` (lengths never differ), and what `PairLogit.fit`
  ///   names.
  public static func fit(
    attribute: [Int],
    lengthDifference: [Int],
    weights: [Int]? = nil,
    clusters: [Int]? = nil
  ) -> Estimate<LengthControlledAttribute> {
    precondition(attribute.count == lengthDifference.count, "one length difference a row")
    var (wins, losses, pairs) = (0, 0, 0)
    var squares: Int128 = 0
    for row in attribute.indices {
      let count = weights?[row] ?? 1
      if attribute[row] > 0 { wins += count } else if attribute[row] < 0 { losses += count }
      squares += Int128(lengthDifference[row]) * Int128(lengthDifference[row]) * Int128(count)
      pairs += count
    }
    guard pairs > 0 else { return .failure(.noData) }
    guard wins + losses > 0 else { return .failure(.noDiscordantPair) }
    guard squares > 0 else { return .failure(.allTied) }
    let scale = (Double(squares) / Double(pairs)).squareRoot()
    let distinct = DistinctRows(attribute, lengthDifference, weights)
    let design = distinct.design(scale: scale)
    let rows = clusters.map { clusters in
      PairDesign(
        features: 2,
        values: covariates(attribute, lengthDifference, scale: scale),
        weights: weights,
        clusters: clusters
      )
    }
    let share = Double(wins) / Double(wins + losses)
    return PairLogit.fit(design, clusteredAs: rows ?? design).map {
      LengthControlledAttribute(rawWinShare: share, unadjusted: logOdds(wins, losses), fit: $0)
    }
  }

  /// Attribute and saturated length difference of each row, side by side.
  fileprivate static func covariates(_ attribute: [Int], _ length: [Int], scale: Double) -> [Double] {
    var values: [Double] = []
    values.reserveCapacity(2 * length.count)
    for row in length.indices {
      values.append(Double(attribute[row]))
      values.append(LengthCovariate.saturating(length[row], scale: scale))
    }
    return values
  }

  private static func logOdds(_ wins: Int, _ losses: Int) -> Estimate<Double> {
    guard wins > 0, losses > 0 else { return .failure(.infinite) }
    return .success(LogisticFunction.logit(Double(wins) / Double(wins + losses)))
  }
}

/// The distinct combinations of length difference and attribute, in ascending order, with their counts.
private struct DistinctRows {
  private var attributes: [Int] = []
  private var lengths: [Int] = []
  private var counts: [Int] = []

  init(_ attribute: [Int], _ lengthDifference: [Int], _ weights: [Int]?) {
    // Both numbers go into one key, the attribute into its two lowest bits: one look-up a row.
    var countByKey: [Int: Int] = [:]
    for row in attribute.indices {
      let weight = weights?[row] ?? 1
      guard weight > 0 else { continue }
      countByKey[lengthDifference[row] << 2 | (attribute[row] + 1), default: 0] += weight
    }
    for (key, count) in countByKey.sorted(by: { $0.key < $1.key }) {
      attributes.append((key & 3) - 1)
      lengths.append(key >> 2)
      counts.append(count)
    }
  }

  func design(scale: Double) -> PairDesign {
    PairDesign(
      features: 2,
      values: LengthControlledAttribute.covariates(attributes, lengths, scale: scale),
      weights: counts
    )
  }
}
