import CZlib

/// Inflates one bare deflate stream after another with zlib.
///
/// Headers, trailers and the CRC are read elsewhere: with zlib's own CRC-32 inflating is a tenth slower.
@safe final class Inflater {
  /// How far one call came.
  struct Progress {
    var consumed = 0
    var produced = 0
    var outcome = Outcome.more
  }

  /// What a call ended with.
  enum Outcome: Equatable {
    /// More input or more room is needed.
    case more
    /// The deflate stream has ended.
    case end
    /// The stream breaks the format; zlib's word for it.
    case corrupt(String)
    case outOfMemory
  }

  // zlib keeps a pointer back to the structure, so it must not move.
  private let stream: UnsafeMutablePointer<z_stream>

  init?() {
    unsafe stream = .allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    guard unsafe pk_inflate_init_raw(stream) == Z_OK else { return nil }
  }

  deinit {
    unsafe inflateEnd(stream)
    unsafe stream.deallocate()
  }

  /// Makes ready for the next stream.
  func reset() {
    unsafe inflateReset(stream)
  }

  func run(_ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer) -> Progress {
    // zlib does not write to its input; the pointer is mutable only in its C declaration.
    let source = unsafe input.baseAddress?.assumingMemoryBound(to: UInt8.self)
    unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: source)
    unsafe stream.pointee.avail_in = UInt32(clamping: input.count)
    unsafe stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
    unsafe stream.pointee.avail_out = UInt32(clamping: output.count)
    let code = unsafe inflate(stream, Z_NO_FLUSH)
    return unsafe Progress(
      consumed: Int(UInt32(clamping: input.count) - stream.pointee.avail_in),
      produced: Int(UInt32(clamping: output.count) - stream.pointee.avail_out),
      outcome: outcome(code)
    )
  }

  private func outcome(_ code: Int32) -> Outcome {
    switch code {
    case Z_OK, Z_BUF_ERROR: .more
    case Z_STREAM_END: .end
    case Z_MEM_ERROR: .outOfMemory
    default: .corrupt(unsafe stream.pointee.msg.map { unsafe String(cString: $0) } ?? "not a deflate stream")
    }
  }
}
