import PrefFormats
public import PrefRecord

/// Reads any dialect and writes canonical rows.
public final class IngestJob: RecordJob {
  /// What the rows say of their source besides file and row.
  public struct Naming: Sendable {
    /// Name of the data set; `nil`: each input's file name up to its first dot.
    public var dataset: String?
    /// Subset of the data set.
    public var subset = ""
    /// Split of the data set.
    public var split = ""

    /// Makes naming by file names.
    public init() {}
  }

  private let inputs: [ResolvedInput]
  private let naming: Naming
  private let columns: Columns
  private let output: OutputSet.Handle

  /// Makes a job that writes rows with the given columns to an output.
  public init(_ run: RecordRun, _ naming: Naming, _ output: OutputSet.Handle) {
    (self.naming, self.output) = (naming, output)
    inputs = run.inputs
    columns = run.columns.union([.source, .metadata])
  }

  public func makeScratch() -> Scratch { Scratch(writer: RowWriter(columns: columns)) }

  /// What a worker keeps.
  public struct Scratch: Sendable {
    var writer: RowWriter
  }

  /// Rows of one batch.
  public struct Rows: Sendable {
    var bytes: [UInt8] = []
    var count = 0
  }

  public func work(
    _ batch: inout ComparisonBatch,
    _ block: UnsafeRawBufferPointer,
    input: Int,
    _ scratch: inout Scratch
  ) throws -> Rows {
    name(&batch, inputs[input])
    scratch.writer.conform(&batch)
    scratch.writer.sign(&batch)
    var rows = Rows()
    rows.bytes.reserveCapacity(batch.text.count + batch.text.count / 4)
    for comparison in batch.comparisons {
      scratch.writer.encoder.append(comparison, in: batch, to: &rows.bytes)
    }
    rows.count = batch.comparisons.count
    return rows
  }

  public func take(_ rows: Rows, _ outputs: OutputSet, _ ledger: inout Ledger) throws -> Int {
    outputs.append(rows.bytes, to: output)
    return rows.count
  }

  /// Fills in where records come from, unless they say so themselves.
  private func name(_ batch: inout ComparisonBatch, _ input: ResolvedInput) {
    let dataset = batch.append(text: naming.dataset ?? Self.stem(input.path))
    let subset = batch.append(text: naming.subset)
    let split = batch.append(text: naming.split)
    let file = batch.append(text: input.path)
    for index in batch.comparisons.indices where !batch.comparisons[index].columns.contains(.source) {
      batch.comparisons[index].lineage.dataset = dataset
      if batch.comparisons[index].lineage.subset.isEmpty { batch.comparisons[index].lineage.subset = subset }
      batch.comparisons[index].lineage.split = split
      batch.comparisons[index].lineage.file = file
    }
  }

  /// A file's name without its folders, up to the first dot.
  static func stem(_ path: String) -> String {
    if path == "-" { return "stdin" }
    let name = path.split(separator: "/").last.map(String.init) ?? path
    return name.split(separator: ".").first.map(String.init) ?? name
  }
}

extension RecordRun {
  /// Runs an ingest into one output.
  ///
  /// - Returns: The ledger; the output is complete but for `OutputSet.finish`.
  public func ingest(_ naming: IngestJob.Naming, _ outputs: OutputSet, _ output: OutputSet.Handle) throws -> Ledger {
    try run(IngestJob(self, naming, output), outputs)
  }
}
