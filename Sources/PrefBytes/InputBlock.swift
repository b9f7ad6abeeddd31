import CDeflate

/// Lends a worker one stretch of whole lines, and knows where in its input they lie.
///
/// Used by one thread at a time. Its memory goes back to the reader's pool when the block is released.
public final class InputBlock: @unchecked Sendable {
  /// Position of the block among all blocks of the reader, from 0.
  public let serial: Int
  /// Position of its input in the reader's list, from 0.
  public let inputIndex: Int
  /// Number of the first line in its input, 1-based.
  public let firstRow: Int
  /// Lines in the block; one without a newline, at the end of an input, counts.
  public let lineCount: Int
  /// Offset of the first byte in the decompressed stream; a byte-order mark that was skipped counts.
  public private(set) var firstByte: Int
  /// Whether a byte-order mark was skipped in front of this block; settled by ``load()``.
  public private(set) var hasByteOrderMark: Bool

  private var buffer: RawBuffer
  private var range: Range<Int>
  private var member: MemberOrigin?
  private let pool: BufferPool

  /// Where a block that is still compressed comes from.
  struct MemberOrigin {
    let member: PackedMember
    let path: String
    /// Offset of the member in the file.
    let start: Int
  }

  /// Where a block stands.
  struct Place {
    let serial: Int
    let inputIndex: Int
    let firstRow: Int
    let firstByte: Int
  }

  init(_ place: Place, buffer: RawBuffer, count: Int, lineCount: Int, hasByteOrderMark: Bool, pool: BufferPool) {
    serial = place.serial
    inputIndex = place.inputIndex
    firstRow = place.firstRow
    firstByte = place.firstByte
    self.lineCount = lineCount
    self.hasByteOrderMark = hasByteOrderMark
    self.buffer = buffer
    self.pool = pool
    range = 0..<count
    buffer.pad(after: count)
  }

  init(_ place: Place, packed buffer: RawBuffer, origin: MemberOrigin, pool: BufferPool) {
    serial = place.serial
    inputIndex = place.inputIndex
    firstRow = place.firstRow
    firstByte = place.firstByte
    lineCount = origin.member.lineCount
    hasByteOrderMark = false
    self.buffer = buffer
    self.pool = pool
    range = 0..<0
    member = origin
  }

  deinit {
    pool.recycle(buffer)
  }

  /// Bytes of the block, decompressed.
  public var count: Int { member?.member.rawSize ?? range.count }

  /// Makes the bytes readable: inflates them where the reader handed on a whole member, else does nothing.
  ///
  /// Verifies the CRC, the sizes and the line count that the member claims.
  /// Errors: ``BytesError/Kind/corrupt(_:detail:)``, ``BytesError/Kind/checksumMismatch(_:stored:computed:)``,
  /// ``BytesError/Kind/falseClaim(_:stored:found:)``.
  public func load() throws(BytesError) {
    guard let origin = member else { return }
    let raw = pool.take(origin.member.rawSize)
    do {
      try unsafe MemberInflater(origin).inflate(buffer.base, into: raw.base)
    } catch {
      pool.recycle(raw)
      throw error
    }
    pool.recycle(buffer)
    buffer = raw
    buffer.pad(after: origin.member.rawSize)
    range = 0..<origin.member.rawSize
    member = nil
    skipByteOrderMark()
  }

  /// Lends the bytes, with at least 64 readable zero bytes behind them; ``load()`` comes first.
  public func withUnsafeBytes<Result: ~Copyable, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    precondition(member == nil, "load() comes before the bytes")
    defer { withExtendedLifetime(buffer) {} }
    return try unsafe body(UnsafeRawBufferPointer(buffer.bytes(range)))
  }

  private func skipByteOrderMark() {
    guard firstByte == 0, unsafe buffer.bytes(range).starts(with: [0xEF, 0xBB, 0xBF]) else { return }
    hasByteOrderMark = true
    firstByte = 3
    range = 3..<range.upperBound
  }
}

/// Inflates a member of our own in one call and holds it to its claims.
private struct MemberInflater {
  let origin: InputBlock.MemberOrigin

  init(_ origin: InputBlock.MemberOrigin) {
    self.origin = origin
  }

  /// `packed` holds the member without its header; `raw` has room for the claimed size.
  func inflate(_ packed: UnsafeMutableRawPointer, into raw: UnsafeMutableRawPointer) throws(BytesError) {
    let member = origin.member
    let payload = member.memberSize - member.headerSize - PackedMember.trailerSize
    try unsafe decompress(UnsafeRawBufferPointer(start: packed, count: payload), into: raw)
    let trailer = unsafe UnsafeRawBufferPointer(start: packed + payload, count: PackedMember.trailerSize)
    let stored = unsafe UInt32(integer(trailer[..<4]))
    let computed = unsafe libdeflate_crc32(0, raw, member.rawSize)
    guard stored == computed else { throw error(.checksumMismatch(.gzip, stored: stored, computed: computed)) }
    let length = unsafe integer(trailer[4..<8])
    guard length == member.rawSize else { throw error(.lengthMismatch(.gzip, stored: length, found: member.rawSize)) }
    try unsafe checkLines(UnsafeRawBufferPointer(start: raw, count: member.rawSize))
  }

  private func decompress(_ packed: UnsafeRawBufferPointer, into raw: UnsafeMutableRawPointer) throws(BytesError) {
    guard let decompressor = unsafe libdeflate_alloc_decompressor() else { throw error(.outOfMemory) }
    defer { unsafe libdeflate_free_decompressor(decompressor) }
    var (consumed, produced) = (0, 0)
    let code = unsafe libdeflate_deflate_decompress_ex(
      decompressor,
      packed.baseAddress,
      packed.count,
      raw,
      origin.member.rawSize,
      &consumed,
      &produced
    )
    switch code {
    case LIBDEFLATE_SUCCESS: break
    case LIBDEFLATE_INSUFFICIENT_SPACE:
      throw error(.falseClaim(.rawSize, stored: origin.member.rawSize, found: origin.member.rawSize + 1))
    default: throw error(.corrupt(.gzip, detail: "not a deflate stream"))
    }
    guard produced == origin.member.rawSize else {
      throw error(.falseClaim(.rawSize, stored: origin.member.rawSize, found: produced))
    }
    guard consumed == packed.count else {
      let found = origin.member.memberSize - packed.count + consumed
      throw error(.falseClaim(.memberSize, stored: origin.member.memberSize, found: found))
    }
  }

  private func checkLines(_ raw: UnsafeRawBufferPointer) throws(BytesError) {
    let lines = unsafe countNewlines(raw)
    guard lines == origin.member.lineCount, unsafe raw.last == 0x0A else {
      throw error(.falseClaim(.lineCount, stored: origin.member.lineCount, found: lines))
    }
  }

  private func error(_ kind: BytesError.Kind) -> BytesError {
    BytesError(kind, path: origin.path, offset: origin.start)
  }
}
