import CSignals
public import PrefAudits
public import PrefRecord

/// Observes all records for the audits.
// Witnesses are documented where the protocol declares them.
// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
public final class AuditJob: RecordJob {
  private let harmField: String?
  /// What was observed so far.
  public private(set) var state = AuditState()

  /// Makes a job.
  ///
  /// - Parameter harmField: Key in the metadata that says whether a prompt is harmful.
  public init(harmField: String?) { self.harmField = harmField }

  public func makeScratch() -> Observer { Observer(harmField: harmField) }

  public func work(
    _ batch: inout ComparisonBatch,
    _ block: UnsafeRawBufferPointer,
    input: Int,
    _ scratch: inout Observer
  ) throws -> Observed {
    Observed(observations: scratch.observe(batch), count: batch.comparisons.count)
  }

  /// What one batch left behind.
  public struct Observed: Sendable {
    var observations: Observations
    var count: Int
  }

  public func take(_ observed: Observed, _ outputs: OutputSet, _ ledger: inout Ledger) throws -> Int {
    state.add(observed.observations)
    return observed.count
  }
}

extension RecordRun {
  /// Observes all records.
  ///
  /// - Returns: The ledger, whose `written` counts the records observed, and the unsorted state.
  public func observe(harmField: String?) throws -> (ledger: Ledger, state: AuditState) {
    let job = AuditJob(harmField: harmField)
    let ledger = try run(job, OutputSet())
    // The buffers of the run are not needed any more, and the report needs room of its own.
    pk_give_back_freed_blocks()
    return (ledger, job.state)
  }
}
