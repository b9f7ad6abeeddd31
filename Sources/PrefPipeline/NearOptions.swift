public import PrefDedup
public import PrefRecord

/// Which of several near-duplicates stays.
public enum NearPriority: String, Sendable, CaseIterable {
  /// The first in the input.
  case first
  /// The one with the most annotations; of equals, the first.
  case longestAnnotations = "longest-annotations"
  /// The one with the highest margin; of equals, and of records without one, the first.
  case highestMargin = "highest-margin"
}

/// How near-duplicates are found, and what becomes of them.
public struct NearOptions: Sendable {
  /// What is compared of each record.
  public var part = DuplicateKey.pair
  /// What shingles are.
  public var rule = ShingleRule.standard
  /// Similarity from which records are near-duplicates.
  public var threshold = 0.8
  /// How signatures are cut into bands.
  public var banding: Banding
  /// Which of several near-duplicates stays.
  public var priority = NearPriority.first
  /// Whether the later one of two that contradict each other goes.
  public var dropsConflicts = false
  /// Largest share of a data set's records that may go; `nil`: any.
  public var maxRemovedShare: Double?
  /// Most records, the kept one among them, that may be near-duplicates of one; `nil`: any.
  public var maxCluster: Int?
  /// Bytes held in memory before the disk is used.
  public var memoryLimit = 1 << 30
  /// Where scratch files go.
  public var folder = "/tmp"

  /// Makes options with a banding.
  public init(banding: Banding) { self.banding = banding }

  /// The reason a near-duplicate is given.
  public var duplicateReason: String { "near-\(part.reason)" }
  /// The reason, and the flag, of a record that contradicts another.
  public static let conflictReason = "label-conflict"
}

/// What a search for near-duplicates came to.
public struct NearOutcome: Sendable {
  /// The account; it balances.
  public var ledger: Ledger
  /// What the guards say, one line each; not empty means that the output must not appear.
  public var trips: [String]
  /// Conflicts, dropped or not.
  public var conflicts: Int
}
