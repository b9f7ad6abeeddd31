import PrefJSON
public import PrefRecord

/// A table with a header (RFC 4180): texts in quotes where they need them, messages and lists as JSON in their cells.
///
/// Lines end with a single newline. No cell holds a raw newline, since JSON writes it as an escape, and names are quoted.
// Witnesses are documented where the protocol declares them.
// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
public struct CSVExport: ExportFormat {
  public static let name = "csv"
  public static let summary = "CSV with a header (RFC 4180): all columns, message lists as JSON in their cells."
  public static let source = "RFC 4180; docs/exports.md"
  public static let carries: Columns = [.margin, .tie, .annotations, .scores, .models, .source, .metadata, .weight]
  public static let carriesID = true
  public static let container = ExportContainer.table
  public static let demands: PairDemands = []
  public static let shape: Shape? = nil

  private let columns: Columns

  public init(options: ExportOptions) { columns = options.columns }

  /// The names of the columns.
  public static func header(_ columns: Columns) -> [String] {
    var names = ["id", "prompt", "chosen", "rejected"]
    if columns.contains(.margin) { names.append("margin") }
    if columns.contains(.tie) { names.append("tie") }
    if columns.contains(.annotations) { names.append("annotations") }
    if columns.contains(.scores) { names.append("scores") }
    if columns.contains(.models) { names += ["chosen_model", "rejected_model"] }
    if columns.contains(.source) { names += ["dataset", "subset", "split", "file", "row"] }
    if columns.contains(.metadata) { names.append("metadata") }
    if columns.contains(.weight) { names.append("weight") }
    return names
  }

  public var prologue: [UInt8] { Array((Self.header(columns).joined(separator: ",") + "\n").utf8) }

  public func write(_ batch: borrowing ComparisonBatch, to output: inout [UInt8]) {
    let encoder = CanonicalEncoder(columns: columns)
    for index in batch.comparisons.indices {
      let comparison = batch.comparisons[index]
      comparison.id.write(to: &output)
      for turns in [comparison.prompt, comparison.chosen, comparison.rejected] {
        output.append(UInt8(ascii: ","))
        Self.append(cell: { encoder.appendTurns(turns, in: batch, to: &$0) }, to: &output)
      }
      optional(comparison, encoder, in: batch, to: &output)
      output.append(0x0A)
    }
  }

  private func optional(
    _ comparison: Comparison,
    _ encoder: CanonicalEncoder,
    in batch: borrowing ComparisonBatch,
    to output: inout [UInt8]
  ) {
    func cell(_ write: (inout [UInt8]) -> Void) {
      output.append(UInt8(ascii: ","))
      Self.append(cell: write, to: &output)
    }
    func text(_ range: ByteRange) {
      cell { bytes in unsafe batch.withBytes(of: range) { unsafe JSONWriter.append(raw: $0, to: &bytes) } }
    }
    if columns.contains(.margin) { cell { encoder.appendNumber(comparison.margin, in: batch, to: &$0) } }
    if columns.contains(.tie) { cell { JSONWriter.append(bool: comparison.isTie, to: &$0) } }
    if columns.contains(.annotations) {
      cell { encoder.appendAnnotations(comparison.annotations, in: batch, to: &$0) }
    }
    if columns.contains(.scores) { cell { encoder.appendScores(comparison.scores, in: batch, to: &$0) } }
    if columns.contains(.models) {
      text(comparison.chosenModel)
      text(comparison.rejectedModel)
    }
    if columns.contains(.source) {
      for range in [
        comparison.lineage.dataset, comparison.lineage.subset, comparison.lineage.split, comparison.lineage.file,
      ] { text(range) }
      cell { JSONWriter.append(integer: comparison.lineage.row, to: &$0) }
    }
    if columns.contains(.metadata) {
      if comparison.metadata.isEmpty {
        cell { JSONWriter.append(ascii: "{}", to: &$0) }
      } else {
        text(comparison.metadata)
      }
    }
    if columns.contains(.weight) { cell { encoder.appendWeight(comparison.weight, in: batch, to: &$0) } }
  }

  /// Appends a cell, in quotes where it holds a comma, a quote or a line end.
  private static func append(cell write: (inout [UInt8]) -> Void, to output: inout [UInt8]) {
    let start = output.count
    write(&output)
    let needsQuotes = output[start...].contains { $0 == 0x2C || $0 == 0x22 || $0 == 0x0A || $0 == 0x0D }
    guard needsQuotes else { return }
    let cell = Array(output[start...])
    output.removeLast(cell.count)
    output.append(0x22)
    for byte in cell {
      if byte == 0x22 { output.append(0x22) }
      output.append(byte)
    }
    output.append(0x22)
  }
}

extension CSVExport {
  /// A row of the table as names and cells.
  public static let cells = Shape.object(
    header([.margin, .tie, .annotations, .scores, .models, .source, .metadata, .weight]).map { name in
      let isRequired = ["id", "prompt", "chosen", "rejected"].contains(name)
      return Shape.Member(name, name == "id" ? .id : .text, "A cell.", isRequired: isRequired)
    }
  )
}
