import Glibc
public import Synchronization

/// A temporary file without a name, for what does not fit in memory.
///
/// It lies in the folder that TMPDIR names, else in /tmp, and is gone when the process ends, however it ends. One thread
/// appends; many may read what was appended before.
public final class SpillFile: Sendable {
  /// The error number of the first reading that failed in this process; 0 for none.
  ///
  /// A text that could not be read back was lent as empty: whoever lent it on must end the run.
  public static let failure = Atomic<Int32>(0)

  private static let counter = Atomic<Int>(0)
  private static let attempts = 100

  private let descriptor: Int32
  private let size = Atomic<Int>(0)

  /// Makes a file; `nil` where the folder takes none.
  init?() {
    let named = unsafe getenv("TMPDIR").map { unsafe String(cString: $0) } ?? ""
    let folder = named.isEmpty ? "/tmp" : named
    var descriptor: Int32 = -1
    for _ in 0..<Self.attempts where descriptor < 0 {
      let number = Self.counter.add(1, ordering: .relaxed).newValue
      let path = "\(folder)/.prefkit-\(getpid())-\(number).tmp"
      descriptor = unsafe open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
      // Without a name at once, so that no signal can leave it behind.
      if descriptor >= 0 { unsafe unlink(path) } else if errno != EEXIST { return nil }
    }
    self.descriptor = descriptor
    if descriptor < 0 { return nil }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Appends bytes; `nil` when they cannot be written, and the file is as it was.
  func append(_ bytes: [UInt8]) -> Int? {
    let start = size.load(ordering: .relaxed)
    var written = 0
    while written < bytes.count {
      let count = unsafe bytes.withUnsafeBytes { bytes in
        unsafe pwrite(descriptor, bytes.baseAddress?.advanced(by: written), bytes.count - written, start + written)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return nil }
      written += count
    }
    size.store(start + written, ordering: .relaxed)
    return start
  }

  /// Reads bytes back; fewer only after a failure, which is noted.
  func read(_ offset: Int, count: Int) -> [UInt8] {
    unsafe [UInt8](unsafeUninitializedCapacity: count) { target, filled in
      while filled < count {
        let read = unsafe pread(descriptor, target.baseAddress?.advanced(by: filled), count - filled, offset + filled)
        if read < 0, errno == EINTR { continue }
        guard read > 0 else {
          let code = read < 0 ? errno : EIO
          _ = Self.failure.compareExchange(expected: 0, desired: code, ordering: .relaxed)
          return
        }
        filled += read
      }
    }
  }
}
