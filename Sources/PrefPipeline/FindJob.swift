import Crypto
public import PrefRecord

/// A row that was looked for, with where it stands.
public struct FoundRow: Sendable {
  /// Index of the input.
  public var input: Int
  /// 1-based line of its first byte.
  public var line: UInt64
  /// Offset of its first byte in the decompressed input.
  public var byte: UInt64
  /// 0-based place among the records of its input.
  public var place: Int
  /// Its bytes.
  public var raw: [UInt8]
  /// The id of its content.
  public var id: RecordID
  /// The id of its prompt cluster.
  public var cluster: UInt64
  /// Where it says it comes from.
  public var dataset: String
  /// The raw file.
  public var file: String
  /// 1-based row of the raw file.
  public var row: UInt64
}

/// What a search looks for.
public enum Wanted: Sendable {
  /// Records of an id.
  case id(RecordID)
  /// Records that a raw row gave.
  case row(UInt64)
}

/// Finds records.
final class FindJob: RecordJob {
  private let wanted: Wanted
  private let writer: RowWriter
  private(set) var found: [FoundRow] = []
  private var places: [Int: Int] = [:]

  init(_ run: RecordRun, _ wanted: Wanted) {
    self.wanted = wanted
    writer = RowWriter(run, columns: run.columns.union(.source))
  }

  func makeScratch() -> RowWriter { writer }

  func work(
    _ batch: inout ComparisonBatch,
    _ block: UnsafeRawBufferPointer,
    input: Int,
    _ writer: inout RowWriter
  ) throws -> (input: Int, count: Int, found: [FoundRow]) {
    writer.prepare(&batch, input: input)
    var found: [FoundRow] = []
    for (place, comparison) in batch.comparisons.enumerated() where isWanted(comparison) {
      let lineage = comparison.lineage
      found.append(
        FoundRow(
          input: input,
          line: comparison.line,
          byte: comparison.byte,
          place: place,
          raw: unsafe Array(block[comparison.raw]),
          id: comparison.id,
          cluster: ClusterKey.of(comparison, in: batch),
          dataset: batch.string(lineage.dataset),
          file: batch.string(lineage.file),
          row: lineage.row
        )
      )
    }
    return (input, batch.comparisons.count, found)
  }

  private func isWanted(_ comparison: Comparison) -> Bool {
    switch wanted {
    case .id(let id): comparison.id == id
    case .row(let row): comparison.lineage.row == row
    }
  }

  func take(
    _ batch: (input: Int, count: Int, found: [FoundRow]),
    _ outputs: OutputSet,
    _ ledger: inout Ledger
  ) throws -> Int {
    let before = places[batch.input] ?? 0
    places[batch.input] = before + batch.count
    found += batch.found.map { row in
      var row = row
      row.place += before
      return row
    }
    return batch.count
  }
}

extension RecordRun {
  /// Finds records, in input order.
  public func find(_ wanted: Wanted) throws -> (ledger: Ledger, found: [FoundRow]) {
    let job = FindJob(self, wanted)
    return (try run(job, OutputSet()), job.found)
  }
}

extension FoundRow {
  /// SHA-256 of the row's bytes.
  public var sha256: String { Hex.text(SHA256.hash(data: raw)) }
}
