import PrefBytes
public import PrefExports
import PrefFormats
import PrefJSON
import PrefRecord
public import PrefXML

/// Rows of an export, as they are held to its shape.
struct ExportRows: RecordFormat {
  static let name = "export"
  static let summary = "Rows of an export, to be held to its shape."
  static let source = "docs/exports.md"
  static let winner = "Not read."
  static let columns: Columns = []
  static let examples: [FormatExample] = []
  static func recognize(_ record: JSONValue) -> String? { nil }

  private let shape: Shape

  init(_ type: any ExportFormat.Type) { shape = type.shape ?? CSVExport.cells }

  init(options: FormatOptions) throws(FormatOptionError) {
    throw FormatOptionError("rows of exports are read by validate --as alone")
  }

  /// The optional keys, one bit each: they must be the same on all rows.
  func additionalColumns(for record: JSONValue) -> Columns {
    let all = shape.optionalNames
    return shape.optionalKeys(of: record).reduce(into: Columns()) { columns, key in
      // A table's header is the same for all its rows, so only the few optional keys of objects matter.
      if let index = all.firstIndex(of: key), index < 8 { columns.formUnion(Columns(rawValue: 1 << UInt8(index))) }
    }
  }

  func read(_ record: JSONValue, into batch: inout ComparisonBatch) throws(RecordError) {
    try shape.check(record)
    var comparison = Comparison(prompt: 0..<0, chosen: 0..<0, rejected: 0..<0)
    comparison.columns = additionalColumns(for: record)
    // What the rows say is not read, so nothing is to be noted about it.
    batch.comparisons.append(comparison)
  }

  /// Names of the keys that a row has and the first rows have not, or the other way round.
  func difference(_ a: Columns, _ b: Columns) -> String? {
    let bits = a.symmetricDifference(b).rawValue
    return bits == 0 ? nil : shape.optionalNames[bits.trailingZeroBitCount]
  }
}

/// Holds the rows of exported files to their shape, and to the keys of each file's first rows.
final class ExportCheckJob: RecordJob {
  private let inputs: [ResolvedInput]

  init(_ run: RecordRun) { inputs = run.inputs }

  func makeScratch() {}

  func work(
    _ batch: inout ComparisonBatch,
    _ block: UnsafeRawBufferPointer,
    input: Int,
    _ scratch: inout Void
  ) throws -> Int {
    var faults: [(index: Int, error: RecordError)] = []
    guard let rows = inputs[input].format as? ExportRows else { return batch.comparisons.count }
    for (index, comparison) in batch.comparisons.enumerated() {
      guard let key = rows.difference(comparison.columns, inputs[input].columns) else { continue }
      faults.append(
        (index, RecordError(.unexpectedValue(field: key, expected: "the keys of the file's first rows"), at: 0))
      )
    }
    batch.quarantine(faults)
    return batch.comparisons.count
  }

  func take(_ count: Int, _ outputs: OutputSet, _ ledger: inout Ledger) throws -> Int { count }
}

extension RecordRun {
  /// Holds all rows to the export that the settings name; those that break its shape are quarantined.
  public func validateExport() throws -> Ledger { try run(ExportCheckJob(self), OutputSet()) }
}

/// Holds XML documents of comparisons to their schema.
public enum ExportDocument {
  /// All that is wrong with a document.
  public static func faults(of path: String) throws -> [XMLSchema.Fault] {
    guard let schema = XMLSchema(XMLExport.xmlSchema) else { preconditionFailure("the schema is an XML Schema") }
    let file = InputFile(argument: path)
    try file.check()
    let stream = try ByteStream(file)
    var faults: [XMLSchema.Fault] = []
    try schema.validate(
      read: { bytes in try stream.read(upTo: 1 << 20, appendingTo: &bytes) },
      report: { faults.append($0) }
    )
    return faults
  }
}
