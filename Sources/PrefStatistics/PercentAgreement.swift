/// How often raters give the same label, without any correction for chance.
public struct PercentAgreement: Sendable, Hashable {
  /// Agreeing rater pairs over all rater pairs: items with many ratings count more.
  public let micro: Double
  /// Mean over items of the item's share of agreeing rater pairs.
  public let macro: Double
  /// Rater pairs.
  public let raterPairs: Int
  /// Rater pairs that agree.
  public let agreeingPairs: Int

  /// Measures items with two ratings or more; undefined (`no-overlap`) without any.
  public static func estimate(_ ratings: RatingMultiset) -> Estimate<PercentAgreement> {
    let entries = ratings.entries.filter { $0.ratings > 1 }
    var (pairs, agreeing, items) = (0, 0, 0)
    var shares = 0.0
    for entry in entries {
      pairs += entry.items * (entry.ratings * (entry.ratings - 1) / 2)
      agreeing += entry.items * entry.counts.reduce(0) { $0 + $1 * ($1 - 1) / 2 }
      items += entry.items
      shares += Double(entry.items) * entry.agreement(.identity)
    }
    guard items > 0 else { return .failure(ratings.items == 0 ? .noData : .noOverlap) }
    return .success(
      PercentAgreement(
        micro: Double(agreeing) / Double(pairs),
        macro: shares / Double(items),
        raterPairs: pairs,
        agreeingPairs: agreeing
      )
    )
  }
}
