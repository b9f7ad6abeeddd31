import Glibc

/// Names where bytes go to: a file or standard output.
public enum OutputDestination: Equatable, Sendable {
  /// Descriptor 1.
  case standardOutput
  /// A path as the user gave it.
  case file(String)

  /// Reads a command-line argument: `nil` and `-` mean standard output.
  public init(argument: String?) {
    guard let argument, argument != "-" else {
      self = .standardOutput
      return
    }
    self = .file(argument)
  }

  /// The path for messages, `-` for standard output.
  public var path: String {
    switch self {
    case .standardOutput: "-"
    case .file(let path): path
    }
  }

  /// Whether the output is a terminal.
  public var isTerminal: Bool {
    guard let descriptor = inheritedDescriptor else { return false }
    return isatty(descriptor) == 1
  }

  /// Whether a regular file of that name is there already, which writing would replace.
  public var replacesFile: Bool {
    guard inheritedDescriptor == nil else { return false }
    return FileStatus(path)?.isRegular == true
  }

  /// The descriptor that the name means: opening `/dev/stdout` anew would write over a redirected file's start.
  var inheritedDescriptor: Int32? {
    guard case .file(let path) = self else { return 1 }
    switch path {
    case "/dev/stdout": return 1
    case "/dev/stderr": return 2
    default: break
    }
    for prefix in ["/dev/fd/", "/proc/self/fd/"] where path.hasPrefix(prefix) {
      return Int32(path.dropFirst(prefix.count))
    }
    return nil
  }
}
