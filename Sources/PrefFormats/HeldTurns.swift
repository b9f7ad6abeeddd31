import PrefRecord

/// Turns as they are held until their rivals have come: for each its role, a byte, and its text with its length before
/// it, 4 bytes, little-endian.
enum HeldTurns {
  /// Appends the turns of a batch in the form in which they are held.
  static func append(_ turns: Range<Int>, in batch: borrowing ComparisonBatch, to bytes: inout [UInt8]) {
    for index in turns {
      let turn = batch.turns[index]
      bytes.append(turn.role.rawValue)
      let count = UInt32(turn.content.count)
      for shift: UInt32 in [0, 8, 16, 24] { bytes.append(UInt8(truncatingIfNeeded: count >> shift)) }
      unsafe batch.withBytes(of: turn.content) { unsafe bytes.append(contentsOf: $0) }
    }
  }

  /// Appends held turns to a batch.
  static func read(_ held: UnsafeRawBufferPointer, into batch: inout ComparisonBatch) -> Range<Int> {
    let start = batch.turns.count
    var position = 0
    while position < held.count {
      let role = unsafe Role(rawValue: held[position]) ?? .user
      let count = unsafe Int(UInt32(littleEndian: held.loadUnaligned(fromByteOffset: position + 1, as: UInt32.self)))
      let text = position + 5..<position + 5 + count
      batch.append(
        turn: Turn(role: role, content: unsafe batch.append(text: UnsafeRawBufferPointer(rebasing: held[text])))
      )
      position = text.upperBound
    }
    return start..<batch.turns.count
  }
}
