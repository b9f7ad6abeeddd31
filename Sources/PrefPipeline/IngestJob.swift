import PrefFormats
public import PrefRecord

/// Reads any dialect and writes canonical rows.
// Witnesses are documented where the protocol declares them.
// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
public final class IngestJob: RecordJob {
  private let writer: RowWriter
  private let output: OutputSet.Handle

  private let rewriting: Rewriting

  /// Makes a job that writes canonical rows to an output.
  public init(_ run: RecordRun, _ naming: Naming, _ rewriting: Rewriting, _ output: OutputSet.Handle) {
    (self.output, self.rewriting) = (output, rewriting)
    writer = RowWriter(run, columns: run.columns.union([.source, .metadata]), naming)
  }

  public func makeScratch() -> Scratch { Scratch(writer: writer, rewriter: BatchRewriter(rewriting)) }

  /// What a worker keeps.
  public struct Scratch {
    var writer: RowWriter
    var rewriter: BatchRewriter
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
    scratch.rewriter.rewrite(&batch)
    scratch.writer.prepare(&batch, input: input)
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
}

extension RecordRun {
  /// Runs an ingest into one output.
  ///
  /// - Returns: The ledger; the output is complete but for `OutputSet.finish`.
  public func ingest(
    _ naming: Naming,
    _ rewriting: Rewriting,
    _ outputs: OutputSet,
    _ output: OutputSet.Handle
  ) throws -> Ledger {
    try run(IngestJob(self, naming, rewriting, output), outputs)
  }
}
