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

  /// Fits pairs given one by one.
  ///
  /// - Parameters:
  ///   - attribute: g, −1, 0 or 1, one a row.
  ///   - lengthDifference: d, one a row.
  ///   - clusters: Cluster of each row, equal ones side by side.
  /// - Returns: As `fit(rows:runs:attribute:lengthDifference:)`.
  public static func fit(
    attribute: [Int],
    lengthDifference: [Int],
    clusters: [Int]? = nil
  ) -> Estimate<LengthControlledAttribute> {
    precondition(attribute.count == lengthDifference.count, "one length difference a row")
    return fit(rows: attribute.count, runs: clusters.map { ClusterRuns($0) }) {
      AttributedDifference(attribute: attribute[$0], length: lengthDifference[$0])
    }
  }

  /// Fits the distinct (g, d) with their counts, and takes the dependence within clusters from the single pairs.
  ///
  /// - Parameters:
  ///   - rows: Number of pairs.
  ///   - runs: Their clusters; `nil` where they are independent.
  ///   - pair: g and d of a pair.
  /// - Returns: The fit; undefined as `no-discordant-pair`, `all-tied` (lengths never differ), and what `PairLogit.fit`
  ///   names.
  public static func fit(
    rows: Int,
    runs: ClusterRuns?,
    pair: (Int) -> AttributedDifference
  ) -> Estimate<LengthControlledAttribute> {
    guard rows > 0 else { return .failure(.noData) }
    let distinct = IntegerHistogram(rows: rows) { pair($0).key }
    let totals = Totals(distinct)
    guard totals.wins + totals.losses > 0 else { return .failure(.noDiscordantPair) }
    guard totals.squares > 0 else { return .failure(.allTied) }
    let scale = (Double(totals.squares) / Double(rows)).squareRoot()
    let fit = withoutActuallyEscaping(pair) { pair in
      PairLogit.fit(design(distinct, scale: scale), runs: runs) { beta in
        let scores = ValueTable(pairs: distinct.values) { key in
          let (g, x) = covariates(key, scale: scale)
          return SIMD2(g, x) * LogisticFunction.sigma(-(beta[0] * g + beta[1] * x))
        }
        return .two { row in scores[pair: pair(row).key] }
      }
    }
    let share = Double(totals.wins) / Double(totals.wins + totals.losses)
    return fit.map {
      LengthControlledAttribute(rawWinShare: share, unadjusted: logOdds(totals.wins, totals.losses), fit: $0)
    }
  }

  private static func design(_ distinct: IntegerHistogram, scale: Double) -> PairDesign {
    var values: [Double] = []
    values.reserveCapacity(2 * distinct.values.count)
    for key in distinct.values {
      let (attribute, length) = covariates(key, scale: scale)
      values.append(attribute)
      values.append(length)
    }
    return PairDesign(features: 2, values: values, weights: distinct.counts)
  }

  private static func covariates(_ key: Int, scale: Double) -> (attribute: Double, length: Double) {
    let pair = AttributedDifference(key: key)
    return (Double(pair.attribute), LengthCovariate.saturating(pair.length, scale: scale))
  }

  private static func logOdds(_ wins: Int, _ losses: Int) -> Estimate<Double> {
    guard wins > 0, losses > 0 else { return .failure(.infinite) }
    return .success(LogisticFunction.logit(Double(wins) / Double(wins + losses)))
  }

  /// Pairs by which side has the attribute, and Σd².
  private struct Totals {
    var (wins, losses) = (0, 0)
    var squares: Int128 = 0

    init(_ distinct: IntegerHistogram) {
      for (key, count) in zip(distinct.values, distinct.counts) {
        let pair = AttributedDifference(key: key)
        if pair.attribute > 0 { wins += count } else if pair.attribute < 0 { losses += count }
        squares += Int128(pair.length) * Int128(pair.length) * Int128(count)
      }
    }
  }
}

/// How a pair differs in an attribute, −1, 0 or 1, and in length.
public struct AttributedDifference: Sendable {
  /// Chosen less rejected: −1, 0 or 1.
  public let attribute: Int
  /// Chosen less rejected, in whole units.
  public let length: Int

  /// Holds both differences.
  public init(attribute: Int, length: Int) {
    precondition(abs(attribute) <= 1, "a difference of two flags")
    (self.attribute, self.length) = (attribute, length)
  }

  /// Both as one number, the attribute in its two lowest bits.
  var key: Int { length << 2 | (attribute + 1) }

  init(key: Int) { self.init(attribute: (key & 3) - 1, length: key >> 2) }
}
