import CScan

/// Counts the `\n` bytes of a block.
func countNewlines(_ bytes: UnsafeRawBufferPointer) -> Int {
  unsafe Int(pk_count_newlines(bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count))
}

/// Position of the last `\n` at or after `start`.
func lastNewline(in bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
  var index = bytes.count
  while index > start {
    index -= 1
    if unsafe bytes[index] == 0x0A { return index }
  }
  return nil
}
