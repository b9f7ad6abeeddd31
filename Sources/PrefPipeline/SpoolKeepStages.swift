import PrefJSON
import PrefRecord

/// What is written about a record of a spool besides its row.
struct SpoolDecision: Sendable {
  var record: UInt32
  var isRemoved: Bool
  /// Whether it is listed among the conflicts.
  var isConflict = false
  var reason: String
  /// The record that stays in its place, or contradicts it.
  var kept: RecordID
  var similarity: Double
}

/// Writes the rows of a spool that stay, and a row for each that goes or contradicts another.
final class SpoolKeepStages: ConveyorStages {
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

  private let spool: RowSpool
  private let decisions: [SpoolDecision]
  private let handles: Outputs
  private let outputs: OutputSet
  private var next: Int

  /// Makes stages.
  ///
  /// `firstNew`: The first record that is written; those before it are from elsewhere.
  /// `decisions`: In ascending order of records.
  init(
    _ spool: RowSpool,
    from firstNew: Int,
    _ decisions: [SpoolDecision],
    _ handles: Outputs,
    _ outputs: OutputSet
  ) {
    (self.spool, self.decisions) = (spool, decisions)
    (self.handles, self.outputs) = (handles, outputs)
    next = spool.chunks.firstIndex { $0.first >= firstNew } ?? spool.chunks.count
  }

  func makeWorker() -> SpoolReader { SpoolReader() }

  func read() throws -> RowSpool.Chunk? {
    guard next < spool.chunks.count else { return nil }
    defer { next += 1 }
    return spool.chunks[next]
  }

  func transform(_ chunk: RowSpool.Chunk, _ reader: SpoolReader) throws -> Rows {
    let rows = try spool.rows(chunk)
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

  private func decisions(in chunk: RowSpool.Chunk) -> ArraySlice<SpoolDecision> {
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
    _ decision: SpoolDecision,
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
        reason: decision.reason,
        kept: decision.kept,
        similarity: decision.similarity,
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
