public import PrefDedup
import PrefJSON
public import PrefRecord

/// Notes the keys of records that are there already.
final class KeyJob: RecordJob {
  struct Scratch: Sendable {
    var hasher = RecordHasher()
  }

  private let on: DuplicateKey
  private let listsKeys: Bool
  private(set) var seen: ExactDuplicates
  /// The distinct keys in input order, where they were asked for.
  private(set) var keys: [(key: RecordID, id: RecordID)] = []

  init(on: DuplicateKey, listsKeys: Bool) {
    (self.on, self.listsKeys) = (on, listsKeys)
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
    for (key, id) in keys where seen.insert(key, id: id) == nil {
      if listsKeys { self.keys.append((key, id)) }
    }
    return keys.count
  }
}

extension RecordRun {
  /// Removes the records whose key an older record has, and only these.
  public func dedup(
    on key: DuplicateKey,
    against basis: DedupBasis,
    _ outputs: OutputSet,
    _ output: OutputSet.Handle,
    removed: OutputSet.Handle?
  ) throws -> Ledger {
    do {
      let seen = try Self.keys(of: basis, on: key)
      return try run(DedupJob(self, on: key, output, removed: removed, against: seen), outputs)
    } catch {
      outputs.abandon()
      throw error
    }
  }

  /// The keys of older records; `nil` where there are none to compare with.
  private static func keys(of basis: DedupBasis, on key: DuplicateKey) throws -> ExactDuplicates? {
    switch basis {
    case .none: return nil
    case .records(let old, let saving):
      let job = KeyJob(on: key, listsKeys: saving != nil)
      _ = try old.run(job, OutputSet())
      if let saving { try DedupIndex.save(job.keys, part: key, saving.outputs, saving.handle) }
      return job.seen
    case .index(let path):
      var seen = ExactDuplicates(keepsWitnesses: key != .pair)
      var index = try DedupIndex(path, kind: "exact", nil, part: key)
      try index.load(into: &seen)
      return seen
    }
  }
}
