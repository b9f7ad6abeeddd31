public import PrefDedup
import PrefJSON
public import PrefRecord

/// Notes the keys of records that are there already.
final class KeyJob: RecordJob {
  struct Scratch: Sendable {
    var hasher = RecordHasher()
  }

  private let on: DuplicateKey
  private(set) var seen: ExactDuplicates

  init(on: DuplicateKey) {
    self.on = on
    seen = ExactDuplicates(keepsWitnesses: on != .pair)
  }

  func makeScratch() -> Scratch { Scratch() }

  func work(
    _ batch: inout ComparisonBatch,
    _ block: UnsafeRawBufferPointer,
    input: Int,
    _ scratch: inout Scratch
  ) throws -> [(key: RecordID, id: RecordID)] {
    batch.comparisons.map { comparison in
      let id = scratch.hasher.id(of: comparison, in: batch)
      return (on.key(of: comparison, id: id, in: batch, &scratch.hasher), id)
    }
  }

  func take(_ keys: [(key: RecordID, id: RecordID)], _ outputs: OutputSet, _ ledger: inout Ledger) throws -> Int {
    for (key, id) in keys { _ = seen.insert(key, id: id) }
    return keys.count
  }
}

extension RecordRun {
  /// Removes the records whose key an older record has, and only these.
  public func dedup(
    on key: DuplicateKey,
    against old: RecordRun,
    _ outputs: OutputSet,
    _ output: OutputSet.Handle,
    removed: OutputSet.Handle?
  ) throws -> Ledger {
    do {
      let keys = KeyJob(on: key)
      _ = try old.run(keys, OutputSet())
      return try run(DedupJob(self, on: key, output, removed: removed, against: keys.seen), outputs)
    } catch {
      outputs.abandon()
      throw error
    }
  }
}
