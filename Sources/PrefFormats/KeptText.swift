/// Marks a text among those kept.
struct KeptText: Sendable {
  var block: UInt32
  var start: UInt32
  var count: UInt32
}

/// Keeps many texts in blocks of 1 MiB, so that keeping one more never copies those before.
///
/// What is more than `memoryLimit` bytes goes to an unlinked temporary file; where none can be made or written, texts
/// stay in memory. Copies share the file: only one of them may keep more.
struct KeptTexts: Sendable {
  private enum Block: Sendable {
    case memory([UInt8])
    /// The offset of the block in the file.
    case file(Int)
  }

  private static let blockBytes = 1 << 20

  private let memoryLimit: Int
  private var blocks: [Block] = []
  private var newest: [UInt8] = []
  private var bytesInMemory = 0
  private var spill: SpillFile?
  private var canSpill = true

  /// Makes an empty store.
  ///
  /// `memoryLimit`: Bytes of text that are held in memory before the file is used.
  init(memoryLimit: Int = 48 << 20) { self.memoryLimit = memoryLimit }

  /// Copies a text; an absent one is kept as empty.
  mutating func keep(_ text: UnsafeRawBufferPointer?) -> KeptText {
    guard let text = unsafe text, unsafe !text.isEmpty else { return KeptText(block: 0, start: 0, count: 0) }
    if !newest.isEmpty, newest.count + text.count > Self.blockBytes { closeBlock() }
    if newest.isEmpty { newest.reserveCapacity(max(Self.blockBytes, text.count)) }
    let start = newest.count
    unsafe newest.append(contentsOf: text)
    return KeptText(block: UInt32(blocks.count), start: UInt32(start), count: UInt32(text.count))
  }

  /// Lends a text.
  func withBytes<Result>(of text: KeptText, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    guard text.count > 0 else { return unsafe body(UnsafeRawBufferPointer(start: nil, count: 0)) }
    let range = Int(text.start)..<Int(text.start + text.count)
    guard Int(text.block) < blocks.count else { return Self.lend(newest, range, body) }
    switch blocks[Int(text.block)] {
    case .memory(let block): return Self.lend(block, range, body)
    case .file(let offset):
      let bytes = spill?.read(offset + range.lowerBound, count: range.count) ?? []
      return Self.lend(bytes, 0..<bytes.count, body)
    }
  }

  private static func lend<Result>(
    _ bytes: [UInt8],
    _ range: Range<Int>,
    _ body: (UnsafeRawBufferPointer) -> Result
  ) -> Result {
    unsafe bytes.withUnsafeBytes { unsafe body(UnsafeRawBufferPointer(rebasing: $0[range])) }
  }

  /// Puts the block that is full where it stays.
  private mutating func closeBlock() {
    if bytesInMemory + newest.count > memoryLimit, canSpill {
      if spill == nil { spill = SpillFile() }
      if let offset = spill?.append(newest) {
        blocks.append(.file(offset))
        return newest.removeAll(keepingCapacity: newest.capacity <= 2 * Self.blockBytes)
      }
      canSpill = false
    }
    bytesInMemory += newest.count
    blocks.append(.memory(newest))
    newest = []
  }
}
