import CZstd

/// Decompresses a zstd file of any number of frames, skippable ones among them.
@safe final class ZstdSource {
  /// Frames may ask for a window of 128 MiB, as the zstd tool allows without being told; beyond it they are refused.
  static let windowLogLimit = 27

  private enum Phase {
    case boundary, frame, end
  }

  let input: InputBuffer
  private let context: OpaquePointer
  private var phase = Phase.boundary
  private var frameStart = 0
  private var tally = PackedTally()

  init(_ input: InputBuffer) throws(BytesError) {
    guard let context = unsafe ZSTD_createDCtx() else { throw input.error(.outOfMemory) }
    unsafe self.context = unsafe context
    self.input = input
    unsafe ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, Int32(Self.windowLogLimit))
  }

  deinit {
    unsafe ZSTD_freeDCtx(context)
  }

  /// Decompresses into `target`; 0 at the end.
  func read(into target: UnsafeMutableRawBufferPointer) throws(BytesError) -> Int {
    while phase != .end {
      if phase == .boundary {
        try beginFrame()
      } else {
        let count = try unsafe decompress(into: target)
        if count > 0 { return count }
      }
    }
    return 0
  }

  private func beginFrame() throws(BytesError) {
    frameStart = input.offset
    guard try input.ensure(1) else { return try finish() }
    guard try input.ensure(4) else {
      throw ZstdMarks.magic.starts(with: input.peek(4)) ? cut : garbage
    }
    if ZstdMarks.isSkippable(input.peek(4)) { return try skipFrame() }
    guard input.peek(4) == ZstdMarks.magic else { throw garbage }
    if try input.ensure(ZstdMarks.opening.count), input.peek(ZstdMarks.opening.count) == ZstdMarks.opening {
      return try openFile()
    }
    phase = .frame
  }

  private func openFile() throws(BytesError) {
    if tally.isOpen { throw input.error(.notClosed(.zstd)) }
    input.consume(ZstdMarks.opening.count)
    tally.add(0)
  }

  private func skipFrame() throws(BytesError) {
    guard try input.ensure(8) else { throw cut }
    if try input.ensure(ZstdMarks.closingSize), let total = ZstdMarks.closingTotal(input.peek(ZstdMarks.closingSize)) {
      if let lie = tally.close(total) { throw input.error(lie) }
    }
    var rest = 8 + integer(input.peek(8)[4...])
    while rest > 0 {
      guard try input.ensure(1) else { throw cut }
      let step = min(rest, input.availableCount)
      input.consume(step)
      rest -= step
    }
  }

  private func decompress(into target: UnsafeMutableRawBufferPointer) throws(BytesError) -> Int {
    // What is still inside the decoder comes out without further input.
    _ = try input.ensure(1)
    let available = unsafe input.available
    var source = unsafe ZSTD_inBuffer(src: available.baseAddress, size: available.count, pos: 0)
    var output = unsafe ZSTD_outBuffer(dst: target.baseAddress, size: target.count, pos: 0)
    let code = unsafe ZSTD_decompressStream(context, &output, &source)
    let (consumed, produced) = unsafe (source.pos, output.pos)
    if ZSTD_isError(code) != 0 { throw error(ZSTD_getErrorCode(code)) }
    input.consume(consumed)
    if tally.isOpen { tally.add(produced) }
    if code == 0 {
      phase = .boundary
    } else if consumed == 0, produced == 0, target.count > 0 {
      throw cut
    }
    return produced
  }

  private func error(_ code: ZSTD_ErrorCode) -> BytesError {
    BytesError(kind(code), path: input.path, offset: frameStart)
  }

  private func kind(_ code: ZSTD_ErrorCode) -> BytesError.Kind {
    switch code {
    case ZSTD_error_frameParameter_windowTooLarge: .windowTooLarge(limitLog: Self.windowLogLimit)
    case ZSTD_error_checksum_wrong: .checksumMismatch(.zstd, stored: nil, computed: nil)
    case ZSTD_error_memory_allocation: .outOfMemory
    default: .corrupt(.zstd, detail: unsafe String(cString: ZSTD_getErrorString(code)))
    }
  }

  private func finish() throws(BytesError) {
    if tally.isOpen { throw input.error(.notClosed(.zstd)) }
    phase = .end
  }

  private var cut: BytesError { input.error(.endsEarly(.zstd, start: frameStart)) }

  private var garbage: BytesError {
    input.error(.trailingGarbage(.zstd, found: input.peek(4)))
  }
}
