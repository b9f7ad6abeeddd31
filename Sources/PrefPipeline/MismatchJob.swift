public import PrefRecord
public import PrefScores
import PrefText

/// Observes which side has more of an attribute, which was chosen, and which is scored higher.
// Witnesses are documented where the protocol declares them.
// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
public final class MismatchJob: RecordJob {
  /// Names of the attributes, in the order of their indices.
  public static let attributes = ["length", "refusal"]

  private let lookup: ScoreLookup?
  /// What was observed so far.
  public private(set) var tally = MismatchTally(attributes: attributes)

  /// Makes a job.
  ///
  /// - Parameter lookup: Scores from files, besides those of the records' own column.
  public init(_ lookup: ScoreLookup?) { self.lookup = lookup }

  public func makeScratch() -> Scratch { Scratch() }

  /// What a worker keeps.
  public struct Scratch: Sendable {
    var meter = TextMeter()
    var hasher = RecordHasher()
  }

  /// What one batch showed.
  public struct Seen: Sendable {
    var observations: [MismatchTally.Observation] = []
    var names: [String] = []
    var count = 0

    mutating func index(of name: String) -> UInt32 {
      if let index = names.firstIndex(of: name) { return UInt32(index) }
      names.append(name)
      return UInt32(names.count - 1)
    }
  }

  public func work(
    _ batch: inout ComparisonBatch,
    _ block: UnsafeRawBufferPointer,
    input: Int,
    _ scratch: inout Scratch
  ) throws -> Seen {
    var seen = Seen()
    seen.count = batch.comparisons.count
    for index in batch.comparisons.indices where !batch.comparisons[index].isTie {
      if lookup != nil { batch.comparisons[index].id = scratch.hasher.id(of: batch.comparisons[index], in: batch) }
      observe(batch.comparisons[index], in: batch, &scratch, &seen)
    }
    return seen
  }

  private func observe(
    _ comparison: Comparison,
    in batch: borrowing ComparisonBatch,
    _ scratch: inout Scratch,
    _ seen: inout Seen
  ) {
    let scores = self.scores(of: comparison, in: batch)
    guard !scores.isEmpty else { return }
    let chosen = measure(comparison.chosen, in: batch, &scratch)
    let rejected = measure(comparison.rejected, in: batch, &scratch)
    let cluster = ClusterKey.of(comparison, in: batch)
    func refuses(_ measures: TextMeasures) -> Int { measures.refusals.contains(.pkHead40) ? 1 : 0 }
    let more = [
      (chosen.lengths.words - rejected.lengths.words).signum(), refuses(chosen) - refuses(rejected),
    ]
    for (attribute, sign) in more.enumerated() where sign != 0 {
      for score in scores {
        // Toward the side with more: a margin for the chosen side counts for it only where that side has more.
        let margin = score.chosen > score.rejected ? sign : score.chosen < score.rejected ? -sign : 0
        seen.observations.append(
          MismatchTally.Observation(
            cluster: cluster,
            attribute: UInt8(attribute),
            score: seen.index(of: score.name),
            data: Int8(1 + sign),
            reward: Int8(1 + margin)
          )
        )
      }
    }
  }

  private func measure(
    _ completion: Range<Int>,
    in batch: borrowing ComparisonBatch,
    _ scratch: inout Scratch
  ) -> TextMeasures {
    let content = completion.last.map { batch.turns[$0].content } ?? .empty
    return unsafe batch.withBytes(of: content) { unsafe scratch.meter.measure($0) }
  }

  private func scores(
    of comparison: Comparison,
    in batch: borrowing ComparisonBatch
  ) -> [(name: String, chosen: Double, rejected: Double)] {
    var scores: [(name: String, chosen: Double, rejected: Double)] = []
    for index in comparison.scores {
      let score = batch.scores[index]
      // Numbers were checked when the row was read.
      guard let chosen = Double(batch.string(score.chosen)), let rejected = Double(batch.string(score.rejected)) else {
        continue
      }
      scores.append((batch.string(score.name), chosen, rejected))
    }
    guard let lookup, let row = lookup.row(of: comparison, in: batch) else { return scores }
    for column in lookup.table.columns where !scores.contains(where: { $0.name == column.name }) {
      let (chosen, rejected) = (column.values[2 * row], column.values[2 * row + 1])
      if !chosen.isNaN, !rejected.isNaN { scores.append((column.name, chosen, rejected)) }
    }
    return scores
  }

  public func take(_ seen: Seen, _ outputs: OutputSet, _ ledger: inout Ledger) throws -> Int {
    tally.add(seen.observations, names: seen.names)
    return seen.count
  }
}

extension RecordRun {
  /// Observes how data and scores treat the same attributes.
  public func mismatch(_ lookup: ScoreLookup?) throws -> MismatchTally {
    let job = MismatchJob(lookup)
    _ = try run(job, OutputSet())
    return job.tally
  }
}
