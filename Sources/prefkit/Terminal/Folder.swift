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

extension Folder {
  /// Whether a path names anything that can be read.
  static func hasFile(_ path: String) -> Bool { unsafe access(path, R_OK) == 0 }

  /// Whether a path names something that is neither a regular file nor a folder, such as a pipe.
  static func isSpecialFile(_ path: String) -> Bool {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return false }
    return status.st_mode & S_IFMT != S_IFREG && status.st_mode & S_IFMT != S_IFDIR
  }
}

/// Lines for standard output of which a part comes from data.
enum Escaped {
  /// A line whose control characters, but for its final newline, are made visible.
  static func line(_ line: String) -> String { Escaping.terminal(String(line.dropLast())) + "\n" }
}
