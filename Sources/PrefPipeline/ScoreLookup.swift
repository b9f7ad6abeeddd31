import PrefJSON
public import PrefRecord
public import PrefScores

/// Finds the scores of records in a table.
public struct ScoreLookup: Sendable {
  /// What a record is known by in the score files.
  public enum Key: Sendable, Equatable {
    /// Its id, which is the hash of its texts: score files name it, or hold the texts.
    case id
    /// A member of its metadata.
    case metadata(String)
  }

  /// The scores.
  public let table: ScoreTable
  private let key: Key

  /// Takes a table that was not sorted.
  public init(_ table: ScoreTable, by key: Key = .id) throws {
    guard table.sides != 1 else {
      throw RunError.usage(
        "the score files hold single responses, and records are pairs",
        fix: "give rows of pairs: id, name, chosen, rejected"
      )
    }
    (self.table, self.key) = (table, key)
  }

  /// The row of a signed comparison; `nil` where the files have none.
  func row(of comparison: Comparison, in batch: borrowing ComparisonBatch) -> Int? {
    switch key {
    case .id: return table.row(of: ScoreKey(comparison.id))
    case .metadata(let name):
      let metadata = batch.string(comparison.metadata)
      // Metadata is an object by contract; where it is empty there is no such member.
      guard let tree = try? JSONTree(parsing: Array(metadata.utf8)), let value = tree[name] else { return nil }
      let text: String
      switch value {
      case .string(let string): text = string
      case .int(let number): text = String(number)
      default: return nil
      }
      return unsafe Array(text.utf8).withUnsafeBytes { unsafe table.row(of: ScoreKey(hashing: $0)) }
    }
  }
}
