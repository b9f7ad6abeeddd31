import PrefPipeline
import PrefRecord

extension InputOptions {
  /// With `--strict`, fails a run that set rows aside; its outputs are given up, the rejects are there already.
  func checkStrict(_ ledger: Ledger, _ outputs: OutputSet) throws {
    guard strict, ledger.quarantinedTotal > 0 else { return }
    outputs.abandon()
    throw BadRowsError(first: [], counts: ledger.quarantined, isStrict: true)
  }
}
