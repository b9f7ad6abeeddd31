import Glibc

/// Cuts one input into blocks of whole lines.
final class LineCutter {
  let stream: ByteStream
  private let path: String
  private let inputIndex: Int
  private let limits: BlockReader.Limits
  private let pool: BufferPool
  private var row = 1
  /// Offset, in the decompressed stream, of the first byte not yet handed out; `nil` before the first read.
  private var offset: Int?
  /// The beginning of a line whose end was not in the last block; it holds no newline.
  private var carried: (buffer: RawBuffer, count: Int)?

  init(_ stream: ByteStream, _ path: String, _ inputIndex: Int, _ limits: BlockReader.Limits, _ pool: BufferPool) {
    self.stream = stream
    self.path = path
    self.inputIndex = inputIndex
    self.limits = limits
    self.pool = pool
    stream.handOutMembers(upTo: limits.maxLine + 1)
  }

  /// The next block; `nil` at the end of the input.
  func next(serial: Int) throws(BytesError) -> InputBlock? {
    var filling = Filling(carried?.buffer ?? pool.take(limits.targetSize), carried?.count ?? 0)
    carried = nil
    filling.window = limits.targetSize
    while true {
      while filling.window <= filling.count, filling.cut == nil { try widen(&filling) }
      let hasEnded = try fill(&filling)
      if let member = stream.waiting, filling.count == 0 {
        return try take(member, into: filling.buffer, serial: serial)
      }
      if hasEnded { return finish(filling, serial) }
      filling.cut = unsafe lastNewline(in: filling.bytes, from: filling.searched)
      filling.searched = filling.count
      if let cut = filling.cut { return carry(filling, after: cut + 1, serial) }
    }
  }

  /// Fills the window; true where the input ends, or stands at a member with nothing but whole lines before it.
  private func fill(_ filling: inout Filling) throws(BytesError) -> Bool {
    while filling.count < filling.window {
      let count = try unsafe stream.read(into: filling.buffer.bytes(filling.count..<filling.window))
      if offset == nil { offset = stream.offset - count }
      filling.count += count
      guard count == 0 else { continue }
      guard stream.waiting != nil else { return true }
      if unsafe filling.count == 0 || filling.bytes.last == 0x0A { return true }
      stream.streamWaiting()
    }
    return false
  }

  private func widen(_ filling: inout Filling) throws(BytesError) {
    guard filling.window <= limits.maxLine else {
      throw BytesError(.lineTooLong(limit: limits.maxLine, row: row), path: path, decompressedOffset: offset)
    }
    filling.window = min(filling.window * 2, limits.maxLine + 1)
    guard filling.window > filling.buffer.capacity else { return }
    let wider = pool.take(filling.window)
    unsafe memcpy(wider.base, filling.buffer.base, filling.count)
    pool.recycle(filling.buffer)
    filling.buffer = wider
  }

  private func finish(_ filling: Filling, _ serial: Int) -> InputBlock? {
    guard filling.count > 0 else {
      pool.recycle(filling.buffer)
      return nil
    }
    return block(filling, serial)
  }

  /// Hands out the bytes before `end` and keeps the rest for the next block.
  private func carry(_ filling: Filling, after end: Int, _ serial: Int) -> InputBlock {
    let rest = filling.count - end
    if rest > 0 {
      let buffer = pool.take(max(rest, limits.targetSize))
      unsafe memcpy(buffer.base, filling.buffer.base + end, rest)
      carried = (buffer, rest)
    }
    var whole = filling
    whole.count = end
    return block(whole, serial)
  }

  private func block(_ filling: Filling, _ serial: Int) -> InputBlock {
    let newlines = unsafe countNewlines(filling.bytes)
    let place = place(serial)
    let isWhole = unsafe filling.bytes.last == 0x0A
    offset = place.firstByte + filling.count
    row += newlines
    return InputBlock(
      place,
      buffer: filling.buffer,
      count: filling.count,
      lineCount: newlines + (isWhole ? 0 : 1),
      hasByteOrderMark: stream.hasByteOrderMark && place.firstRow == 1,
      pool: pool
    )
  }

  private func take(_ member: PackedMember, into buffer: RawBuffer, serial: Int) throws(BytesError) -> InputBlock {
    let size = member.memberSize - member.headerSize
    var packed = buffer
    if size > buffer.capacity {
      pool.recycle(buffer)
      packed = pool.take(size)
    }
    let start = try unsafe stream.take(member, into: packed.bytes(0..<size))
    let place = place(serial)
    offset = place.firstByte + member.rawSize
    row += member.lineCount
    let origin = InputBlock.MemberOrigin(member: member, path: path, start: start)
    return InputBlock(place, packed: packed, origin: origin, pool: pool)
  }

  private func place(_ serial: Int) -> InputBlock.Place {
    InputBlock.Place(serial: serial, inputIndex: inputIndex, firstRow: row, firstByte: offset ?? 0)
  }
}

/// A block in the making.
private struct Filling {
  var buffer: RawBuffer
  var count: Int
  /// Bytes known to hold no newline.
  var searched: Int
  /// Bytes to fill before a cut is looked for.
  var window = 0
  var cut: Int?

  init(_ buffer: RawBuffer, _ carried: Int) {
    self.buffer = buffer
    count = carried
    searched = carried
  }

  var bytes: UnsafeRawBufferPointer { unsafe UnsafeRawBufferPointer(buffer.bytes(0..<count)) }
}
