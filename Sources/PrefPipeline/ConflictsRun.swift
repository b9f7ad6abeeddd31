public import PrefAudits
import PrefDedup
public import PrefRecord

/// How contradictions are looked for, and what becomes of them.
public struct ConflictOptions: Sendable {
  /// What is done about them.
  public var resolution = ConflictResolution.report
  /// How prompts are compared; `nil`: exactly.
  public var near: NearOptions?
  /// Bytes of rows held in memory before the disk is used.
  public var memoryLimit = 1 << 30
  /// Where scratch files go.
  public var folder = "/tmp"

  /// Makes options that report and compare exactly.
  public init() {}
}

extension RecordRun {
  /// Looks for contradictions, and writes the rows that stay.
  ///
  /// - Parameters:
  ///   - options: How.
  ///   - outputs: The outputs of the run.
  ///   - kept: Where rows go that stay; `nil`: nowhere.
  ///   - removed: Where a row goes for each record that does not.
  /// - Returns: The ledger, and what was gathered about all records.
  /// - Throws: What reading and writing throw.
  public func conflicts(
    _ options: ConflictOptions,
    _ outputs: OutputSet,
    kept: OutputSet.Handle?,
    removed: OutputSet.Handle?
  ) throws -> (ledger: Ledger, records: PreferenceRecords) {
    do {
      // Without near prompts, the bands of the store stay empty.
      var near = options.near ?? NearOptions(banding: Banding(bands: 1, rows: 1))
      (near.memoryLimit, near.folder) = (options.memoryLimit, options.folder)
      let isSpooled = kept != nil || options.near != nil
      let store = isSpooled ? NearStore(near) : nil
      let job = ConflictsJob(self, near: options.near, spool: store)
      var ledger = try run(job, outputs)
      var records = job.state
      if let store, options.near != nil { try join(&records, store, near) }
      let removals = options.resolution.removals(from: records)
      for removal in removals {
        ledger.written -= 1
        ledger.drop(because: removal.reason.rawValue)
      }
      if let store, let kept { try write(removals, records, store, outputs, kept, removed) }
      return (ledger, records)
    } catch {
      outputs.abandon()
      throw error
    }
  }

  /// Gives records with nearly the same prompt the hash of the one that was first.
  private func join(_ records: inout PreferenceRecords, _ store: NearStore, _ options: NearOptions) throws {
    try store.bands.seal()
    try store.bands.findBuckets(threads: settings.threads)
    let judging = NearJudgeStages(store, options, firstNew: 0)
    try Conveyor(judging, threads: settings.threads).run()
    for decision in judging.decisions where decision.isRemoved {
      records.records[Int(decision.record)].prompt = records.records[Int(decision.match.record)].prompt
    }
  }

  private func write(
    _ removals: [ConflictResolution.Removal],
    _ records: PreferenceRecords,
    _ store: NearStore,
    _ outputs: OutputSet,
    _ kept: OutputSet.Handle,
    _ removed: OutputSet.Handle?
  ) throws {
    let decisions = removals.map { removal in
      SpoolDecision(
        record: UInt32(removal.record),
        isRemoved: true,
        reason: removal.reason.rawValue,
        kept: records.records[removal.against].id,
        similarity: 1
      )
    }
    let targets = SpoolKeepStages.Outputs(kept: kept, removed: removed)
    let writing = SpoolKeepStages(store.rows, from: 0, decisions, targets, outputs)
    try Conveyor(writing, threads: settings.threads).run()
  }
}
