/// Chooses how the minima of a signature are cut into bands, so that few pairs at the threshold are missed.
///
/// Two records become candidates when all rows of one band agree: at similarity s with probability 1 − (1 − sʳ)ᵇ.
/// The most rows are taken for which some number of bands within the permutations gives the wanted recall at the
/// threshold, since more rows propose fewer pairs in vain, and then the fewest bands that give it.
/// Source: Leskovec, Rajaraman, Ullman, "Mining of Massive Datasets", §3.4.
public struct Banding: Sendable, Equatable {
  /// Number of bands b.
  public let bands: Int
  /// Minima a band, r.
  public let rows: Int

  /// Makes a banding as it is.
  public init(bands: Int, rows: Int) { (self.bands, self.rows) = (bands, rows) }

  /// Chooses a banding; `nil` where the permutations do not suffice for the recall.
  ///
  /// - Parameters:
  ///   - threshold: Similarity from which records are duplicates, in `(0, 1]`.
  ///   - recall: Least probability that a pair at the threshold is proposed.
  ///   - permutations: Minima of a signature, at most.
  public init?(threshold: Double, recall: Double, permutations: Int) {
    var best: Banding?
    for rows in 1...max(1, permutations) {
      let banding = Banding(bands: permutations / rows, rows: rows)
      guard banding.bands > 0, banding.recall(at: threshold) >= recall else { break }
      let bands = (1...banding.bands).first { Banding(bands: $0, rows: rows).recall(at: threshold) >= recall }
      best = Banding(bands: bands ?? banding.bands, rows: rows)
    }
    guard let best else { return nil }
    self = best
  }

  /// Probability that a pair of a similarity is proposed.
  public func recall(at similarity: Double) -> Double {
    let agrees = Self.power(similarity, rows)
    return 1 - Self.power(1 - agrees, bands)
  }

  private static func power(_ base: Double, _ exponent: Int) -> Double {
    (0..<exponent).reduce(1) { product, _ in product * base }
  }
}
