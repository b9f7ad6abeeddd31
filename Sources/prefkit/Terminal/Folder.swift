import Glibc
import PrefReports

/// Asks the file system about folders.
enum Folder {
  /// Whether a path names a folder.
  static func exists(_ path: String) -> Bool {
    var status = stat()
    return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }
}

/// Lines for standard output of which a part comes from data.
enum Escaped {
  /// A line whose control characters, but for its final newline, are made visible.
  static func line(_ line: String) -> String { Escaping.terminal(String(line.dropLast())) + "\n" }
}
