/// Writes packed blocks in their order to one output, with what opens and closes such a file.
///
/// An output without blocks is still one empty gzip member or zstd frame. One thread at a time.
@safe public final class BlockSink: @unchecked Sendable {
  /// Sees all bytes of the file in order, as they lie on disk: for checksums.
  public typealias Observer = (UnsafeRawBufferPointer) -> Void

  /// How the blocks are packed.
  public let compression: OutputCompression
  /// Bytes of the blocks before compression.
  public private(set) var rawCount = 0
  /// Bytes written, compressed.
  public var count: Int { file.count }

  private let file: AtomicFile
  private let observer: Observer?
  private var isOpened = false

  /// Opens the output.
  ///
  /// Errors: ``BytesError/Kind/cannotCreate(code:)``.
  public init(
    _ destination: OutputDestination,
    compression: OutputCompression,
    observer: Observer? = nil
  ) throws(BytesError) {
    self.compression = compression
    unsafe self.observer = unsafe observer
    file = try AtomicFile(destination)
  }

  /// Writes the next block, which was packed for the same compression.
  ///
  /// Errors: ``BytesError/Kind/writeFailed(_:code:)``, ``BytesError/Kind/brokenPipe``.
  public func write(_ block: PackedBlock) throws(BytesError) {
    try open()
    rawCount += block.rawCount
    try put(block.bytes)
  }

  /// Writes the closing member or frame and completes the file, as ``AtomicFile/finish()``.
  ///
  /// Errors: ``BytesError/Kind/writeFailed(_:code:)``, ``BytesError/Kind/brokenPipe``.
  public func finish() throws(BytesError) {
    try open()
    try put(BlockPacker.closing(compression, totalSize: rawCount))
    try file.finish()
  }

  /// Gives the output up: nothing stays under its name.
  public func abandon() {
    file.abandon()
  }

  private func open() throws(BytesError) {
    if isOpened { return }
    isOpened = true
    try put(BlockPacker.opening(compression))
  }

  private func put(_ bytes: [UInt8]) throws(BytesError) {
    guard !bytes.isEmpty else { return }
    try file.write(bytes)
    if let observer = unsafe observer { unsafe bytes.withUnsafeBytes { unsafe observer($0) } }
  }
}
