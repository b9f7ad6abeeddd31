import CSignals
import Glibc
import Synchronization

/// The name of a file in the making, entered in the table that the signal handlers clear.
struct TemporaryName {
  let path: String
  /// The final path, symbolic links followed.
  let target: String
  let folder: String
  let slot: Int32

  private static let counter = Atomic<Int>(0)
  private static let attempts = 100
  /// The longest part of the final name that is repeated; a name may have 255 bytes in all.
  private static let longestStem = 180

  /// Creates a new file next to `path`; a negative descriptor leaves the cause in `errno`.
  static func open(for path: String) -> (descriptor: Int32, name: TemporaryName?) {
    let target = resolved(path)
    let mode = FileStatus(target).map { $0.mode & 0o777 }
    for _ in 0..<attempts {
      let name = TemporaryName(target: target)
      let descriptor = unsafe Glibc.open(name.path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      if descriptor >= 0 {
        if let mode { fchmod(descriptor, mode) }
        return (descriptor, name)
      }
      let code = errno
      pk_temp_release(name.slot)
      errno = code
      // A killed run with the same process number left one behind.
      guard code == EEXIST else { break }
    }
    return (-1, nil)
  }

  private init(target: String) {
    self.target = target
    let bytes = Array(target.utf8)
    let slash = bytes.lastIndex(of: UInt8(ascii: "/"))
    let nameStart = slash.map { $0 + 1 } ?? 0
    let stem = bytes[nameStart...].prefix(Self.longestStem)
    let prefix = String(decoding: bytes[..<nameStart], as: UTF8.self)
    let number = Self.counter.add(1, ordering: .relaxed).newValue
    folder = slash == nil ? "." : prefix
    path = prefix + "." + String(decoding: stem, as: UTF8.self) + ".\(getpid())-\(number).tmp"
    slot = unsafe pk_temp_register(path)
  }

  private static func resolved(_ path: String) -> String {
    guard let real = unsafe realpath(path, nil) else { return path }
    defer { unsafe free(real) }
    return unsafe String(cString: real)
  }
}
