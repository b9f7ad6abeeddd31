import PrefRecord

/// Holds the canonical rows of a run until all have been seen: in memory up to a limit, then in a scratch file.
///
/// A chunk is what one batch gave: its rows, and behind them the ends of the rows (4 bytes each).
final class RowSpool: @unchecked Sendable {
  /// Some rows.
  struct Chunk: Sendable {
    /// Number of the first record, from 0.
    var first: Int
    /// Records of the chunk.
    var count: Int
    fileprivate var bytes: Int
    fileprivate var place: Place
  }

  fileprivate enum Place: Sendable {
    case memory([UInt8], [UInt32])
    case file(Int)
  }

  /// The rows of a chunk.
  struct Rows: Sendable {
    var bytes: [UInt8]
    var ends: [UInt32]

    /// Where a row lies, with its newline.
    func range(_ index: Int) -> Range<Int> { (index == 0 ? 0 : Int(ends[index - 1]))..<Int(ends[index]) }
  }

  private let limit: Int
  private let folder: String
  private var file: ScratchFile?
  private var held = 0
  /// The chunks, in input order.
  private(set) var chunks: [Chunk] = []
  /// Records held.
  private(set) var count = 0

  init(limit: Int, folder: String) { (self.limit, self.folder) = (limit, folder) }

  /// Adds the rows of a batch.
  func append(_ bytes: [UInt8], _ ends: [UInt32]) throws {
    guard !ends.isEmpty else { return }
    guard count + ends.count < Int(UInt32.max) else {
      throw RunError.usage("more than 4,294,967,294 records", fix: "split the input and use --against")
    }
    var chunk = Chunk(first: count, count: ends.count, bytes: bytes.count, place: .memory(bytes, ends))
    if held + bytes.count > limit {
      let file = try self.file ?? ScratchFile(in: folder)
      self.file = file
      chunk.place = .file(try file.append(bytes))
      try file.append(ends)
    } else {
      held += bytes.capacity + ends.capacity * 4
    }
    chunks.append(chunk)
    count += ends.count
  }

  /// The rows of a chunk; any thread.
  func rows(_ chunk: Chunk) throws -> Rows {
    switch chunk.place {
    case .memory(let bytes, let ends): return Rows(bytes: bytes, ends: ends)
    case .file(let offset):
      guard let file else { return Rows(bytes: [], ends: []) }
      return Rows(
        bytes: try file.read(chunk.bytes, of: UInt8.self, at: offset),
        ends: try file.read(chunk.count, of: UInt32.self, at: offset + chunk.bytes)
      )
    }
  }
}
