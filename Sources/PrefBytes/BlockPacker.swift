/// Compresses blocks of output, each on its own, so that any worker may pack any block.
///
/// The result depends on the raw bytes and the level only. Blocks are best cut between rows at about 1 MiB: then a
/// reader can hand them on whole. Gzip blocks are members as ``PackedMember`` describes, zstd blocks ordinary frames.
/// Any number of threads may pack at once; compressors are kept and reused.
public final class BlockPacker: @unchecked Sendable {
  /// What the blocks are packed as.
  public let compression: OutputCompression
  private let lock = Lock()
  private var deflaters: [Deflater] = []
  private var frameWriters: [FrameWriter] = []

  /// Makes a packer; memory is taken when it is first used.
  public init(_ compression: OutputCompression) {
    self.compression = compression
  }

  /// Packs one block; an array that stays plain is not copied.
  ///
  /// Errors: ``BytesError/Kind/outOfMemory``.
  public func pack(_ raw: [UInt8]) throws(BytesError) -> PackedBlock {
    if compression == .none { return PackedBlock(bytes: raw, rawCount: raw.count) }
    var outcome: Result<PackedBlock, BytesError>?
    unsafe raw.withUnsafeBytes { bytes in
      outcome = Result { () throws(BytesError) in try unsafe pack(bytes) }
    }
    return try outcome?.get() ?? PackedBlock(bytes: [], rawCount: 0)
  }

  /// Packs the bytes of one block; no bytes give an empty block, which is never written.
  ///
  /// Errors: ``BytesError/Kind/outOfMemory``.
  public func pack(_ raw: UnsafeRawBufferPointer) throws(BytesError) -> PackedBlock {
    guard raw.count > 0 else { return PackedBlock(bytes: [], rawCount: 0) }
    precondition(raw.count <= 3 << 30, "a block fits the 32-bit sizes of its header")
    guard let bytes = unsafe compress(raw) else { throw BytesError(.outOfMemory, path: "-") }
    return PackedBlock(bytes: bytes, rawCount: raw.count)
  }

  private func compress(_ raw: UnsafeRawBufferPointer) -> [UInt8]? {
    switch compression {
    case .none: return unsafe Array(raw)
    case .gzip(let level):
      guard let deflater = lock.withLock({ deflaters.popLast() }) ?? Deflater(level: level) else { return nil }
      defer { lock.withLock { deflaters.append(deflater) } }
      return unsafe deflater.member(raw)
    case .zstd(let level):
      guard let writer = lock.withLock({ frameWriters.popLast() }) ?? FrameWriter(level: level) else { return nil }
      defer { lock.withLock { frameWriters.append(writer) } }
      return unsafe writer.frame(raw)
    }
  }

  /// The bytes in front of the first block of a file.
  static func opening(_ compression: OutputCompression) -> [UInt8] {
    if case .zstd = compression { ZstdMarks.opening } else { [] }
  }

  /// The bytes behind the last block of a file.
  static func closing(_ compression: OutputCompression, totalSize: Int) -> [UInt8] {
    switch compression {
    case .none: []
    case .gzip: PackedMember.closing(totalSize: totalSize)
    case .zstd: ZstdMarks.closing(totalSize: totalSize)
    }
  }
}
