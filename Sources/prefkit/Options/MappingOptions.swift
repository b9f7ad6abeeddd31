import ArgumentParser
import PrefBytes
import PrefFormats
import PrefPipeline

/// How records of the user's own are read, and which of a source's labels decides.
struct MappingOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A file that says where everything is found, instead of --map and the options below; means --format fields.",
      valueName: "file"
    ),
    completion: .file()
  )
  var mapping: String?

  @Option(help: ArgumentHelp("For first and second: the field that says which won.", valueName: "field"))
  var labelField: String?

  @Option(help: ArgumentHelp("What names the first, in verdicts and votes. May be repeated.", valueName: "word"))
  var firstIf: [String] = []

  @Option(help: ArgumentHelp("What names the second. May be repeated.", valueName: "word"))
  var secondIf: [String] = []

  @Option(help: ArgumentHelp("What calls it a tie. May be repeated.", valueName: "word"))
  var tieIf: [String] = []

  @Option(
    help: ArgumentHelp(
      "Fields that each hold one annotator's vote, separated by commas; without --label-field their majority decides.",
      valueName: "field,…"
    )
  )
  var annotatorFields: String?

  @Option(help: ArgumentHelp("Which label decides, where a source has several: helpful or safe.", valueName: "name"))
  var label: String?

  /// Adds what was said to the settings of a run.
  func apply(to settings: inout RunSettings) throws {
    settings.formatOptions.label = label
    var verdict = VerdictOptions()
    verdict.labelField = labelField
    (verdict.firstIf, verdict.secondIf, verdict.tieIf) = (firstIf, secondIf, tieIf)
    verdict.annotatorFields = annotatorFields?.split(separator: ",").map(String.init) ?? []
    settings.formatOptions.verdict = verdict
    if let mapping {
      guard settings.format == "auto" || settings.format == Fields.name else {
        throw Failure.usage("--mapping does not go with --format \(settings.format)", fix: "leave --format out")
      }
      settings.format = Fields.name
      try Self.file(mapping).apply(to: &settings.formatOptions)
    }
    guard verdict == VerdictOptions() || settings.format == Fields.name else {
      throw Failure.usage(
        "--label-field, --first-if, --second-if, --tie-if and --annotator-fields go with --format fields",
        fix: "add --format fields"
      )
    }
  }

  private static func file(_ path: String) throws -> MappingFile {
    let stream = try ByteStream(InputFile(argument: path))
    var bytes: [UInt8] = []
    while try stream.read(upTo: 1 << 20, appendingTo: &bytes) {}
    do {
      return try MappingFile(parsing: bytes)
    } catch {
      throw Failure.usage("\(path): \(error.message)")
    }
  }
}
