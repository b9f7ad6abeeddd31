/// The matched-pairs rank-biserial correlation, (W₊ − W₋)/(W₊ + W₋).
///
/// W are Wilcoxon's signed-rank sums with average ranks of |d|, zero differences dropped. Source: Kerby 2014.
public struct RankBiserial: Sendable, Hashable {
  /// Sum of the ranks of positive differences, a multiple of ½.
  public let positiveRanks: Double
  /// Sum of the ranks of negative differences, a multiple of ½.
  public let negativeRanks: Double

  /// The correlation, in `[-1, 1]`.
  public var value: Double { (positiveRanks - negativeRanks) / (positiveRanks + negativeRanks) }

  /// Ranks the differences of a histogram; undefined (`all-tied`) when all are zero.
  public static func estimate(_ differences: IntegerHistogram) -> Estimate<RankBiserial> {
    guard differences.total > 0 else { return .failure(.noData) }
    // Doubled ranks are integers, so that the sums are exact.
    var (before, positive, negative) = (0, 0, 0)
    for level in MagnitudeLevel.levels(of: differences) {
      let doubledRank = 2 * before + level.count + 1
      positive += level.positive * doubledRank
      negative += level.negative * doubledRank
      before += level.count
    }
    guard before > 0 else { return .failure(.allTied) }
    return .success(RankBiserial(positiveRanks: Double(positive) / 2, negativeRanks: Double(negative) / 2))
  }
}

/// How many differences of one size there are, by sign.
struct MagnitudeLevel {
  let magnitude: Int
  var positive = 0
  var negative = 0

  var count: Int { positive + negative }

  /// The sizes above zero, ascending.
  static func levels(of differences: IntegerHistogram) -> [MagnitudeLevel] {
    var levels: [Int: MagnitudeLevel] = [:]
    for (value, count) in zip(differences.values, differences.counts) where value != 0 {
      var level = levels[abs(value)] ?? MagnitudeLevel(magnitude: abs(value))
      if value > 0 { level.positive += count } else { level.negative += count }
      levels[level.magnitude] = level
    }
    return levels.values.sorted { $0.magnitude < $1.magnitude }
  }
}
