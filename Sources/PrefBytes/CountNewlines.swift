/// Counts the `\n` bytes of a block.
///
/// Eight bytes at a time; the marks are summed in byte lanes because the baseline CPU has no popcount instruction.
func countNewlines(_ bytes: UnsafeRawBufferPointer) -> Int {
  let words = bytes.count / 8
  var total = 0
  var word = 0
  while word < words {
    // A byte lane holds at most 255 marks.
    let end = min(word + 255, words)
    var lanes: UInt64 = 0
    while word < end {
      lanes &+= newlineMarks(unsafe bytes.loadUnaligned(fromByteOffset: word * 8, as: UInt64.self))
      word += 1
    }
    total += sumOfLanes(lanes)
  }
  for index in (words * 8)..<bytes.count where unsafe bytes[index] == 0x0A {
    total += 1
  }
  return total
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

/// 1 in each byte lane that holds a newline, else 0; exact, without carries between lanes.
private func newlineMarks(_ word: UInt64) -> UInt64 {
  let low: UInt64 = 0x7F7F_7F7F_7F7F_7F7F
  let difference = word ^ 0x0A0A_0A0A_0A0A_0A0A
  return (~(((difference & low) &+ low) | difference | low)) >> 7
}

private func sumOfLanes(_ lanes: UInt64) -> Int {
  let mask: UInt64 = 0x00FF_00FF_00FF_00FF
  let pairs = (lanes & mask) &+ ((lanes >> 8) & mask)
  return Int((pairs &* 0x0001_0001_0001_0001) >> 48)
}
