import Glibc
import PrefJSON
import PrefRecord

/// Brings comparisons into the columns of an output and writes them as canonical rows.
///
/// A row that is canonical already is copied as it is. A margin that the output has no column for goes into the metadata,
/// so that nothing is lost.
struct RowWriter: Sendable {
  let encoder: CanonicalEncoder
  private let naming: Naming
  private let paths: [String]
  private var hasher = RecordHasher()

  init(_ run: RecordRun, columns: Columns, _ naming: Naming = Naming()) {
    encoder = CanonicalEncoder(columns: columns)
    self.naming = naming
    paths = run.inputs.map(\.path)
  }

  /// Makes a batch ready to be written: says where rows come from, brings them into the columns, signs them.
  mutating func prepare(_ batch: inout ComparisonBatch, input: Int) {
    if encoder.columns.contains(.source) { naming.name(&batch, from: paths[input]) }
    conform(&batch)
    sign(&batch)
  }

  /// Signs a batch: every comparison gets its content hash, and a stale id is flagged.
  private mutating func sign(_ batch: inout ComparisonBatch) {
    for index in batch.comparisons.indices {
      let id = hasher.id(of: batch.comparisons[index], in: batch)
      if batch.comparisons[index].id != .zero, batch.comparisons[index].id != id {
        batch.comparisons[index].flags.insert(.staleID)
        batch.comparisons[index].rawIsCanonical = false
      }
      batch.comparisons[index].id = id
    }
  }

  /// Sets aside the comparisons that do not fit the columns, and moves what has no column into the metadata.
  private func conform(_ batch: inout ComparisonBatch) {
    var misfits: [(index: Int, error: RecordError)] = []
    for index in batch.comparisons.indices {
      let comparison = batch.comparisons[index]
      if let error = misfit(comparison) {
        misfits.append((index, error))
      } else if !comparison.margin.isEmpty, !encoder.columns.contains(.margin) {
        batch.comparisons[index].metadata = Self.metadata(of: comparison, &batch)
        batch.comparisons[index].rawIsCanonical = false
      }
    }
    batch.quarantine(misfits)
  }

  private func misfit(_ comparison: Comparison) -> RecordError? {
    if encoder.columns.contains(.margin), comparison.margin.isEmpty {
      return RecordError(.missing(field: "margin"), at: 0)
    }
    let extra = comparison.columns.subtracting(encoder.columns).subtracting(.margin)
    guard let name = extra.names.first else { return nil }
    return RecordError(.unexpectedValue(field: name, expected: "only the columns of the first row"), at: 0)
  }

  /// The metadata with the margin in front.
  private static func metadata(of comparison: Comparison, _ batch: inout ComparisonBatch) -> ByteRange {
    let margin = batch.string(comparison.margin)
    let old = batch.string(comparison.metadata)
    let isEmpty = old.isEmpty || old == "{}"
    return batch.append(text: isEmpty ? "{\"margin\":\(margin)}" : "{\"margin\":\(margin),\(old.dropFirst())")
  }

  /// Appends the row of a comparison.
  ///
  /// `block`: The bytes its `raw` range points into.
  func append(
    _ comparison: Comparison,
    in batch: borrowing ComparisonBatch,
    _ block: UnsafeRawBufferPointer,
    to rows: inout [UInt8]
  ) {
    if comparison.rawIsCanonical, comparison.columns == encoder.columns {
      let raw = unsafe UnsafeRawBufferPointer(rebasing: block[comparison.raw])
      if unsafe !Self.hasLineSeparator(raw) {
        unsafe rows.append(contentsOf: raw)
        return rows.append(0x0A)
      }
    }
    encoder.append(comparison, in: batch, to: &rows)
  }

  /// Whether U+2028 or U+2029 stands in the bytes unescaped: E2 80 A8 or E2 80 A9.
  private static func hasLineSeparator(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard let base = bytes.baseAddress else { return false }
    var offset = 0
    while offset + 2 < bytes.count, let found = unsafe memchr(base + offset, 0xE2, bytes.count - offset - 2) {
      offset = unsafe UnsafeRawPointer(found) - base
      if unsafe bytes[offset + 1] == 0x80 && bytes[offset + 2] & 0xFE == 0xA8 { return true }
      offset += 1
    }
    return false
  }
}
