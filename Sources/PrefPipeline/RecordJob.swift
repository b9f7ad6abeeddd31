public import PrefRecord

/// What one command does with records: on many threads first, then in input order.
public protocol RecordJob: AnyObject {
  /// What a worker keeps from batch to batch.
  associatedtype Scratch
  /// What a batch became on a worker.
  associatedtype Yield

  /// Whether the job has all it wants: nothing more is then read or taken.
  var isDone: Bool { get }

  /// Makes what a worker keeps.
  func makeScratch() -> Scratch

  /// Works on one batch; many threads at once.
  ///
  /// `batch`: The records, of which the job may quarantine some more.
  /// `block`: The bytes the records' `raw` ranges point into.
  /// `input`: Index of the input.
  func work(
    _ batch: inout ComparisonBatch,
    _ block: UnsafeRawBufferPointer,
    input: Int,
    _ scratch: inout Scratch
  ) throws -> Yield

  /// Takes what a batch became; one thread at a time, in input order.
  ///
  /// - Returns: How many records were written; what was dropped is noted in the ledger by the job.
  func take(_ yield: Yield, _ outputs: OutputSet, _ ledger: inout Ledger) throws -> Int
}

extension RecordJob {
  /// Most jobs want all there is.
  public var isDone: Bool { false }
}

/// What reading one unit came to, besides the job's yield.
struct UnitAccount {
  var input: Int
  /// Rows of the raw file.
  var records = 0
  /// Comparisons read, and rows that gave none, before the job saw them.
  var read = 0
  var bytes = 0
  var blankLines = 0
  var quarantined: [QuarantinedRecord] = []
  var dropped: [String: Int] = [:]
  var flagged: [RecordFlags: Int] = [:]
  var rejects: [UInt8] = []
}
