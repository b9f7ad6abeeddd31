import PrefDedup
import PrefRecord

/// What was decided about a record: that it goes, or that it contradicts another.
struct NearDecision: Sendable {
  var record: UInt32
  var isRemoved: Bool
  var isConflict: Bool
  var match: NearMatch

  /// The decision as it is written.
  func told(duplicates reason: String) -> SpoolDecision {
    SpoolDecision(
      record: record,
      isRemoved: isRemoved,
      isConflict: isConflict,
      reason: isConflict ? NearOptions.conflictReason : reason,
      kept: match.id,
      similarity: match.similarity
    )
  }
}

/// Makes the shingle sets of records that share a bucket, and judges them in order.
final class NearJudgeStages: ConveyorStages {
  /// Records of one chunk that share buckets.
  struct Shared: Sendable {
    struct Entry: Sendable {
      var record: UInt32
      var set: ShingleSet
      var bucketEnd: Int
    }

    var entries: [Entry] = []
    var buckets: [Int] = []
  }

  /// What one thread keeps.
  final class Worker {
    let reader = SpoolReader()
    var shingler: Shingler
    init(_ shingler: Shingler) { self.shingler = shingler }
  }

  private let store: NearStore
  private let options: NearOptions
  private let firstNew: Int
  private let vault: ShingleSetVault
  private let judge: NearJudge<ShingleSetVault>
  private var next = 0
  /// Records that share a bucket, where they are judged by priority once all are stored.
  private var waiting: [UInt32] = []
  /// What was decided, in the order of judging.
  private(set) var decisions: [NearDecision] = []

  /// `firstNew`: The first record that may go; those before it were there already.
  init(_ store: NearStore, _ options: NearOptions, firstNew: Int) {
    (self.store, self.options, self.firstNew) = (store, options, firstNew)
    vault = ShingleSetVault(records: store.rows.count, limit: options.memoryLimit / 4, folder: options.folder)
    judge = NearJudge(
      vault,
      buckets: store.bands.bucketCount,
      records: store.rows.count,
      threshold: options.threshold,
      part: options.part,
      dropsConflicts: options.dropsConflicts,
      isInOrder: options.priority == .first
    )
  }

  func makeWorker() -> Worker { Worker(Shingler(options.rule, of: options.part)) }

  func read() throws -> RowSpool.Chunk? {
    while next < store.rows.chunks.count {
      let chunk = store.rows.chunks[next]
      next += 1
      if (chunk.first..<chunk.first + chunk.count).contains(where: store.bands.isShared) { return chunk }
    }
    return nil
  }

  func transform(_ chunk: RowSpool.Chunk, _ worker: Worker) throws -> Shared {
    let rows = try store.rows.rows(chunk)
    var shared = Shared()
    for index in 0..<chunk.count where store.bands.isShared(chunk.first + index) {
      let comparison = try worker.reader.read(rows, index)
      let set = worker.shingler.set(of: comparison, in: worker.reader.batch)
      store.bands.appendBuckets(of: chunk.first + index, to: &shared.buckets)
      let entry = Shared.Entry(record: UInt32(chunk.first + index), set: set, bucketEnd: shared.buckets.count)
      shared.entries.append(entry)
    }
    return shared
  }

  func collect(_ shared: Shared) throws -> [Never] {
    var start = 0
    for entry in shared.entries {
      if options.priority == .first || entry.record < firstNew {
        try decide(entry.record, entry.set, shared.buckets[start..<entry.bucketEnd])
        vault.forget(before: entry.record, lastPartner: store.bands.lastPartner)
      } else {
        try vault.store(entry.set, of: entry.record)
        waiting.append(entry.record)
      }
      start = entry.bucketEnd
    }
    return []
  }

  func finishCollecting() throws -> [Never] {
    waiting.sort { a, b in
      let (left, right) = (store.priorities[Int(a)], store.priorities[Int(b)])
      return left == right ? a < b : left > right
    }
    var buckets: [Int] = []
    for record in waiting {
      buckets.removeAll(keepingCapacity: true)
      store.bands.appendBuckets(of: Int(record), to: &buckets)
      try decide(record, try vault.set(of: record), buckets[...])
    }
    return []
  }

  private func decide(_ record: UInt32, _ set: ShingleSet, _ buckets: ArraySlice<Int>) throws {
    let isNew = record >= firstNew
    if isNew {
      if try !settle(record, set, buckets) { return }
      // Against older records, only these are witnesses.
      if firstNew > 0 { return }
    }
    if options.priority == .first || !isNew {
      guard store.bands.lastPartner[Int(record)] > record else { return }
      try vault.store(set, of: record)
    }
    judge.keep(record, in: buckets)
  }

  /// Judges a record and notes what was decided; returns whether it stays.
  private func settle(_ record: UInt32, _ set: ShingleSet, _ buckets: ArraySlice<Int>) throws -> Bool {
    switch try judge.judge(record, set, in: buckets) {
    case .duplicate(let match):
      decisions.append(NearDecision(record: record, isRemoved: true, isConflict: false, match: match))
      return false
    case .conflict(let match):
      decisions.append(NearDecision(record: record, isRemoved: true, isConflict: true, match: match))
      return false
    case .kept(let match?):
      decisions.append(NearDecision(record: record, isRemoved: false, isConflict: true, match: match))
      return true
    case .kept(nil): return true
    }
  }

  func pack(_ block: Never, _ worker: Worker) throws -> Never {}
  func write(_ packed: Never) throws {}
}
