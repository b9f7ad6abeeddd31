import PrefJSON
import PrefRecord

/// Writes the rows that stay, and a row for each that goes or contradicts another.
final class NearKeepStages: ConveyorStages {
  /// Where rows go.
  struct Outputs {
    /// The rows that stay; `nil` where a guard stops them.
    var kept: OutputSet.Handle?
    var removed: OutputSet.Handle?
    var conflicts: OutputSet.Handle?
  }

  /// Rows of one chunk.
  struct Rows: Sendable {
    var bytes: [UInt8] = []
    var kept: [Range<Int>] = []
    var removed: [UInt8] = []
    var conflicts: [UInt8] = []
  }

  private let store: NearStore
  private let options: NearOptions
  private let decisions: [NearDecision]
  private let handles: Outputs
  private let outputs: OutputSet
  private var next: Int

  /// `decisions`: In ascending order of records.
  init(
    _ store: NearStore,
    _ options: NearOptions,
    firstNew: Int,
    _ decisions: [NearDecision],
    _ handles: Outputs,
    _ outputs: OutputSet
  ) {
    (self.store, self.options, self.decisions) = (store, options, decisions)
    (self.handles, self.outputs) = (handles, outputs)
    next = store.rows.chunks.firstIndex { $0.first >= firstNew } ?? store.rows.chunks.count
  }

  func makeWorker() -> SpoolReader { SpoolReader() }

  func read() throws -> RowSpool.Chunk? {
    guard next < store.rows.chunks.count else { return nil }
    defer { next += 1 }
    return store.rows.chunks[next]
  }

  func transform(_ chunk: RowSpool.Chunk, _ reader: SpoolReader) throws -> Rows {
    let rows = try store.rows.rows(chunk)
    var result = Rows()
    var start = 0
    for decision in decisions(in: chunk) {
      let index = Int(decision.record) - chunk.first
      try report(decision, rows, index, reader, &result)
      guard decision.isRemoved else { continue }
      let range = rows.range(index)
      if start < range.lowerBound { result.kept.append(start..<range.lowerBound) }
      start = range.upperBound
    }
    if start < rows.bytes.count { result.kept.append(start..<rows.bytes.count) }
    result.bytes = rows.bytes
    return result
  }

  private func decisions(in chunk: RowSpool.Chunk) -> ArraySlice<NearDecision> {
    let start = firstDecision(from: chunk.first)
    return decisions[start..<firstDecision(from: chunk.first + chunk.count)]
  }

  private func firstDecision(from record: Int) -> Int {
    var (low, high) = (0, decisions.count)
    while low < high {
      let middle = (low + high) / 2
      if decisions[middle].record < record { low = middle + 1 } else { high = middle }
    }
    return low
  }

  private func report(
    _ decision: NearDecision,
    _ rows: RowSpool.Rows,
    _ index: Int,
    _ reader: SpoolReader,
    _ result: inout Rows
  ) throws {
    let isWanted = decision.isRemoved && handles.removed != nil || decision.isConflict && handles.conflicts != nil
    guard isWanted else { return }
    let comparison = try reader.read(rows, index)
    var source: [UInt8] = []
    SideRows.appendSource(of: comparison, in: reader.batch, to: &source)
    func append(to output: inout [UInt8]) {
      SideRows.appendRemoved(
        id: comparison.id,
        reason: decision.isConflict ? NearOptions.conflictReason : options.duplicateReason,
        kept: decision.match.id,
        similarity: decision.match.similarity,
        source: source[...],
        to: &output
      )
    }
    if decision.isRemoved { append(to: &result.removed) }
    if decision.isConflict { append(to: &result.conflicts) }
  }

  func collect(_ rows: Rows) throws -> [OutputSet.Block] {
    if let kept = handles.kept {
      unsafe rows.bytes.withUnsafeBytes { bytes in
        for range in rows.kept { unsafe outputs.append(UnsafeRawBufferPointer(rebasing: bytes[range]), to: kept) }
      }
    }
    if let removed = handles.removed { outputs.append(rows.removed, to: removed) }
    if let conflicts = handles.conflicts { outputs.append(rows.conflicts, to: conflicts) }
    return outputs.takeBlocks()
  }

  func finishCollecting() throws -> [OutputSet.Block] { outputs.takeLastBlocks() }

  func pack(_ block: OutputSet.Block, _ worker: SpoolReader) throws -> OutputSet.Packed {
    try OutputSet.Packed(output: block.output, block: outputs.packer(block.output).pack(block.raw))
  }

  func write(_ packed: OutputSet.Packed) throws { try outputs.write(packed) }
}
