import CShingles
public import PrefRecord

/// The shingles of one record, sorted, with what is needed to tell a duplicate from a contradiction.
public struct ShingleSet: Sendable, Equatable {
  /// Shingle hashes in ascending order, each once; the two lowest bits are the sides it belongs to.
  public var shingles: [UInt64]
  /// The record's id.
  public var id: RecordID
  /// Whether the record is a tie.
  public var isTie: Bool
  /// Hash of the chosen completion's bytes; 0 where completions are not compared.
  public var chosen: UInt64 = 0
  /// Hash of the rejected completion's bytes; 0 where completions are not compared.
  public var rejected: UInt64 = 0

  /// Makes a set.
  public init(shingles: [UInt64], id: RecordID, isTie: Bool) {
    (self.shingles, self.id, self.isTie) = (shingles, id, isTie)
  }

  /// The Jaccard similarity of two sets, exact but for hashes of 62 bits that collide.
  ///
  /// - Returns: Share of the shingles of both that are in both, in `[0, 1]`.
  public func similarity(to other: ShingleSet) -> Double {
    let both = unsafe csh_overlap(shingles, shingles.count, other.shingles, other.shingles.count)
    return Double(both) / Double(shingles.count + other.shingles.count - both)
  }

  /// The Jaccard similarity of two sets where it is at least a threshold.
  ///
  /// Gives up as soon as more shingles are in one set alone than that allows: n(1 − t)/(1 + t) of n in all.
  ///
  /// - Returns: The same as ``similarity(to:)``, or `nil` below the threshold.
  public func similarity(to other: ShingleSet, atLeast threshold: Double) -> Double? {
    let all = shingles.count + other.shingles.count
    // One more than the bound, since it is rounded; the exact share decides in the end.
    let limit = Int(Double(all) * (1 - threshold) / (1 + threshold)) + 1
    guard abs(shingles.count - other.shingles.count) <= limit else { return nil }
    let both = unsafe csh_overlap_within(shingles, shingles.count, other.shingles, other.shingles.count, limit)
    guard both >= 0 else { return nil }
    let similarity = Double(both) / Double(all - both)
    return similarity >= threshold ? similarity : nil
  }

  /// How the preferences of two records go together that say nearly the same.
  public enum Agreement: Sendable, Equatable {
    /// Both prefer the same.
    case same
    /// What one prefers, the other rejects.
    case opposite
    /// One is a tie, the other is decided.
    case tieAgainstDecision
  }

  /// Tells whether two similar records prefer the same.
  ///
  /// The sides are matched as they are alike: opposite where chosen with rejected and rejected with chosen have a greater
  /// sum of Jaccard similarities than chosen with chosen and rejected with rejected. Where the sums are equal, the bytes
  /// of the completions decide; where these say nothing either, the preferences count as the same.
  public func agreement(with other: ShingleSet) -> Agreement {
    if isTie != other.isTie { return .tieAgainstDecision }
    if isTie { return .same }
    let shared = unsafe csh_overlap_sides(shingles, shingles.count, other.shingles, other.shingles.count)
    let (mine, theirs) = (sides, other.sides)
    let straight =
      Self.jaccard(shared.chosen_chosen, mine.chosen, theirs.chosen)
      + Self.jaccard(shared.rejected_rejected, mine.rejected, theirs.rejected)
    let crossed =
      Self.jaccard(shared.chosen_rejected, mine.chosen, theirs.rejected)
      + Self.jaccard(shared.rejected_chosen, mine.rejected, theirs.chosen)
    if straight != crossed { return straight > crossed ? .same : .opposite }
    if chosen == other.chosen || rejected == other.rejected { return .same }
    return chosen == other.rejected || rejected == other.chosen ? .opposite : .same
  }

  private var sides: (chosen: Int, rejected: Int) {
    shingles.reduce(into: (0, 0)) { counts, shingle in
      counts.0 += Int(shingle & 1)
      counts.1 += Int(shingle >> 1 & 1)
    }
  }

  private static func jaccard(_ both: Int, _ a: Int, _ b: Int) -> Double {
    a + b == 0 ? 1 : Double(both) / Double(a + b - both)
  }
}
