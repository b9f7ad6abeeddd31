import PrefText

/// Names the prompt cluster of a record: pairs of one cluster are dependent, and never cross a split.
///
/// The key is the first user turn, in NFC and without white space at its ends, so that all turns of one conversation
/// stay together; a prompt without a user turn is keyed by its first turn, an empty prompt by the empty text.
/// The cluster is named by `fnv1a64` of the key's bytes, the hash that the Poisson bootstrap weighs clusters by.
public enum ClusterKey {
  /// The 64-bit cluster key of a comparison.
  public static func of(_ comparison: Comparison, in batch: borrowing ComparisonBatch) -> UInt64 {
    let prompt = comparison.prompt
    let turn = prompt.first { batch.turns[$0].role == .user } ?? prompt.first
    let content = turn.map { batch.turns[$0].content } ?? .empty
    return unsafe batch.withBytes(of: content) { unsafe CanonicalKey.hash(of: $0) }
  }
}

extension ComparisonBatch {
  /// Lends the bytes of a range of the text.
  public func withBytes<Result>(of range: ByteRange, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    unsafe text.withUnsafeBytes { unsafe body(UnsafeRawBufferPointer(rebasing: $0[Int(range.start)..<Int(range.end)])) }
  }
}
