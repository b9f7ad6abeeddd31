import PrefAudits
import PrefDedup
import PrefJSON
import PrefRecord

/// Gathers what the pair graph needs, and spools the rows where they are written or compared later.
final class ConflictsJob: RecordJob {
  struct Scratch: Sendable {
    var writer: RowWriter
    var hasher = RecordHasher()
    var signer: Signer?
  }

  /// What one batch gave.
  struct Gathered: Sendable {
    struct Record: Sendable {
      var hashes: PreferenceRecords.Record
      var dataset: String
      var votes: [(annotator: String, choice: Choice)]
    }

    var records: [Record] = []
    var bytes: [UInt8] = []
    var ends: [UInt32] = []
    var bands: [UInt32] = []
  }

  private let writer: RowWriter
  private let near: NearOptions?
  private let spool: NearStore?
  /// What was gathered so far.
  private(set) var state = PreferenceRecords()

  /// Makes a job.
  ///
  /// `near`: How prompts are compared; `nil`: exactly.
  /// `spool`: Where rows go; `nil`: nowhere.
  init(_ run: RecordRun, near: NearOptions?, spool: NearStore?) {
    (self.near, self.spool) = (near, spool)
    writer = RowWriter(run, columns: run.columns)
  }

  func makeScratch() -> Scratch {
    Scratch(writer: writer, signer: near.map { Signer($0.rule, of: $0.part, $0.banding) })
  }

  func work(
    _ batch: inout ComparisonBatch,
    _ block: UnsafeRawBufferPointer,
    input: Int,
    _ scratch: inout Scratch
  ) throws -> Gathered {
    scratch.writer.prepare(&batch, input: input)
    var gathered = Gathered()
    for comparison in batch.comparisons {
      gathered.records.append(Self.record(comparison, batch, &scratch.hasher))
      scratch.signer?.appendBands(of: comparison, in: batch, to: &gathered.bands)
      guard spool != nil else { continue }
      unsafe scratch.writer.append(comparison, in: batch, block, to: &gathered.bytes)
      gathered.ends.append(UInt32(gathered.bytes.count))
    }
    return gathered
  }

  private static func record(
    _ comparison: Comparison,
    _ batch: borrowing ComparisonBatch,
    _ hasher: inout RecordHasher
  ) -> Gathered.Record {
    let hashes = PreferenceRecords.Record(
      prompt: hasher.prompt(of: comparison, in: batch),
      chosen: hasher.completion(comparison.chosen, in: batch),
      rejected: hasher.completion(comparison.rejected, in: batch),
      id: comparison.id,
      isTie: comparison.isTie
    )
    var votes: [(annotator: String, choice: Choice)] = []
    for index in comparison.annotations {
      let annotation = batch.annotations[index]
      votes.append((batch.string(annotation.annotator), annotation.choice))
    }
    return Gathered.Record(hashes: hashes, dataset: batch.string(comparison.lineage.dataset), votes: votes)
  }

  func take(_ gathered: Gathered, _ outputs: OutputSet, _ ledger: inout Ledger) throws -> Int {
    for record in gathered.records {
      var hashes = record.hashes
      hashes.dataset = state.number(ofDataset: record.dataset)
      for vote in record.votes {
        let annotator = state.number(ofAnnotator: vote.annotator)
        state.votes.append(.init(record: UInt32(state.records.count), annotator: annotator, choice: vote.choice))
      }
      state.records.append(hashes)
    }
    try spool?.rows.append(gathered.bytes, gathered.ends)
    if near != nil { try spool?.bands.append(gathered.bands) }
    return gathered.records.count
  }
}
