public import PrefRecord
public import PrefText

/// What an ingest changes of records, where the user asks for it by name.
public struct Rewriting: Sendable {
  /// What is done to the text of every turn.
  public var normalization: TextNormalization = []
  /// Replaces names of people by hashes with this salt; `nil` leaves them as they are.
  public var salt: String?

  /// Makes a rewriting that changes nothing.
  public init() {}

  /// Whether nothing is changed.
  var isEmpty: Bool { normalization.isEmpty && salt == nil }
}

/// Rewrites the comparisons of batches; one a worker.
struct BatchRewriter {
  private let rewriting: Rewriting
  private let normalizer: TextNormalizer
  private let people: PersonalData?

  init(_ rewriting: Rewriting) {
    self.rewriting = rewriting
    normalizer = TextNormalizer(rewriting.normalization)
    people = rewriting.salt.map { PersonalData(salt: $0) }
  }

  /// Rewrites a batch before its comparisons are signed.
  func rewrite(_ batch: inout ComparisonBatch) {
    if rewriting.isEmpty { return }
    if !rewriting.normalization.isEmpty { normalize(&batch) }
    people?.replace(in: &batch)
    for index in batch.comparisons.indices { batch.comparisons[index].rawIsCanonical = false }
  }

  private func normalize(_ batch: inout ComparisonBatch) {
    let changed = batch.turns.indices.map { turn in
      let text = unsafe batch.withBytes(of: batch.turns[turn].content) { unsafe normalizer.changed($0) }
      if let text {
        batch.setContent(of: turn, unsafe text.withUnsafeBytes { unsafe batch.append(text: $0) })
      }
      return text != nil
    }
    for index in batch.comparisons.indices {
      let comparison = batch.comparisons[index]
      let parts = [comparison.prompt, comparison.chosen, comparison.rejected]
      guard parts.contains(where: { changed[$0].contains(true) }) else { continue }
      // An id that the row brought along was that of other texts.
      batch.comparisons[index].id = .zero
      batch.comparisons[index].flags.insert(.normalized)
      batch.noteCompletions(at: index)
    }
  }
}
