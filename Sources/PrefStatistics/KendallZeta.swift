/// How consistent one judge's choices among items are: Kendall's coefficient of consistence.
///
/// Circular triads of a complete tournament: d = n(n−1)(2n−1)/12 − ½Σs²; ζ = 1 − 24d/(n³−n) for odd n and
/// 1 − 24d/(n³−4n) for even n.
/// Source: Kendall and Babington Smith 1940, "On the method of paired comparisons".
public struct KendallZeta: Sendable, Hashable {
  /// Number of items, n.
  public let items: Int
  /// Triples of items that beat one another in a circle, d.
  public let circularTriads: Int

  /// Takes the number of wins of each item in a tournament where each item met each other once, without ties.
  ///
  /// - Returns: `nil` where the wins do not add up to the number of meetings.
  public init?(wins: [Int]) {
    let n = wins.count
    guard n > 0, wins.allSatisfy({ $0 >= 0 && $0 < n }), wins.reduce(0, +) == n * (n - 1) / 2 else { return nil }
    items = n
    circularTriads = (n * (n - 1) * (2 * n - 1) - 6 * wins.reduce(0) { $0 + $1 * $1 }) / 12
  }

  /// The coefficient, 1 without a circle and 0 with as many as there can be; undefined below three items.
  public var zeta: Estimate<Double> {
    let n = items
    return .ratio(24 * circularTriads, n * n * n - (n.isMultiple(of: 2) ? 4 : 1) * n).map { 1 - $0 }
  }
}
