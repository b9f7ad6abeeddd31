/// One block of output, compressed and ready to be written in its turn.
public struct PackedBlock: Sendable {
  /// The bytes to write: a gzip member, a zstd frame, or the raw bytes themselves.
  public let bytes: [UInt8]
  /// Bytes before compression.
  public let rawCount: Int

  /// Makes a block of what ``BlockPacker`` packed.
  init(bytes: [UInt8], rawCount: Int) {
    self.bytes = bytes
    self.rawCount = rawCount
  }
}
