import PrefDedup
import PrefRecord

/// What was decided about a record: that it goes, or that it contradicts another.
struct NearDecision: Sendable {
  var record: UInt32
  var isRemoved: Bool
  var isConflict: Bool
  var match: NearMatch
}

/// Makes the shingle sets of records that share a bucket, and judges them in order.
final class NearJudgeStages: ConveyorStages {
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
    vault = ShingleSetVault(limit: options.memoryLimit / 4, folder: options.folder)
    judge = NearJudge(
      store.bands,
      vault,
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

  func transform(_ chunk: RowSpool.Chunk, _ worker: Worker) throws -> [(record: UInt32, set: ShingleSet)] {
    let rows = try store.rows.rows(chunk)
    var sets: [(record: UInt32, set: ShingleSet)] = []
    for index in 0..<chunk.count where store.bands.isShared(chunk.first + index) {
      let comparison = try worker.reader.read(rows, index)
      sets.append((UInt32(chunk.first + index), worker.shingler.set(of: comparison, in: worker.reader.batch)))
    }
    return sets
  }

  func collect(_ sets: [(record: UInt32, set: ShingleSet)]) throws -> [Never] {
    for (record, set) in sets {
      if options.priority == .first || record < firstNew {
        try decide(record, set)
        vault.forget(before: record, lastPartner: store.bands.lastPartner)
      } else {
        try vault.store(set, of: record)
        waiting.append(record)
      }
    }
    return []
  }

  func finishCollecting() throws -> [Never] {
    waiting.sort { a, b in
      let (left, right) = (store.priorities[Int(a)], store.priorities[Int(b)])
      return left == right ? a < b : left > right
    }
    for record in waiting { try decide(record, try vault.set(of: record)) }
    return []
  }

  private func decide(_ record: UInt32, _ set: ShingleSet) throws {
    let isNew = record >= firstNew
    if isNew {
      switch try judge.judge(record, set) {
      case .duplicate(let match):
        decisions.append(NearDecision(record: record, isRemoved: true, isConflict: false, match: match))
        return
      case .conflict(let match):
        decisions.append(NearDecision(record: record, isRemoved: true, isConflict: true, match: match))
        return
      case .kept(let match?):
        decisions.append(NearDecision(record: record, isRemoved: false, isConflict: true, match: match))
      case .kept(nil): break
      }
      // Against older records, only these are witnesses.
      if firstNew > 0 { return }
    }
    if options.priority == .first || !isNew {
      guard store.bands.lastPartner[Int(record)] > record else { return }
      try vault.store(set, of: record)
    }
    judge.keep(record)
  }

  func pack(_ block: Never, _ worker: Worker) throws -> Never {}
  func write(_ packed: Never) throws {}
}
