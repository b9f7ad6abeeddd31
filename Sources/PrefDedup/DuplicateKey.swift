public import PrefRecord

/// What makes two records duplicates.
public enum DuplicateKey: String, Sendable, CaseIterable {
  /// Same prompt, same chosen and same rejected completion, and both decided or both ties.
  case pair
  /// Same prompt, whatever the completions.
  case prompt
  /// Same chosen and same rejected completion, whatever the prompt.
  case completion
  /// Same chosen completion, whatever else.
  case chosen
  /// Same rejected completion, whatever else.
  case rejected

  /// The 128-bit key of a comparison.
  ///
  /// A pair and the same pair with its label exchanged have different keys: they contradict, and are no duplicates. So are
  /// a decided pair and a tie of the same texts.
  ///
  /// `id`: The comparison's content hash, which is the key of a decided pair.
  public func key(
    of comparison: Comparison,
    id: RecordID,
    in batch: borrowing ComparisonBatch,
    _ hasher: inout RecordHasher
  ) -> RecordID {
    switch self {
    case .pair: comparison.isTie ? RecordID(high: ~id.high, low: id.low) : id
    case .prompt: hasher.prompt(of: comparison, in: batch)
    case .completion: hasher.completions(of: comparison, in: batch)
    case .chosen: hasher.completion(comparison.chosen, in: batch)
    case .rejected: hasher.completion(comparison.rejected, in: batch)
    }
  }

  /// The reason a removed record is given.
  public var reason: String { "duplicate-\(rawValue)" }

  /// Whether both completions are compared, so that the same texts may stand for opposite preferences.
  public var hasSides: Bool { self == .pair || self == .completion }
}
