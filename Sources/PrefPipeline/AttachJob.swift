import PrefJSON
public import PrefRecord
import PrefScores

/// Writes records with the scores that score files have for them.
// Witnesses are documented where the protocol declares them.
// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
public final class AttachJob: RecordJob {
  private let writer: RowWriter
  private let lookup: ScoreLookup
  private let output: OutputSet.Handle
  private var isMatched: [Bool]

  /// Makes a job.
  public init(_ run: RecordRun, _ lookup: ScoreLookup, _ output: OutputSet.Handle) {
    (self.lookup, self.output) = (lookup, output)
    writer = RowWriter(run, columns: run.columns.union(.scores))
    isMatched = Array(repeating: false, count: lookup.table.count)
  }

  /// Rows of the score files that no record has.
  public var unmatchedScores: Int { isMatched.count { !$0 } }

  public func makeScratch() -> Scratch { Scratch(writer: writer) }

  /// What a worker keeps.
  public struct Scratch: Sendable {
    var writer: RowWriter
  }

  /// Rows of one batch.
  public struct Rows: Sendable {
    var bytes: [UInt8] = []
    var matched: [Int] = []
    var count = 0
    var kept = 0
  }

  public func work(
    _ batch: inout ComparisonBatch,
    _ block: UnsafeRawBufferPointer,
    input: Int,
    _ scratch: inout Scratch
  ) throws -> Rows {
    scratch.writer.prepare(&batch, input: input)
    var rows = Rows()
    for index in batch.comparisons.indices {
      if let row = lookup.row(of: batch.comparisons[index], in: batch) {
        rows.matched.append(row)
        rows.kept += attach(row, to: index, of: &batch)
      }
      unsafe scratch.writer.append(batch.comparisons[index], in: batch, block, to: &rows.bytes)
    }
    rows.count = batch.comparisons.count
    return rows
  }

  /// Adds the scores of a row behind those the record has; a name the record has already keeps its score.
  ///
  /// - Returns: 1 where some score was not taken for that reason.
  private func attach(_ row: Int, to index: Int, of batch: inout ComparisonBatch) -> Int {
    let old = batch.comparisons[index].scores
    let names = Set(old.map { batch.string(batch.scores[$0].name) })
    let start = batch.scores.count
    for place in old { batch.append(score: batch.scores[place]) }
    var isKept = false
    for column in lookup.table.columns {
      let (chosen, rejected) = (column.values[2 * row], column.values[2 * row + 1])
      if chosen.isNaN || rejected.isNaN { continue }
      if names.contains(column.name) {
        isKept = true
        continue
      }
      batch.append(
        score: Score(
          name: batch.append(text: column.name),
          chosen: batch.appendText { JSONWriter.append(double: chosen, to: &$0) },
          rejected: batch.appendText { JSONWriter.append(double: rejected, to: &$0) }
        )
      )
    }
    batch.comparisons[index].scores = start..<batch.scores.count
    batch.comparisons[index].rawIsCanonical = false
    return isKept ? 1 : 0
  }

  public func take(_ rows: Rows, _ outputs: OutputSet, _ ledger: inout Ledger) throws -> Int {
    for row in rows.matched { isMatched[row] = true }
    let missing = rows.count - rows.matched.count
    if missing > 0 { ledger.flagged["without-scores", default: 0] += missing }
    if rows.kept > 0 { ledger.flagged["score-kept", default: 0] += rows.kept }
    outputs.append(rows.bytes, to: output)
    return rows.count
  }
}

extension RecordRun {
  /// Attaches scores.
  ///
  /// - Returns: The ledger, and how many rows of the score files no record has.
  public func attach(
    _ lookup: ScoreLookup,
    _ outputs: OutputSet,
    _ output: OutputSet.Handle
  ) throws -> (ledger: Ledger, unmatchedScores: Int) {
    let job = AttachJob(self, lookup, output)
    let ledger = try run(job, outputs)
    return (ledger, job.unmatchedScores)
  }
}
