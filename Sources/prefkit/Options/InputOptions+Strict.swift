import PrefPipeline
import PrefRecord

extension InputOptions {
  /// With `--strict`, fails a run that set rows aside; its outputs are given up, the rejects are there already.
  func checkStrict(_ ledger: Ledger, _ outputs: OutputSet) throws {
    guard strict, ledger.quarantinedTotal > 0 else { return }
    outputs.abandon()
    let counts = ledger.quarantined.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
    throw Failure(
      ["error: \(ledger.quarantinedTotal) bad rows (\(counts)), and --strict allows none; nothing was written"],
      fix: rejects.map { "look at \($0)" } ?? "--rejects FILE keeps them to look at",
      status: Failure.Status.found
    )
  }
}
