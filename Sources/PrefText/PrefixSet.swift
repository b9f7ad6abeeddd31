import CTextScan

/// Tells whether a folded text starts with one of a few strings: their first 8 bytes are compared as one number.
struct PrefixSet: ~Copyable, Sendable {
  /// By prefix: its first 8 bytes, first byte lowest, and which of them count.
  private var heads: [(bytes: UInt64, mask: UInt64)] = []
  private var prefixes: [[UInt8]] = []

  /// Prepares the comparison.
  ///
  /// - Parameter prefixes: Folded ASCII, not empty.
  init(_ prefixes: [Substring]) {
    for prefix in prefixes {
      let bytes = Array(prefix.utf8)
      var head: (bytes: UInt64, mask: UInt64) = (0, 0)
      for (index, byte) in bytes.prefix(8).enumerated() {
        head.bytes |= UInt64(byte) << (8 * index)
        head.mask |= 0xFF << UInt64(8 * index)
      }
      heads.append(head)
      self.prefixes.append(bytes)
    }
  }

  /// Whether the text starts with one of them.
  func isFound(in text: borrowing FoldedText) -> Bool {
    let bytes = text.storage.span
    // Safe: the callee is given the buffer's own bounds and stays inside.
    let start = unsafe bytes.withUnsafeBufferPointer { unsafe ctext_load8($0.baseAddress, $0.count, 0) }
    let heads = heads.span
    for index in heads.indices where start & heads[index].mask == heads[index].bytes {
      if isEqual(prefixes[index], to: bytes, count: text.count) { return true }
    }
    return false
  }

  private func isEqual(_ prefix: [UInt8], to bytes: Span<UInt8>, count: Int) -> Bool {
    guard prefix.count <= count else { return false }
    for index in prefix.indices where bytes[index] != prefix[index] { return false }
    return true
  }
}
