import Glibc
import PrefDedup
import PrefJSON
import PrefRecord

/// What the first pass of a near-duplicate search gathers: rows, band hashes and what the guards ask about.
final class NearStore {
  let rows: RowSpool
  let bands: BandStore
  /// Whether records are compared with older ones, of which there are none.
  var isClosedAndEmpty = false
  /// What orders records by priority; empty where the first one stays.
  var priorities: [Double] = []
  /// Number of each record's data set; empty unless a guard asks.
  var datasets: [UInt32] = []
  private(set) var datasetNames: [String] = []
  private var datasetNumbers: [String: UInt32] = [:]

  init(_ options: NearOptions) {
    // Rows stay in memory only where they are few; most of the limit is for what is looked up at random.
    rows = RowSpool(limit: min(64 << 20, options.memoryLimit / 8), folder: options.folder)
    bands = BandStore(bands: options.banding.bands, limit: options.memoryLimit / 2, folder: options.folder)
  }

  func number(ofDataset name: String) -> UInt32 {
    if let number = datasetNumbers[name] { return number }
    let number = UInt32(datasetNames.count)
    datasetNumbers[name] = number
    datasetNames.append(name)
    return number
  }
}

/// Signs records and spools their canonical rows.
final class NearSignJob: RecordJob {
  struct Scratch: Sendable {
    var writer: RowWriter
    var signer: Signer
  }

  /// What one batch gave.
  struct Signed: Sendable {
    var bytes: [UInt8] = []
    var ends: [UInt32] = []
    var bands: [UInt32] = []
    var priorities: [Double] = []
    /// Names of data sets, each with the number of records in a row that have it.
    var datasets: [(name: String, count: Int)] = []
  }

  private let writer: RowWriter
  private let options: NearOptions
  private let store: NearStore

  init(_ run: RecordRun, _ options: NearOptions, _ store: NearStore) {
    (self.options, self.store) = (options, store)
    writer = RowWriter(run, columns: run.columns)
  }

  func makeScratch() -> Scratch {
    Scratch(writer: writer, signer: Signer(options.rule, of: options.part, options.banding))
  }

  func work(
    _ batch: inout ComparisonBatch,
    _ block: UnsafeRawBufferPointer,
    input: Int,
    _ scratch: inout Scratch
  ) throws -> Signed {
    scratch.writer.prepare(&batch, input: input)
    var signed = Signed()
    signed.bytes.reserveCapacity(block.count + 4096)
    signed.ends.reserveCapacity(batch.comparisons.count)
    signed.bands.reserveCapacity(batch.comparisons.count * options.banding.bands)
    for comparison in batch.comparisons {
      unsafe scratch.writer.append(comparison, in: batch, block, to: &signed.bytes)
      signed.ends.append(UInt32(signed.bytes.count))
      scratch.signer.appendBands(of: comparison, in: batch, to: &signed.bands)
      if options.priority != .first { signed.priorities.append(priority(of: comparison, batch)) }
      if options.maxRemovedShare != nil { Self.count(comparison, batch, &signed.datasets) }
    }
    return signed
  }

  func take(_ signed: Signed, _ outputs: OutputSet, _ ledger: inout Ledger) throws -> Int {
    try store.rows.append(signed.bytes, signed.ends)
    try store.bands.append(signed.bands)
    store.priorities += signed.priorities
    for (name, count) in signed.datasets {
      store.datasets += repeatElement(store.number(ofDataset: name), count: count)
    }
    return signed.ends.count
  }

  private func priority(of comparison: Comparison, _ batch: borrowing ComparisonBatch) -> Double {
    switch options.priority {
    case .first: 0
    case .longestAnnotations: Double(comparison.annotations.count)
    case .highestMargin: Double(batch.string(comparison.margin)) ?? -.infinity
    }
  }

  private static func count(
    _ comparison: Comparison,
    _ batch: borrowing ComparisonBatch,
    _ datasets: inout [(name: String, count: Int)]
  ) {
    let dataset = comparison.lineage.dataset
    let isSame = datasets.last.map { last in
      unsafe batch.withBytes(of: dataset) { unsafe $0.elementsEqual(last.name.utf8) }
    }
    if isSame == true { datasets[datasets.count - 1].count += 1 } else { datasets.append((batch.string(dataset), 1)) }
  }
}
