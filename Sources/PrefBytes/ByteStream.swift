/// Reads one input as a stream of decompressed bytes, whatever its compression, without a byte-order mark.
///
/// For readers that are not made of lines; lines come from ``BlockReader``. Not to be shared between threads.
public final class ByteStream {
  /// The compression found by magic bytes.
  public let compression: Compression
  /// Whether a UTF-8 byte-order mark stood at the start and was skipped; known after the first read.
  public private(set) var hasByteOrderMark = false
  /// Bytes of the decompressed stream handed out or skipped so far.
  public private(set) var offset = 0

  private enum Source {
    case plain
    case gzip(GzipSource)
    case zstd(ZstdSource)
  }

  private let input: InputBuffer
  private let source: Source
  /// The first bytes, read to look for the mark and not yet handed out.
  private var head: [UInt8] = []
  private var startIsChecked = false

  /// Opens the input and looks at its first bytes.
  ///
  /// Errors: what ``InputFile/check()`` throws; a file that is named as compressed but ends before its first byte is
  /// ``BytesError/Kind/endsEarly(_:start:)``.
  public init(_ file: InputFile) throws(BytesError) {
    input = try InputBuffer(file)
    let isWhole = try input.ensure(4)
    compression = Compression(head: input.peek(4))
    switch compression {
    case .none: source = .plain
    case .gzip: source = .gzip(GzipSource(input))
    case .zstd: source = .zstd(try ZstdSource(input))
    }
    if !isWhole { try checkName() }
  }

  /// Bytes of the file, compressed, consumed so far.
  public var compressedOffset: Int { input.offset }

  /// Fills `target` from the front with up to its size of decompressed bytes.
  ///
  /// - Returns: The number of bytes, 0 at the end of the stream only.
  /// Errors: any reading or damage kind of ``BytesError``.
  public func read(into target: UnsafeMutableRawBufferPointer) throws(BytesError) -> Int {
    guard target.count > 0 else { return 0 }
    if !startIsChecked { try checkStart() }
    let count = try unsafe head.isEmpty ? decompress(into: target) : readHead(into: target)
    offset += count
    return count
  }

  /// Appends up to `count` decompressed bytes to `bytes`; false at the end of the stream.
  public func read(upTo count: Int, appendingTo bytes: inout [UInt8]) throws(BytesError) -> Bool {
    var outcome: Result<Int, BytesError> = .success(0)
    bytes += unsafe [UInt8](unsafeUninitializedCapacity: count) { target, filled in
      outcome = Result { () throws(BytesError) in try unsafe read(into: UnsafeMutableRawBufferPointer(target)) }
      filled = (try? outcome.get()) ?? 0
    }
    return try outcome.get() > 0
  }

  /// A cut inside the magic number is only seen by the name the file has.
  private func checkName() throws(BytesError) {
    guard compression == .none, let format = Compression(path: input.path).format else { return }
    let magic = format == .gzip ? [0x1F, 0x8B] : ZstdMarks.magic
    if magic.starts(with: input.peek(4)) { throw input.error(.endsEarly(format, start: 0)) }
  }

  /// The first `count` decompressed bytes, or all where there are fewer; they are still to be read afterwards.
  ///
  /// For finding out what an input is; call it before anything is read.
  public func peek(_ count: Int) throws(BytesError) -> [UInt8] {
    if !startIsChecked { try checkStart() }
    var bytes = head
    head = []
    while bytes.count < count, try read(upTo: count - bytes.count, appendingTo: &bytes) {}
    offset = hasByteOrderMark ? 3 : 0
    head = bytes
    return bytes
  }

  private func checkStart() throws(BytesError) {
    startIsChecked = true
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    while head.count < mark.count, mark.starts(with: head) {
      var byte: UInt8 = 0
      let count = try readByte(&byte)
      if count == 1 {
        head.append(byte)
      } else if !head.isEmpty, isBeforeMember {
        streamWaiting()
      } else {
        break
      }
    }
    guard head == mark else { return }
    hasByteOrderMark = true
    offset = mark.count
    head = []
  }

  private func readByte(_ byte: inout UInt8) throws(BytesError) -> Int {
    var outcome: Result<Int, BytesError> = .success(0)
    unsafe withUnsafeMutableBytes(of: &byte) { target in
      outcome = Result { () throws(BytesError) in try unsafe decompress(into: target) }
    }
    return try outcome.get()
  }

  private func readHead(into target: UnsafeMutableRawBufferPointer) -> Int {
    let count = min(target.count, head.count)
    unsafe target.copyBytes(from: head.prefix(count))
    head.removeFirst(count)
    return count
  }

  private func decompress(into target: UnsafeMutableRawBufferPointer) throws(BytesError) -> Int {
    switch source {
    case .plain: try unsafe input.read(into: target)
    case .gzip(let gzip): try unsafe gzip.read(into: target)
    case .zstd(let zstd): try unsafe zstd.read(into: target)
    }
  }
}

/// Members of our own, handed on whole.
extension ByteStream {
  /// Asks for members of up to `size` raw bytes to be handed on: ``read(into:)`` then also gives 0 before them.
  func handOutMembers(upTo size: Int) {
    if case .gzip(let gzip) = source { gzip.largestMember = size }
  }

  /// The member the stream stands at.
  var waiting: PackedMember? {
    guard head.isEmpty, case .gzip(let gzip) = source else { return nil }
    return gzip.waiting
  }

  private var isBeforeMember: Bool {
    if case .gzip(let gzip) = source { gzip.waiting != nil } else { false }
  }

  /// Goes on to decompress the waiting member in the stream.
  func streamWaiting() {
    if case .gzip(let gzip) = source { gzip.streamWaiting() }
  }

  /// Reads the waiting member, all but its header; returns its offset in the file.
  func take(_ member: PackedMember, into target: UnsafeMutableRawBufferPointer) throws(BytesError) -> Int {
    guard case .gzip(let gzip) = source else { return 0 }
    offset += member.rawSize
    return try unsafe gzip.takeWaiting(into: target)
  }
}
