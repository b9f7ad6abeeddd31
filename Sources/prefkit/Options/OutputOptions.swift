import ArgumentParser
import PrefBytes

/// Where rows are written, and how.
struct OutputOptions: ParsableArguments {
  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Output file; absent or -: standard output.", valueName: "file"),
    completion: .file()
  )
  var output: String?

  @OptionGroup var compression: CompressionOptions

  var destination: OutputDestination { OutputDestination(argument: output) }

  /// The compression asked for, or that of the output's name.
  func resolved() throws -> OutputCompression {
    let resolved = try compression.resolved(default: OutputCompression(path: output ?? ""))
    if resolved != .none, destination.isTerminal {
      throw Failure.usage("compressed bytes are not written to a terminal", fix: "-o FILE, or pipe the output")
    }
    return resolved
  }
}

/// How an output is compressed.
struct CompressionOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Compression of the output: none, gzip or zstd; by default what its name says.",
      valueName: "codec"
    ),
    completion: .list(["none", "gzip", "zstd"])
  )
  var compress: String?

  @Option(
    help: ArgumentHelp(
      "Level of compression: gzip 1 to 12 (1 by default), zstd 1 to 19 (3 by default).",
      valueName: "level"
    )
  )
  var level: Int?

  func resolved(default implied: OutputCompression) throws -> OutputCompression {
    var name = compress
    if name == nil, level != nil {
      name =
        switch implied {
        case .none: nil
        case .gzip: "gzip"
        case .zstd: "zstd"
        }
    }
    guard let name else {
      if level != nil {
        throw Failure.usage("--level goes with compression", fix: "name the output .gz or .zst, or add --compress")
      }
      return implied
    }
    let full = level.map { "\(name):\($0)" } ?? name
    guard let resolved = OutputCompression(name: full) else {
      throw Failure.usage(
        "there is no compression \"\(full)\"",
        fix: "none, gzip with --level 1 to 12, or zstd with --level 1 to 19"
      )
    }
    return resolved
  }
}
