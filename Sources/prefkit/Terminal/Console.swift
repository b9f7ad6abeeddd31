import Glibc
import PrefReports

/// Writes to people on standard error; what data brings along cannot steer their terminal.
enum Console {
  /// Writes one line.
  static func say(_ line: String) { write(line + "\n", to: 2) }

  /// Writes one line of which a part comes from data or from file names.
  static func say(escaping line: String) { say(Escaping.terminal(line)) }

  /// Writes text to a descriptor, all of it.
  static func write(_ text: String, to descriptor: Int32) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = unsafe bytes.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
      // Nobody is left to tell when standard error itself is gone.
      guard count > 0 || errno == EINTR else { return }
      bytes = bytes.dropFirst(max(0, count))
    }
  }

  /// Whether a stream is a terminal that takes colours and progress.
  static func isFancy(_ descriptor: Int32) -> Bool {
    guard isatty(descriptor) == 1 else { return false }
    return environment("NO_COLOR") == nil && environment("TERM") != "dumb"
  }

  /// Columns of standard error: those of the terminal, 80 at least, or 100 where it is a file or a pipe.
  static var width: Int {
    var size = winsize()
    guard isatty(2) == 1, unsafe ioctl(2, UInt(TIOCGWINSZ), &size) == 0 else { return 100 }
    return max(80, Int(size.ws_col))
  }

  private static func environment(_ name: String) -> String? {
    guard let value = unsafe getenv(name) else { return nil }
    let text = unsafe String(cString: value)
    return text.isEmpty ? nil : text
  }
}
