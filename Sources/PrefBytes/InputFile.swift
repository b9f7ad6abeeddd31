import Glibc

/// Names where bytes come from: a file or standard input.
public enum InputFile: Equatable, Sendable {
  /// Descriptor 0, which is read but never closed.
  case standardInput
  /// A path as the user gave it.
  case file(String)

  /// Reads a command-line argument: `nil` and `-` mean standard input.
  public init(argument: String?) {
    guard let argument, argument != "-" else {
      self = .standardInput
      return
    }
    self = .file(argument)
  }

  /// The path for messages, `-` for standard input.
  public var path: String {
    switch self {
    case .standardInput: "-"
    case .file(let path): path
    }
  }

  /// Size on disk in bytes; `nil` where it cannot be known (a pipe, a terminal, no such file).
  public var size: Int? {
    guard let status = FileStatus(self), status.isRegular else { return nil }
    return status.size
  }

  /// Finds what is missing, unreadable or a directory before any work is done.
  ///
  /// Errors: ``BytesError/Kind/cannotOpen(code:)``, ``BytesError/Kind/inputIsDirectory``.
  public func check() throws(BytesError) {
    guard case .file(let path) = self else { return }
    guard let status = FileStatus(self), unsafe access(path, R_OK) == 0 else {
      throw BytesError(.cannotOpen(code: errno), path: path)
    }
    if status.isDirectory { throw BytesError(.inputIsDirectory, path: path) }
  }
}

/// What stat(2) says of a file, links followed.
struct FileStatus {
  let mode: mode_t
  let size: Int

  var isRegular: Bool { mode & S_IFMT == S_IFREG }
  var isDirectory: Bool { mode & S_IFMT == S_IFDIR }

  /// `nil` with `errno` set where there is no such file.
  init?(_ path: String) {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return nil }
    mode = status.st_mode
    size = Int(status.st_size)
  }

  init?(descriptor: Int32) {
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { return nil }
    mode = status.st_mode
    size = Int(status.st_size)
  }

  init?(_ input: InputFile) {
    switch input {
    case .standardInput: self.init(descriptor: 0)
    case .file(let path): self.init(path)
    }
  }
}
