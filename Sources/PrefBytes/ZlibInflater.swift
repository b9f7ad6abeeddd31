import CZlib

/// Inflates one bare deflate stream after another with zlib, for systems without ISA-L.
///
/// Headers, trailers and the CRC are read elsewhere: with zlib's own CRC-32 inflating is a tenth slower.
@safe final class ZlibInflater {
  /// Bytes at the front of the next input that have been seen already: zlib gives back what it does not need.
  let ahead = 0

  // zlib keeps a pointer back to the structure, so it must not move.
  private let stream: UnsafeMutablePointer<z_stream>
  private let isReady: Bool

  init() {
    unsafe stream = .allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    isReady = unsafe pk_inflate_init_raw(stream) == Z_OK
  }

  deinit {
    unsafe inflateEnd(stream)
    unsafe stream.deallocate()
  }

  /// Makes ready for the next stream.
  func reset() {
    unsafe inflateReset(stream)
  }

  /// Inflates what it can of `input`.
  func run(_ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer) -> InflateProgress {
    guard isReady else { return InflateProgress(outcome: .outOfMemory) }
    // zlib does not write to its input; the pointer is mutable only in its C declaration.
    let source = unsafe input.baseAddress?.assumingMemoryBound(to: UInt8.self)
    unsafe stream.pointee.next_in = UnsafeMutablePointer(mutating: source)
    unsafe stream.pointee.avail_in = UInt32(clamping: input.count)
    unsafe stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
    unsafe stream.pointee.avail_out = UInt32(clamping: output.count)
    let code = unsafe inflate(stream, Z_NO_FLUSH)
    return unsafe InflateProgress(
      consumed: Int(UInt32(clamping: input.count) - stream.pointee.avail_in),
      produced: Int(UInt32(clamping: output.count) - stream.pointee.avail_out),
      outcome: outcome(code)
    )
  }

  private func outcome(_ code: Int32) -> InflateProgress.Outcome {
    switch code {
    case Z_OK, Z_BUF_ERROR: .more
    case Z_STREAM_END: .end
    case Z_MEM_ERROR: .outOfMemory
    default: .corrupt(unsafe stream.pointee.msg.map { unsafe String(cString: $0) } ?? "not a deflate stream")
    }
  }
}
