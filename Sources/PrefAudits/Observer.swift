public import PrefRecord
import PrefText

/// Measures the comparisons of batches on one worker; buffers are reused from batch to batch.
public struct Observer: Sendable {
  private var meter = TextMeter()
  private var hasher = RecordHasher()
  private let harmField: [UInt8]?

  /// Makes an observer.
  ///
  /// - Parameter harmField: Key in a record's metadata that says whether its prompt is harmful; `nil`: not assessed.
  public init(harmField: String? = nil) { self.harmField = harmField.map { Array($0.utf8) } }

  /// Measures all comparisons of a batch.
  public mutating func observe(_ batch: borrowing ComparisonBatch) -> Observations {
    var seen = Observations()
    seen.pairs.reserveCapacity(batch.comparisons.count)
    for comparison in batch.comparisons { observe(comparison, in: batch, &seen) }
    return seen
  }

  private mutating func observe(
    _ comparison: Comparison,
    in batch: borrowing ComparisonBatch,
    _ seen: inout Observations
  ) {
    let cluster = ClusterKey.of(comparison, in: batch)
    let chosen = measure(comparison.chosen, in: batch)
    let rejected = measure(comparison.rejected, in: batch)
    count(comparison.chosenModel, chosen, in: batch, &seen.models)
    count(comparison.rejectedModel, rejected, in: batch, &seen.models)
    if comparison.isTie {
      seen.ties += 1
    } else {
      seen.pairs.append(
        PairRow(
          cluster: cluster,
          chosen: chosen,
          rejected: rejected,
          depth: comparison.prompt.count { batch.turns[$0].role == .user },
          harm: harmField.map { Self.harm(of: comparison, in: batch, field: $0) } ?? .unknown
        )
      )
    }
    guard !comparison.annotations.isEmpty else { return }
    judge(comparison, in: batch, cluster, longer: (chosen.lengths.words - rejected.lengths.words).signum(), &seen)
  }

  /// Measures the reply: the last turn of a completion, where earlier turns led up to it.
  private mutating func measure(_ completion: Range<Int>, in batch: borrowing ComparisonBatch) -> TextMeasures {
    let content = completion.last.map { batch.turns[$0].content } ?? .empty
    return unsafe batch.withBytes(of: content) { unsafe meter.measure($0) }
  }

  private func count(
    _ model: ByteRange,
    _ measures: TextMeasures,
    in batch: borrowing ComparisonBatch,
    _ models: inout ModelRefusals
  ) {
    guard !model.isEmpty else { return }
    models.add(batch.string(model), refusals: measures.refusals.contains(.pkHead40) ? 1 : 0)
  }

  private mutating func judge(
    _ comparison: Comparison,
    in batch: borrowing ComparisonBatch,
    _ cluster: UInt64,
    longer: Int,
    _ seen: inout Observations
  ) {
    let chosenHash = hasher.completion(comparison.chosen, in: batch)
    let rejectedHash = hasher.completion(comparison.rejected, in: batch)
    let chosenIsA = chosenHash <= rejectedHash
    var oriented = comparison
    if !chosenIsA { swap(&oriented.chosen, &oriented.rejected) }
    let item = hasher.id(of: oriented, in: batch)
    let votes = comparison.annotations.map { index -> (annotator: String, label: UInt8, shown: UInt8) in
      let annotation = batch.annotations[index]
      return (
        batch.string(annotation.annotator),
        Self.label(annotation.choice, firstIs: chosenIsA ? .chosen : .rejected),
        annotation.position == .unknown
          ? 3 : Self.label(annotation.choice, firstIs: annotation.position == .first ? .chosen : .rejected)
      )
    }
    seen.judgements.add(
      Judgements.Item(
        high: item.high,
        low: item.low,
        cluster: cluster,
        longer: Int8(chosenIsA ? longer : -longer),
        votes: 0..<0
      ),
      votes: votes
    )
  }

  private static func label(_ choice: Choice, firstIs first: Choice) -> UInt8 {
    if choice == .tie { return 1 }
    return choice == first ? 0 : 2
  }

  /// Reads the harm label from the metadata object: `true`, `"harmful"` and `"unsafe"` against `false`, `"benign"` and
  /// `"safe"`; anything else is unknown.
  private static func harm(
    of comparison: Comparison,
    in batch: borrowing ComparisonBatch,
    field: [UInt8]
  ) -> PairRow.Harm {
    guard !comparison.metadata.isEmpty else { return .unknown }
    let metadata = batch.string(comparison.metadata)
    return HarmLabel.read(metadata, field: String(decoding: field, as: UTF8.self))
  }
}
