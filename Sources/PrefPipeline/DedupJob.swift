public import PrefDedup
import PrefJSON
public import PrefRecord

/// Keeps the first of the records that have the same key, and says of every other which one stays.
// Witnesses are documented where the protocol declares them.
// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
public final class DedupJob: RecordJob {
  private let writer: RowWriter
  private let on: DuplicateKey
  private let output: OutputSet.Handle
  private let removed: OutputSet.Handle?
  private var seen: ExactDuplicates
  /// Whether only the records noted before the run are what others are duplicates of.
  private let isClosed: Bool

  /// Makes a job.
  ///
  /// `on`: What makes records duplicates.
  /// `removed`: Where the rows of removed records go; `nil`: nowhere.
  /// `against`: Records that are there already; then only their duplicates go.
  public init(
    _ run: RecordRun,
    on: DuplicateKey,
    _ output: OutputSet.Handle,
    removed: OutputSet.Handle?,
    against: ExactDuplicates? = nil
  ) {
    (self.on, self.output, self.removed) = (on, output, removed)
    writer = RowWriter(run, columns: run.columns)
    seen = against ?? ExactDuplicates(keepsWitnesses: on != .pair)
    isClosed = against != nil
  }

  public func makeScratch() -> Scratch { Scratch(writer: writer) }

  /// What a worker keeps.
  public struct Scratch: Sendable {
    var writer: RowWriter
    var hasher = RecordHasher()
  }

  /// Rows of one batch, with their keys.
  public struct Rows: Sendable {
    struct Entry {
      var key: RecordID
      var id: RecordID
      var end: Int
      var sourceEnd: Int
    }

    var bytes: [UInt8] = []
    var sources: [UInt8] = []
    var entries: [Entry] = []
  }

  public func work(
    _ batch: inout ComparisonBatch,
    _ block: UnsafeRawBufferPointer,
    input: Int,
    _ scratch: inout Scratch
  ) throws -> Rows {
    scratch.writer.prepare(&batch, input: input)
    var rows = Rows()
    rows.bytes.reserveCapacity(block.count + 4096)
    rows.entries.reserveCapacity(batch.comparisons.count)
    for comparison in batch.comparisons {
      let key = on.key(of: comparison, id: comparison.id, in: batch, &scratch.hasher)
      unsafe scratch.writer.append(comparison, in: batch, block, to: &rows.bytes)
      if removed != nil { SideRows.appendSource(of: comparison, in: batch, to: &rows.sources) }
      rows.entries.append(
        Rows.Entry(key: key, id: comparison.id, end: rows.bytes.count, sourceEnd: rows.sources.count)
      )
    }
    return rows
  }

  public func take(_ rows: Rows, _ outputs: OutputSet, _ ledger: inout Ledger) throws -> Int {
    var (kept, keptStart, start, sourceStart) = (0, 0, 0, 0)
    for entry in rows.entries {
      if let witness = isClosed ? seen.witness(of: entry.key) : seen.insert(entry.key, id: entry.id) {
        copy(rows.bytes, keptStart..<start, outputs)
        keptStart = entry.end
        ledger.drop(because: on.reason)
        // Keys of pairs are ids but for ties, whose key has its first half inverted: both name the same texts.
        report(entry, kept: on == .pair ? entry.id : witness, rows.sources[sourceStart..<entry.sourceEnd], outputs)
      } else {
        kept += 1
      }
      start = entry.end
      sourceStart = entry.sourceEnd
    }
    copy(rows.bytes, keptStart..<rows.bytes.count, outputs)
    return kept
  }

  private func copy(_ bytes: [UInt8], _ range: Range<Int>, _ outputs: OutputSet) {
    guard !range.isEmpty else { return }
    unsafe bytes.withUnsafeBytes { unsafe outputs.append(UnsafeRawBufferPointer(rebasing: $0[range]), to: output) }
  }

  private func report(_ entry: Rows.Entry, kept: RecordID, _ source: ArraySlice<UInt8>, _ outputs: OutputSet) {
    guard let removed else { return }
    var row: [UInt8] = []
    SideRows.appendRemoved(id: entry.id, reason: on.reason, kept: kept, similarity: 1, source: source, to: &row)
    outputs.append(row, to: removed)
  }
}

extension RecordRun {
  /// Runs an exact deduplication into one output.
  public func dedup(
    on key: DuplicateKey,
    _ outputs: OutputSet,
    _ output: OutputSet.Handle,
    removed: OutputSet.Handle?
  ) throws -> Ledger {
    try run(DedupJob(self, on: key, output, removed: removed), outputs)
  }
}
