#if canImport(CISAL)
import CISAL

/// Inflates one bare deflate stream after another with ISA-L, piece by piece: ``ZlibInflater`` at 2.6 times its speed.
///
/// Headers, trailers and the CRC are read elsewhere. ISA-L takes bytes before it needs them: up to eight into a bit
/// buffer, and the beginning of a block's header into another. They count as not consumed here, so that the offset at
/// the end of a stream is exact: the input must go on to offer them, and ``ahead`` says how many there are.
@safe final class ISALInflater {
  /// Bytes at the front of the next input that have been seen already.
  private(set) var ahead = 0

  private let state: UnsafeMutablePointer<inflate_state>

  init() {
    unsafe state = .allocate(capacity: 1)
    unsafe isal_inflate_init(state)
  }

  deinit { unsafe state.deallocate() }

  /// Makes ready for the next stream.
  func reset() {
    unsafe isal_inflate_reset(state)
    ahead = 0
  }

  /// Inflates what it can of `input`, which begins with the ``ahead`` bytes.
  func run(_ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer) -> InflateProgress {
    let offered = UInt32(clamping: input.count - ahead)
    let room = UInt32(clamping: output.count)
    // ISA-L does not write to its input; the pointer is mutable only in its C declaration.
    let source = unsafe input.baseAddress?.assumingMemoryBound(to: UInt8.self)
    unsafe state.pointee.next_in = source.map { unsafe UnsafeMutablePointer(mutating: $0 + ahead) }
    unsafe state.pointee.avail_in = offered
    unsafe state.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
    unsafe state.pointee.avail_out = room
    let code = unsafe isal_inflate(state)
    let before = ahead
    ahead = unsafe Int(state.pointee.read_in_length) / 8 + Int(state.pointee.tmp_in_size)
    return unsafe InflateProgress(
      consumed: before + Int(offered - state.pointee.avail_in) - ahead,
      produced: Int(room - state.pointee.avail_out),
      outcome: outcome(code)
    )
  }

  private func outcome(_ code: Int32) -> InflateProgress.Outcome {
    switch code {
    case ISAL_DECOMP_OK, ISAL_END_INPUT, ISAL_OUT_OVERFLOW:
      unsafe state.pointee.block_state == ISAL_BLOCK_FINISH ? .end : .more
    case ISAL_INVALID_BLOCK: .corrupt("invalid block")
    case ISAL_INVALID_SYMBOL: .corrupt("invalid symbol")
    case ISAL_INVALID_LOOKBACK: .corrupt("invalid distance")
    default: .corrupt("not a deflate stream")
    }
  }
}
#endif
