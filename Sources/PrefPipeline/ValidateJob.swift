import PrefJSON
import PrefRecord

/// Holds canonical rows to the contract: an id that is the content's hash, and the same columns on every row of a file.
final class ValidateJob: RecordJob {
  private let inputs: [ResolvedInput]

  init(_ run: RecordRun) { inputs = run.inputs }

  struct Scratch {
    var hasher = RecordHasher()
    let parser = JSONParser()
  }

  func makeScratch() -> Scratch { Scratch() }

  func work(
    _ batch: inout ComparisonBatch,
    _ block: UnsafeRawBufferPointer,
    input: Int,
    _ scratch: inout Scratch
  ) throws -> Int {
    var faults: [(index: Int, error: RecordError)] = []
    for (index, comparison) in batch.comparisons.enumerated() {
      if let error = fault(comparison, in: batch, columns: inputs[input].columns, &scratch) {
        faults.append((index, error))
      }
    }
    batch.quarantine(faults)
    return batch.comparisons.count
  }

  func take(_ count: Int, _ outputs: OutputSet, _ ledger: inout Ledger) throws -> Int { count }

  private func fault(
    _ comparison: Comparison,
    in batch: borrowing ComparisonBatch,
    columns: Columns,
    _ scratch: inout Scratch
  ) -> RecordError? {
    if comparison.id == .zero { return RecordError(.missing(field: "id"), at: 0) }
    if comparison.id != scratch.hasher.id(of: comparison, in: batch) {
      return RecordError(.unexpectedValue(field: "id", expected: "the hash of the row's content"), at: 0)
    }
    if let extra = comparison.columns.subtracting(columns).names.first {
      return RecordError(.unexpectedValue(field: extra, expected: "the columns of the file's first row"), at: 0)
    }
    if let missing = columns.subtracting(comparison.columns).names.first {
      return RecordError(.missing(field: missing), at: 0)
    }
    if comparison.columns.contains(.metadata), !isObject(comparison.metadata, in: batch, scratch.parser) {
      return RecordError(.unexpectedValue(field: "metadata", expected: "a JSON object as text"), at: 0)
    }
    return nil
  }

  private func isObject(_ text: ByteRange, in batch: borrowing ComparisonBatch, _ parser: JSONParser) -> Bool {
    let text = batch.string(text)
    if text == "{}" { return true }
    return (try? parser.parse(Array(text.utf8))) != nil && parser.root.kind == .object
  }
}

extension RecordRun {
  /// Checks all rows; those that break the contract are quarantined.
  public func validate() throws -> Ledger { try run(ValidateJob(self), OutputSet()) }
}
