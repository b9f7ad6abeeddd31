/// Marks a text among those kept.
struct KeptText {
  var block: UInt32
  var start: UInt32
  var count: UInt32
}

/// Keeps many texts in blocks of 1 MiB, so that keeping one more never copies those before.
struct KeptTexts {
  private static let blockBytes = 1 << 20

  private var blocks: [[UInt8]] = []

  /// Copies a text; an absent one is kept as empty.
  mutating func keep(_ text: UnsafeRawBufferPointer?) -> KeptText {
    guard let text = unsafe text, unsafe !text.isEmpty else { return KeptText(block: 0, start: 0, count: 0) }
    if blocks.last.map({ $0.count + text.count > Self.blockBytes }) ?? true {
      var block: [UInt8] = []
      block.reserveCapacity(max(Self.blockBytes, text.count))
      blocks.append(block)
    }
    let block = blocks.count - 1
    let start = blocks[block].count
    unsafe blocks[block].append(contentsOf: text)
    return KeptText(block: UInt32(block), start: UInt32(start), count: UInt32(text.count))
  }

  /// Lends a text.
  func withBytes<Result>(of text: KeptText, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    guard text.count > 0 else { return unsafe body(UnsafeRawBufferPointer(start: nil, count: 0)) }
    return unsafe blocks[Int(text.block)].withUnsafeBytes { block in
      unsafe body(UnsafeRawBufferPointer(rebasing: block[Int(text.start)..<Int(text.start + text.count)]))
    }
  }
}
