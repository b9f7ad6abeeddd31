import PrefDedup
import PrefRecord

/// Where the rows of a near-duplicate search go.
public struct NearHandles {
  /// Rows that stay.
  public var kept: OutputSet.Handle
  /// A row for each record that goes.
  public var removed: OutputSet.Handle?
  /// A row for each record that contradicts another.
  public var conflicts: OutputSet.Handle?

  /// Makes handles for the rows that stay alone.
  public init(kept: OutputSet.Handle) { self.kept = kept }
}

extension RecordRun {
  /// Removes records that say nearly the same as a kept one.
  ///
  /// Signs all records while their rows are spooled, finds those that share a band, compares these exactly in order, and
  /// writes what stays. Where a guard trips, no row that stays is written.
  ///
  /// - Parameters:
  ///   - options: How.
  ///   - basis: Records that are there already: then only what is similar to one of these goes.
  ///   - outputs: The outputs of the run.
  ///   - handles: Where rows go.
  /// - Returns: The account, and what the guards say.
  /// - Throws: What reading and writing throw.
  public func dedupNear(
    _ options: NearOptions,
    against basis: DedupBasis = .none,
    _ outputs: OutputSet,
    _ handles: NearHandles
  ) throws -> NearOutcome {
    let store = NearStore(options)
    do {
      let isClosed = try Self.fill(store, from: basis, options)
      // Without older records nothing goes, but an index of none is still one.
      let firstNew = store.rows.count
      if isClosed, firstNew == 0 { store.isClosedAndEmpty = true }
      let ledger = try run(NearSignJob(self, options, store), outputs)
      return try finish(ledger, store, firstNew: firstNew, options, outputs, handles)
    } catch {
      outputs.abandon()
      throw error
    }
  }

  /// Fills a store with the records that are there already; returns whether there may be any.
  private static func fill(_ store: NearStore, from basis: DedupBasis, _ options: NearOptions) throws -> Bool {
    switch basis {
    case .none: return false
    case .records(let old, let saving):
      _ = try old.run(NearSignJob(old, options, store), OutputSet())
      if let saving { try DedupIndex.save(store, options, saving.outputs, saving.handle) }
    case .index(let path):
      var index = try DedupIndex(path, kind: "near", options, part: options.part)
      try index.load(into: store, bands: options.banding.bands)
      // Nothing is asked about the data sets and the priorities of older records.
      if options.maxRemovedShare != nil {
        store.datasets += repeatElement(store.number(ofDataset: ""), count: store.rows.count)
      }
      if options.priority != .first { store.priorities += repeatElement(0, count: store.rows.count) }
    }
    return true
  }

  private func finish(
    _ ledger: Ledger,
    _ store: NearStore,
    firstNew: Int,
    _ options: NearOptions,
    _ outputs: OutputSet,
    _ handles: NearHandles
  ) throws -> NearOutcome {
    try store.bands.seal()
    try store.bands.findBuckets(threads: settings.threads)
    let judging = NearJudgeStages(store, options, firstNew: firstNew)
    if !store.isClosedAndEmpty { try Conveyor(judging, threads: settings.threads).run() }
    let decisions = judging.decisions.sorted { $0.record < $1.record }
    var outcome = NearOutcome(ledger: ledger, trips: [], conflicts: decisions.count(where: \.isConflict))
    outcome.trips = NearGuards(store, options, firstNew: firstNew).trips(decisions)
    for decision in decisions where decision.isRemoved {
      outcome.ledger.written -= 1
      outcome.ledger.drop(because: decision.isConflict ? NearOptions.conflictReason : options.duplicateReason)
    }
    let kept = decisions.count { $0.isConflict && !$0.isRemoved }
    if kept > 0 { outcome.ledger.flagged[NearOptions.conflictReason] = kept }
    let targets = SpoolKeepStages.Outputs(
      kept: outcome.trips.isEmpty ? handles.kept : nil,
      removed: handles.removed,
      conflicts: handles.conflicts
    )
    let told = decisions.map { $0.told(duplicates: options.duplicateReason) }
    let writing = SpoolKeepStages(store.rows, from: firstNew, told, targets, outputs)
    try Conveyor(writing, threads: settings.threads).run()
    return outcome
  }
}

/// Limits to what a search may remove.
struct NearGuards {
  private let store: NearStore
  private let options: NearOptions
  private let firstNew: Int

  init(_ store: NearStore, _ options: NearOptions, firstNew: Int) {
    (self.store, self.options, self.firstNew) = (store, options, firstNew)
  }

  /// What is beyond its limit, one line each.
  func trips(_ decisions: [NearDecision]) -> [String] { shares(decisions) + clusters(decisions) }

  private func shares(_ decisions: [NearDecision]) -> [String] {
    guard let limit = options.maxRemovedShare else { return [] }
    var records = [Int](repeating: 0, count: store.datasetNames.count)
    var removed = records
    for number in store.datasets[firstNew...] { records[Int(number)] += 1 }
    for decision in decisions where decision.isRemoved { removed[Int(store.datasets[Int(decision.record)])] += 1 }
    return store.datasetNames.indices.compactMap { index in
      guard records[index] > 0, Double(removed[index]) > limit * Double(records[index]) else { return nil }
      return "\(removed[index]) of \(records[index]) records of data set \"\(store.datasetNames[index])\" would go, "
        + "and --max-removed-share allows a share of \(limit)"
    }
  }

  private func clusters(_ decisions: [NearDecision]) -> [String] {
    guard let limit = options.maxCluster else { return [] }
    var sizes: [UInt32: (size: Int, id: RecordID)] = [:]
    for decision in decisions where decision.isRemoved {
      sizes[decision.match.record, default: (1, decision.match.id)].size += 1
    }
    let largest = sizes.max { ($0.value.size, $1.key) < ($1.value.size, $0.key) }
    guard let largest, largest.value.size > limit else { return [] }
    let beyond = sizes.values.count { $0.size > limit }
    return [
      "\(beyond) clusters of near-duplicates have more than the \(limit) records that --max-cluster allows; "
        + "the largest, about record \(largest.value.id.hex), has \(largest.value.size)"
    ]
  }
}
