import ArgumentParser
import Glibc
import PrefBytes
import PrefFormats
import PrefPipeline

/// What is read, and how.
struct InputOptions: ParsableArguments {
  @Argument(help: "Input files; none, or -, is standard input.", completion: .file())
  var files: [String] = []

  @Option(
    help: ArgumentHelp(
      "Dialect of the input: auto looks at the first records and says what it found.",
      valueName: "name"
    ),
    completion: .list(["auto"] + FormatRegistry.all.map { $0.name })
  )
  var format = "auto"

  @Option(
    help: ArgumentHelp(
      "For --format fields: where a part is found, as PART=KEY or PART=/json/pointer. "
        + "Parts: \(Fields.targets.joined(separator: ", ")). May be repeated.",
      valueName: "part=field"
    )
  )
  var map: [String] = []

  @OptionGroup var containers: ContainerOptions

  @Flag(help: "Read true and false as text where a completion should be (pandalm).")
  var booleansAsText = false

  @Option(help: ArgumentHelp("Longest line accepted: bytes, or with K, M, G.", valueName: "bytes"))
  var maxLine = ByteCount(64 << 20)

  @Option(help: ArgumentHelp("Set bad rows aside in this file and go on.", valueName: "file"), completion: .file())
  var rejects: String?

  @Flag(help: "Leave bad rows out and count them.")
  var skipBad = false

  @Flag(help: "Exit 1, without an output, when any row was bad; the rejects file is written all the same.")
  var strict = false

  func validate() throws {
    for entry in map where !entry.contains("=") {
      throw ValidationError("--map \(entry): write PART=FIELD, such as --map prompt=question")
    }
  }

  /// All input files, in the order they are read; empty for standard input.
  var paths: [String] { files + containers.paths }

  /// The settings that these options and the run's options make.
  func settings(_ run: RunOptions, meter: Meter) throws -> RunSettings {
    let named = try containers.inputs()
    if paths.isEmpty, isatty(0) == 1 {
      throw Failure.usage(
        "no input: standard input is a terminal",
        fix: "name a file, or pipe data in; --help says more"
      )
    }
    if !map.isEmpty, format != Fields.name, !named.contains(where: { $0.format == Fields.name }) {
      throw Failure.usage("--map goes with --format fields", fix: "add --format fields, or leave --map out")
    }
    var settings = RunSettings()
    settings.inputs = paths.isEmpty ? ["-"] : files
    settings.namedInputs = named
    settings.separator = containers.separator?.byte
    settings.format = format
    settings.formatOptions = FormatOptions(map: mapped, booleansAsText: booleansAsText)
    (settings.formatOptions.html, settings.formatOptions.scoreRule) = (containers.html, containers.scoreRule)
    settings.maxLine = maxLine.bytes
    settings.threads = run.threadCount
    settings.badRows = rejects != nil ? .setAside : skipBad || strict ? .skip : .fail
    settings.rejects = rejects
    settings.progress = { records, bytes in meter.show(records, bytes) }
    return settings
  }

  private var mapped: [String: String] {
    var mapped: [String: String] = [:]
    for entry in map {
      let parts = entry.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      mapped[parts[0]] = parts[1]
    }
    return mapped
  }
}

/// A number of bytes as people write it.
struct ByteCount: ExpressibleByArgument, CustomStringConvertible {
  let bytes: Int

  init(_ bytes: Int) { self.bytes = bytes }

  init?(argument: String) {
    let units: [Character: Int] = ["K": 10, "M": 20, "G": 30]
    let shift = argument.last.flatMap { units[Character($0.uppercased())] } ?? 0
    guard let number = Int(shift == 0 ? argument : String(argument.dropLast())), number > 0,
      number <= Int.max >> (shift + 1)
    else { return nil }
    bytes = number << shift
  }

  var description: String {
    for (unit, shift) in [("G", 30), ("M", 20), ("K", 10)] where bytes >= 1 << shift && bytes % (1 << shift) == 0 {
      return "\(bytes >> shift)\(unit)"
    }
    return String(bytes)
  }
}
