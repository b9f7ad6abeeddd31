/// Agreement of several raters beyond the chance that pooled label frequencies give.
///
/// Source: Fleiss 1971.
public struct FleissKappa: Sendable, Hashable {
  /// (p_a − p_e)/(1 − p_e) with p_e = Σ π_k².
  public let kappa: Double
  /// p_a, the mean agreement within items.
  public let observed: Double
  /// p_e.
  public let expected: Double
  /// Items that entered p_a.
  public let items: Int

  /// Uses only items with `raters` ratings; undefined (`no-complete-item`) without any.
  ///
  /// - Parameters:
  ///   - ratings: All items.
  ///   - raters: At least 2; the largest number of ratings found if `nil`.
  /// - Returns: κ over complete items.
  public static func complete(_ ratings: RatingMultiset, raters: Int? = nil) -> Estimate<FleissKappa> {
    let wanted = raters ?? ratings.mostRatings
    guard ratings.items > 0 else { return .failure(.noData) }
    guard wanted > 1 else { return .failure(.noOverlap) }
    let complete = ratings.entries.filter { $0.ratings == wanted }
    guard !complete.isEmpty else { return .failure(.noCompleteItem) }
    return combine(complete, prevalence: complete, categories: ratings.categories)
  }

  /// Lets ratings be missing: p_a over items with two ratings or more, π_k over all rated items.
  public static func generalized(_ ratings: RatingMultiset) -> Estimate<FleissKappa> {
    let entries = ratings.entries
    guard !entries.isEmpty else { return .failure(.noData) }
    let comparable = entries.filter { $0.ratings > 1 }
    guard !comparable.isEmpty else { return .failure(.noOverlap) }
    return combine(comparable, prevalence: entries, categories: ratings.categories)
  }

  private static func combine(
    _ comparable: [RatingMultiset.Entry],
    prevalence entries: [RatingMultiset.Entry],
    categories: Int
  ) -> Estimate<FleissKappa> {
    let items = comparable.reduce(0) { $0 + $1.items }
    let agreement = comparable.reduce(0) { $0 + Double($1.items) * $1.agreement(.identity) } / Double(items)
    let shares = RatingMultiset.prevalence(entries, categories: categories)
    let expected = shares.reduce(0) { $0 + $1 * $1 }
    guard shares.count(where: { $0 > 0 }) > 1 else { return .failure(.zeroVariance) }
    let kappa = (agreement - expected) / (1 - expected)
    return .success(FleissKappa(kappa: kappa, observed: agreement, expected: expected, items: items))
  }
}
