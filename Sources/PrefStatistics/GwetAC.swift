/// Agreement beyond chance that keeps its meaning when one label dominates: AC1, or AC2 with weights.
///
/// With a skewed majority label κ and α collapse at high agreement (the prevalence paradox); AC does not. Source: Gwet
/// 2008, 2014 (as irrCAC).
public struct GwetAC: Sendable, Hashable {
  /// (p_a − p_e)/(1 − p_e).
  public let value: Double
  /// p_a, over items with two ratings or more.
  public let observed: Double
  /// p_e = T_w/(q(q − 1))·Σ π_k(1 − π_k).
  public let expected: Double
  /// Standard error over items; undefined (`no-data`) with a single item.
  public let standardError: Estimate<Double>
  /// Items with a rating.
  public let items: Int

  /// The 95 % interval by Student's t with one degree of freedom fewer than items, its upper end at most 1.
  public var interval: Estimate<Interval> {
    standardError.map { error in
      let spread = Interval(
        center: value,
        halfWidth: StudentT.quantile(0.975, degreesOfFreedom: items - 1) * error
      )
      return Interval(low: spread.low, high: min(spread.high, 1))
    }
  }

  /// Measures all items: AC1 with `identity` weights, else AC2.
  ///
  /// Undefined: `no-overlap`; `zero-variance` with a single declared label.
  public static func estimate(_ ratings: RatingMultiset, weights: AgreementWeights = .identity) -> Estimate<GwetAC> {
    let entries = ratings.entries
    guard !entries.isEmpty else { return .failure(.noData) }
    guard ratings.comparableItems > 0 else { return .failure(.noOverlap) }
    guard ratings.categories > 1 else { return .failure(.zeroVariance) }
    return .success(GwetAC(entries, ratings, weights))
  }

  private init(_ entries: [RatingMultiset.Entry], _ ratings: RatingMultiset, _ weights: AgreementWeights) {
    let q = Double(ratings.categories)
    let comparable = Double(ratings.comparableItems)
    let prevalence = ratings.prevalence
    let factor = weights.total(categories: ratings.categories) / (q * (q - 1))
    let agreements = entries.map { $0.ratings > 1 ? $0.agreement(weights) : nil }
    var agreement = 0.0
    for (entry, share) in zip(entries, agreements) { agreement += Double(entry.items) * (share ?? 0) }
    observed = agreement / comparable
    expected = factor * prevalence.reduce(0) { $0 + $1 * (1 - $1) }
    value = (observed - expected) / (1 - expected)
    items = ratings.items
    guard items > 1 else {
      standardError = .failure(.noData)
      return
    }
    let (n, chance, ac) = (Double(items), expected, value)
    var scatter = 0.0
    for (entry, share) in zip(entries, agreements) {
      // An item with one rating has no agreement of its own: nothing is taken off for chance either.
      let own = share.map { n / comparable * ($0 - chance) / (1 - chance) } ?? 0
      let spread = zip(entry.counts, prevalence).reduce(0) { $0 + Double($1.0) * (1 - $1.1) }
      let ownChance = factor * spread / Double(entry.ratings)
      let deviation = own - 2 * (1 - ac) * (ownChance - chance) / (1 - chance) - ac
      scatter += Double(entry.items) * deviation * deviation
    }
    standardError = .success((scatter / (n * (n - 1))).squareRoot())
  }
}

/// Agreement beyond the chance of guessing every declared label alike: p_e = T_w/q².
///
/// Source: Brennan & Prediger 1981.
public enum BrennanPrediger {
  /// Measures items with two ratings or more; undefined as `GwetAC` is.
  public static func estimate(_ ratings: RatingMultiset, weights: AgreementWeights = .identity) -> Estimate<Double> {
    let q = Double(ratings.categories)
    return GwetAC.estimate(ratings, weights: weights).map { agreement in
      let expected = weights.total(categories: ratings.categories) / (q * q)
      return (agreement.observed - expected) / (1 - expected)
    }
  }
}
