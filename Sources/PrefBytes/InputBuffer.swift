import Glibc

/// Reads a descriptor through one window that can be looked into before it is consumed.
///
/// Big reads by ``read(into:)`` pass the window by, so plain files are copied once, by the kernel.
final class InputBuffer {
  /// Bytes of the window: reading is as fast from 64 KiB on, inflating gains up to here.
  static let windowSize = 256 << 10

  let path: String
  /// Bytes consumed so far: the offset, in the file, of the first byte of the window.
  private(set) var offset = 0

  private let descriptor: Int32
  private let isOwned: Bool
  private let window = RawBuffer(capacity: InputBuffer.windowSize)
  private var start = 0
  private var end = 0
  private var hasEnded = false

  init(_ input: InputFile) throws(BytesError) {
    path = input.path
    switch input {
    case .standardInput:
      descriptor = 0
      isOwned = false
    case .file(let path):
      descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
      isOwned = true
    }
    guard descriptor >= 0 else { throw error(.cannotOpen(code: errno)) }
    if FileStatus(descriptor: descriptor)?.isDirectory == true { throw error(.inputIsDirectory) }
    // Only a hint: the kernel reads further ahead.
    posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL)
  }

  deinit {
    if isOwned, descriptor >= 0 { close(descriptor) }
  }

  /// The bytes read and not yet consumed; valid until the next call.
  var available: UnsafeRawBufferPointer { unsafe UnsafeRawBufferPointer(window.bytes(start..<end)) }

  /// How many bytes are available.
  var availableCount: Int { end - start }

  /// A copy of the first `count` available bytes, fewer where there are fewer.
  func peek(_ count: Int) -> [UInt8] {
    unsafe Array(available.prefix(count))
  }

  /// An error that carries the path and the present offset.
  func error(_ kind: BytesError.Kind) -> BytesError {
    BytesError(kind, path: path, offset: offset)
  }

  /// Makes at least `count` bytes available, as far as the file has them; false where it ends before.
  func ensure(_ count: Int) throws(BytesError) -> Bool {
    while end - start < count {
      if hasEnded { return false }
      if start > 0 { moveToFront() }
      let room = unsafe window.bytes(end..<window.capacity)
      end += try unsafe readOnce(into: room)
    }
    return true
  }

  /// Consumes `count` available bytes.
  func consume(_ count: Int) {
    precondition(count <= end - start)
    start += count
    offset += count
  }

  /// Consumes up to `target.count` bytes; 0 only at the end of the file.
  func read(into target: UnsafeMutableRawBufferPointer) throws(BytesError) -> Int {
    if start == end {
      let count = try unsafe readOnce(into: target)
      offset += count
      return count
    }
    let count = min(target.count, end - start)
    unsafe target.copyMemory(from: UnsafeRawBufferPointer(rebasing: available[..<count]))
    consume(count)
    return count
  }

  private func moveToFront() {
    unsafe memmove(window.base, window.base + start, end - start)
    end -= start
    start = 0
  }

  private func readOnce(into target: UnsafeMutableRawBufferPointer) throws(BytesError) -> Int {
    if hasEnded { return 0 }
    while true {
      let count = unsafe Glibc.read(descriptor, target.baseAddress, target.count)
      if count > 0 { return count }
      if count == 0 {
        hasEnded = true
        return 0
      }
      try retry(after: errno)
    }
  }

  /// Waits where a descriptor was inherited non-blocking.
  private func retry(after code: Int32) throws(BytesError) {
    if code == EINTR { return }
    guard code == EAGAIN else { throw error(.readFailed(code: code)) }
    var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    _ = unsafe poll(&wanted, 1, -1)
  }
}
