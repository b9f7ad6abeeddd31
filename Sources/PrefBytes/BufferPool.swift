import Glibc

/// One stretch of raw memory with room for the zeroed bytes that wide readers touch past the end.
@safe final class RawBuffer: @unchecked Sendable {
  /// Readable, zeroed bytes behind the content (the JSON parser reads that far).
  static let padding = 64

  /// Bytes of content the buffer holds, without the padding.
  let capacity: Int
  /// Valid while the buffer lives.
  let base: UnsafeMutableRawPointer

  init(capacity: Int) {
    self.capacity = capacity
    unsafe base = .allocate(byteCount: capacity + Self.padding, alignment: 64)
  }

  /// The content in `range`; the caller keeps the buffer alive while it uses it.
  func bytes(_ range: Range<Int>) -> UnsafeMutableRawBufferPointer {
    precondition(range.lowerBound >= 0 && range.upperBound <= capacity)
    return unsafe UnsafeMutableRawBufferPointer(start: base + range.lowerBound, count: range.count)
  }

  /// Zeroes the padding behind `count` bytes of content.
  func pad(after count: Int) {
    precondition(count <= capacity)
    unsafe memset(base + count, 0, Self.padding)
  }

  deinit {
    unsafe base.deallocate()
  }
}

/// Keeps a few buffers of the usual size for reuse, so that steady reading allocates nothing.
final class BufferPool: @unchecked Sendable {
  /// Capacity of the buffers that are kept.
  let standardCapacity: Int
  private static let limit = 32
  private let lock = Lock()
  private var free: [RawBuffer] = []

  init(standardCapacity: Int) {
    self.standardCapacity = standardCapacity
  }

  /// A buffer of at least `capacity` bytes; its content is undefined.
  func take(_ capacity: Int) -> RawBuffer {
    guard capacity <= standardCapacity else { return RawBuffer(capacity: capacity) }
    return lock.withLock { free.popLast() } ?? RawBuffer(capacity: standardCapacity)
  }

  /// Takes a buffer back; unusual sizes and more than the limit are freed.
  func recycle(_ buffer: RawBuffer) {
    guard buffer.capacity == standardCapacity else { return }
    lock.withLock {
      if free.count < Self.limit { free.append(buffer) }
    }
  }
}
