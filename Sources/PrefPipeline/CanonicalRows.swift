import PrefRecord

/// Canonical rows of one batch, with their ends.
struct CanonicalRows: Sendable {
  var bytes: [UInt8] = []
  var ends: [Int] = []

  /// A row with its newline.
  func row(_ index: Int) -> ArraySlice<UInt8> { bytes[(index == 0 ? 0 : ends[index - 1])..<ends[index]] }
}

/// Makes canonical rows of batches.
struct RowMaker: Sendable {
  private var writer: RowWriter
  /// Columns that are taken away before; `nil`: none.
  private let kept: Columns?

  /// `keeping`: Optional columns that stay; `nil`: all.
  init(_ run: RecordRun, keeping: Columns? = nil) {
    kept = keeping
    writer = RowWriter(run, columns: keeping.map { run.columns.intersection($0) } ?? run.columns)
  }

  /// The rows of a batch.
  mutating func rows(
    _ batch: inout ComparisonBatch,
    _ block: UnsafeRawBufferPointer,
    input: Int
  ) -> CanonicalRows {
    if let kept { Self.cut(&batch, to: kept) }
    writer.prepare(&batch, input: input)
    var rows = CanonicalRows()
    rows.bytes.reserveCapacity(block.count + 4096)
    rows.ends.reserveCapacity(batch.comparisons.count)
    for comparison in batch.comparisons {
      unsafe writer.append(comparison, in: batch, block, to: &rows.bytes)
      rows.ends.append(rows.bytes.count)
    }
    return rows
  }

  private static func cut(_ batch: inout ComparisonBatch, to kept: Columns) {
    for index in batch.comparisons.indices {
      if batch.comparisons[index].columns.isSubset(of: kept), kept.contains(.margin) { continue }
      batch.comparisons[index].columns.formIntersection(kept)
      batch.comparisons[index].rawIsCanonical = false
      // Without this it would move to the metadata, where what is lost otherwise goes.
      if !kept.contains(.margin) { batch.comparisons[index].margin = .empty }
    }
  }
}
