/// Disagreement relative to chance, for any number of raters and missing ratings: α = 1 − D_o/D_e.
///
/// Source: Krippendorff 2011, "Computing Krippendorff's alpha-reliability".
public enum KrippendorffAlpha {
  /// How far apart two labels are.
  public enum Metric: String, Sendable, Hashable, CaseIterable {
    /// 1 if they differ.
    case nominal
    /// By the ratings that lie between them: ordered labels without a scale.
    case ordinal
    /// Squared difference of their values.
    case interval
    /// Squared relative difference of their values, which should not be negative.
    case ratio
  }

  /// Measures all items with two ratings or more.
  ///
  /// - Parameters:
  ///   - ratings: All items.
  ///   - metric: δ².
  ///   - values: The labels' values for `interval` and `ratio`; 0, 1, 2 … if `nil`.
  /// - Returns: α; undefined as `no-overlap`, or `zero-variance` when one label alone is used.
  public static func estimate(
    _ ratings: RatingMultiset,
    metric: Metric,
    values: [Double]? = nil
  ) -> Estimate<Double> {
    guard ratings.items > 0 else { return .failure(.noData) }
    return estimate(Coincidences(ratings), metric: metric, values: values)
  }

  /// Measures a matrix of coincidences, which is additive over items and so can be bootstrapped.
  public static func estimate(
    _ coincidences: Coincidences,
    metric: Metric,
    values: [Double]? = nil
  ) -> Estimate<Double> {
    let q = coincidences.categories
    let scale = values ?? (0..<q).map(Double.init)
    precondition(scale.count == q, "one value a category")
    let marginals = coincidences.marginals
    let total = marginals.reduce(0, +)
    guard total > 1 else { return .failure(.noOverlap) }
    var (observed, expected) = (0.0, 0.0)
    for c in 0..<q {
      for k in 0..<q where k != c {
        let distance = squaredDistance(c, k, metric, scale, marginals)
        observed += coincidences[c, k] * distance
        expected += marginals[c] * marginals[k] * distance
      }
    }
    guard expected > 0 else { return .failure(.zeroVariance) }
    return .success(1 - (total - 1) * observed / expected)
  }

  private static func squaredDistance(
    _ c: Int,
    _ k: Int,
    _ metric: Metric,
    _ values: [Double],
    _ marginals: [Double]
  ) -> Double {
    let (low, high) = (min(c, k), max(c, k))
    let difference = values[c] - values[k]
    switch metric {
    case .nominal: return 1
    case .interval: return difference * difference
    case .ratio:
      let sum = values[c] + values[k]
      return sum == 0 ? 0 : difference * difference / (sum * sum)
    case .ordinal:
      let between = marginals[low...high].reduce(0, +) - (marginals[low] + marginals[high]) / 2
      return between * between
    }
  }
}

/// How often two ratings of the same item coincide, each item's pairs weighted by 1/(m − 1).
public struct Coincidences: Sendable, Hashable {
  /// Number of labels, q.
  public let categories: Int
  private var cells: [Double]

  /// Takes o_ck row by row, q² values.
  public init(categories: Int, cells: [Double]) {
    precondition(cells.count == categories * categories, "a square matrix")
    self.categories = categories
    self.cells = cells
  }

  /// Counts the ordered rating pairs of every item with two ratings or more.
  public init(_ ratings: RatingMultiset) {
    self.init(
      categories: ratings.categories,
      cells: Array(repeating: 0, count: ratings.categories * ratings.categories)
    )
    for entry in ratings.entries where entry.ratings > 1 {
      for (c, first) in entry.counts.enumerated() where first > 0 {
        for (k, second) in entry.counts.enumerated() where second > 0 {
          let pairs = first * (c == k ? second - 1 : second)
          cells[c * categories + k] += Double(entry.items * pairs) / Double(entry.ratings - 1)
        }
      }
    }
  }

  /// o_ck.
  public subscript(c: Int, k: Int) -> Double { cells[c * categories + k] }

  /// n_c = Σ_k o_ck.
  public var marginals: [Double] {
    (0..<categories).map { c in cells[(c * categories)..<((c + 1) * categories)].reduce(0, +) }
  }
}
