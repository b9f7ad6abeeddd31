public import PrefRecord

/// What a set of records looks like: counts and sizes.
///
/// Memory: 12 bytes a record and 8 a prompt cluster.
public struct RecordStats: Sendable {
  /// Records.
  public var records = 0
  /// Ties.
  public var ties = 0
  /// Prompt clusters.
  public var clusters: Set<UInt64> = []
  /// Messages of each prompt.
  public var promptTurns: [UInt32] = []
  /// Bytes of each chosen completion.
  public var chosenBytes: [UInt32] = []
  /// Bytes of each rejected completion.
  public var rejectedBytes: [UInt32] = []

  /// Makes the stats of no record.
  public init() {}

  /// Adds those of other records.
  mutating func merge(_ other: RecordStats) {
    records += other.records
    ties += other.ties
    clusters.formUnion(other.clusters)
    promptTurns += other.promptTurns
    chosenBytes += other.chosenBytes
    rejectedBytes += other.rejectedBytes
  }
}

/// Gathers the sizes of records.
final class StatsJob: RecordJob {
  private(set) var stats = RecordStats()

  func makeScratch() {}

  func work(
    _ batch: inout ComparisonBatch,
    _ block: UnsafeRawBufferPointer,
    input: Int,
    _ scratch: inout Void
  ) throws -> RecordStats {
    var stats = RecordStats()
    func bytes(_ turns: Range<Int>) -> UInt32 { UInt32(turns.reduce(0) { $0 + batch.turns[$1].content.count }) }
    for comparison in batch.comparisons {
      stats.records += 1
      if comparison.isTie { stats.ties += 1 }
      stats.clusters.insert(ClusterKey.of(comparison, in: batch))
      stats.promptTurns.append(UInt32(comparison.prompt.count))
      stats.chosenBytes.append(bytes(comparison.chosen))
      stats.rejectedBytes.append(bytes(comparison.rejected))
    }
    return stats
  }

  func take(_ stats: RecordStats, _ outputs: OutputSet, _ ledger: inout Ledger) throws -> Int {
    self.stats.merge(stats)
    return stats.records
  }
}

extension RecordRun {
  /// Counts and measures all records.
  public func stats() throws -> (ledger: Ledger, stats: RecordStats) {
    let job = StatsJob()
    return (try run(job, OutputSet()), job.stats)
  }
}

/// The sides of a record as text, for people.
public struct ShownRecord: Sendable {
  /// The record's id.
  public var id: RecordID
  /// Whether it is a tie.
  public var isTie: Bool
  /// Messages of the prompt, each with its role.
  public var prompt: [(role: String, text: String)]
  /// The chosen completion.
  public var chosen: String
  /// The rejected completion.
  public var rejected: String
}

/// Hands records out to be shown.
final class ShowJob: RecordJob {
  private let writer: RowWriter
  private let show: (ShownRecord) throws -> Bool
  private var isOver = false

  init(_ run: RecordRun, _ show: @escaping (ShownRecord) throws -> Bool) {
    self.show = show
    writer = RowWriter(run, columns: run.columns)
  }

  func makeScratch() -> RowWriter { writer }

  func work(
    _ batch: inout ComparisonBatch,
    _ block: UnsafeRawBufferPointer,
    input: Int,
    _ writer: inout RowWriter
  ) throws -> [ShownRecord] {
    writer.prepare(&batch, input: input)
    func text(_ turns: Range<Int>) -> String {
      turns.map { batch.string(batch.turns[$0].content) }.joined(separator: "\n\n")
    }
    return batch.comparisons.map { comparison in
      ShownRecord(
        id: comparison.id,
        isTie: comparison.isTie,
        prompt: comparison.prompt.map { ("\(batch.turns[$0].role.name)", batch.string(batch.turns[$0].content)) },
        chosen: text(comparison.chosen),
        rejected: text(comparison.rejected)
      )
    }
  }

  func take(_ records: [ShownRecord], _ outputs: OutputSet, _ ledger: inout Ledger) throws -> Int {
    var shown = 0
    for record in records where !isOver {
      isOver = try !show(record)
      shown += 1
    }
    if shown < records.count { ledger.drop(because: "not-viewed", count: records.count - shown) }
    return shown
  }
}

extension RecordRun {
  /// Shows records one after the other, until told that it is enough.
  public func show(_ show: @escaping (ShownRecord) throws -> Bool) throws -> Ledger {
    try run(ShowJob(self, show), OutputSet())
  }
}
