import PrefJSON
import PrefRecord
import PrefShards

/// Says to which split a row goes.
struct GroupPlacing: Sendable {
  private let options: ShardOptions
  /// The key that clusters of nearly the same prompts share.
  private let joined: [UInt64: UInt64]
  private let assignment: GroupAssignment?

  /// Reads the inputs once before, where groups must be known to be joined or assigned exactly.
  init(_ run: RecordRun, _ options: ShardOptions) throws {
    self.options = options
    let folder = options.folder.split(separator: "/").dropLast().joined(separator: "/")
    let parent = options.folder.hasPrefix("/") ? "/" + folder : folder.isEmpty ? "." : folder
    joined = options.group == .nearPrompt ? try run.nearPrompts(memoryLimit: options.memoryLimit, folder: parent) : [:]
    guard options.assign == .exact else {
      assignment = nil
      return
    }
    let scan = GroupScan(options.group, options.stratum, joined)
    _ = try run.silent().run(scan, OutputSet())
    assignment = GroupAssignment(scan.strata, plan: options.plan, seed: options.seed)
  }

  /// The group of a row.
  func group(of comparison: Comparison, in batch: borrowing ComparisonBatch, _ parser: JSONParser) -> UInt64 {
    let key = options.group.key(of: comparison, in: batch, parser)
    return joined[key] ?? key
  }

  /// The split of a group.
  func part(ofGroup group: UInt64) -> Int {
    assignment?.part(ofGroup: group) ?? options.plan.part(ofCluster: group, seed: options.seed)
  }
}

/// Sends records to the shards of their split, or to the shuffle that will.
final class ShardJob: RecordJob {
  struct Scratch {
    var writer: RowWriter
    let parser = JSONParser()
  }

  /// Rows of one batch.
  struct Rows: Sendable {
    var bytes: [UInt8] = []
    var entries: [(cluster: UInt64, end: Int)] = []
  }

  private let writer: RowWriter
  private let options: ShardOptions
  private let placing: GroupPlacing
  private let shards: ShardWriter
  private let store: ShuffleStore?
  private var ordinal: UInt64 = 0

  init(
    _ run: RecordRun,
    _ options: ShardOptions,
    _ placing: GroupPlacing,
    _ shards: ShardWriter,
    _ store: ShuffleStore?
  ) {
    (self.options, self.placing, self.shards, self.store) = (options, placing, shards, store)
    writer = RowWriter(run, columns: run.columns)
  }

  func makeScratch() -> Scratch { Scratch(writer: writer) }

  func work(
    _ batch: inout ComparisonBatch,
    _ block: UnsafeRawBufferPointer,
    input: Int,
    _ scratch: inout Scratch
  ) throws -> Rows {
    scratch.writer.prepare(&batch, input: input)
    var rows = Rows()
    rows.bytes.reserveCapacity(block.count + 4096)
    for comparison in batch.comparisons {
      unsafe scratch.writer.append(comparison, in: batch, block, to: &rows.bytes)
      rows.entries.append((placing.group(of: comparison, in: batch, scratch.parser), rows.bytes.count))
    }
    return rows
  }

  func take(_ rows: Rows, _ outputs: OutputSet, _ ledger: inout Ledger) throws -> Int {
    var start = 0
    for entry in rows.entries {
      try place(rows.bytes[start..<entry.end], entry.cluster)
      start = entry.end
    }
    return rows.entries.count
  }

  private func place(_ row: ArraySlice<UInt8>, _ cluster: UInt64) throws {
    let part = placing.part(ofGroup: cluster)
    if let store {
      try store.append(row, ShuffleKey(ordinal: ordinal, seed: options.seed), part: part)
      ordinal += 1
      return
    }
    switch options.layout {
    case .size(let size): try shards.appendBySize(row, part: part, size: size)
    case .count:
      let shard = ShardLayout.shard(ofCluster: cluster, among: shards.count(part), seed: options.seed)
      shards.append(row, part: part, shard: shard)
    }
  }
}

/// Takes the rows of a shuffle, bucket by bucket, to their shards.
final class ShuffleStages: ConveyorStages {
  private let store: ShuffleStore
  private let shards: ShardWriter
  private let outputs: OutputSet
  private let layout: ShardLayout
  private var placed: [Int]

  init(_ store: ShuffleStore, _ shards: ShardWriter, _ outputs: OutputSet, _ layout: ShardLayout) {
    (self.store, self.shards, self.outputs, self.layout) = (store, shards, outputs, layout)
    placed = store.rows.map { _ in 0 }
  }

  struct Bucket: Sendable {
    var part: Int
    var entries: [UInt8]
    var rows: [Range<Int>] = []
  }

  func makeWorker() {}

  func read() throws -> Bucket? { try store.next().map { Bucket(part: $0.part, entries: $0.entries) } }

  func transform(_ unit: Bucket, _ worker: Void) throws -> Bucket {
    var bucket = unit
    bucket.rows = ShuffleStore.sorted(unit.entries)
    return bucket
  }

  func collect(_ bucket: Bucket) throws -> [OutputSet.Block] {
    let part = bucket.part
    for row in bucket.rows {
      switch layout {
      case .size(let size): try shards.appendBySize(bucket.entries[row], part: part, size: size)
      case .count:
        let shard = placed[part] * shards.count(part) / store.rows[part]
        shards.close(before: shard, part: part)
        shards.append(bucket.entries[row], part: part, shard: shard)
      }
      placed[part] += 1
    }
    return outputs.takeBlocks()
  }

  func finishCollecting() throws -> [OutputSet.Block] { outputs.takeLastBlocks() }

  func pack(_ block: OutputSet.Block, _ worker: Void) throws -> OutputSet.Packed {
    try outputs.pack(block)
  }

  func write(_ packed: OutputSet.Packed) throws { try outputs.write(packed) }
}
