import ArgumentParser
import PrefAudits
import PrefBytes
import PrefDedup
import PrefFindings
import PrefPipeline
import PrefRecord
import PrefReports

/// Finds records that contradict one another.
struct Conflicts: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Finds labels that contradict one another: opposite, in circles, ties against decisions.",
    discussion: """
      Each prompt is a graph: completions are its points, records its arrows. A summary goes to standard error, --report \\
      writes it in full by the ending of its name (.json, .md, .html, .xml). Nothing is removed unless --resolve says so: \\
      drop removes all that take part in a contradiction; majority keeps, of each pair of completions, the side with more \\
      records; minimum-feedback removes the fewest records for which the rest of each prompt contradicts nothing. With \\
      report, the default, rows are written only where -o says where.

      EXAMPLES
        prefkit conflicts pairs.jsonl.gz --report conflicts.html
        prefkit conflicts pairs.jsonl.gz --resolve majority -o settled.jsonl.gz --removed removed.jsonl
      """
  )

  @OptionGroup(title: "Input") var input: InputOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  @Option(
    help: ArgumentHelp("What to do: report, drop, majority or minimum-feedback.", valueName: "rule")
  )
  var resolve = ConflictResolution.report

  @Option(help: ArgumentHelp("Write a row for each removed record.", valueName: "file"), completion: .file())
  var removed: String?

  @Option(help: ArgumentHelp("Write a report; may be repeated.", valueName: "file"), completion: .file())
  var report: [String] = []

  @Flag(help: "Take prompts for the same that are near-duplicates of an earlier one.")
  var near = false

  @OptionGroup(title: "Near-duplicates") var nearness: NearOptionGroup
  @OptionGroup(title: "Run") var common: RunOptions

  func validate() throws {
    if resolve == .report, removed != nil { throw ValidationError("--removed goes with --resolve, which removes rows") }
  }

  func run() throws {
    try Failure.reporting {
      let formats = try report.map(ReportFormat.named)
      let rowsGo = resolve != .report || output.output != nil
      let files = (rowsGo ? [output.output ?? "-"] : []) + report + [input.rejects, removed].compactMap { $0 }
      let target = output.output ?? report.first
      try common.check(files, target: target)
      let meter = common.meter(input.paths)
      let records = try RecordRun(try input.settings(common, meter: meter))
      common.announce(records)
      let outputs = OutputSet()
      let rows = try unsafe rowsGo ? outputs.open(output.destination, try output.resolved()) : nil
      let gone = try removed.map {
        try unsafe outputs.open(OutputDestination(argument: $0), OutputCompression(path: $0))
      }
      let (ledger, found) = try records.conflicts(try options(), outputs, kept: rows, removed: gone)
      try input.checkStrict(ledger, outputs)
      let result = AuditReport(ledger, [ConflictAssessment.assess(found)], version: PrefKitCommand.version)
      for (path, format) in zip(report, formats) { try WholeFile.write(format.bytes(of: result), to: path) }
      if let gone { try outputs.finish(gone) }
      if let rows { try outputs.finish(rows) }
      meter.finish()
      if !common.quiet {
        Console.write(TextReport.text(of: result, isColored: Console.isFancy(2), width: Console.width), to: 2)
      }
      try common.finish("conflicts", ledger, meter, target: target, dependencies: input.paths)
    }
  }

  private func options() throws -> ConflictOptions {
    var options = ConflictOptions()
    options.resolution = resolve
    options.memoryLimit = nearness.memoryLimit.bytes
    options.folder = nearness.temporaryFolder ?? ScratchFolder.path(besides: output.output)
    if near { options.near = try nearness.options(.prompt, output: output.output) }
    return options
  }
}

extension ConflictResolution: ExpressibleByArgument {}

extension ReportFormat {
  /// The format that a file's name asks for.
  static func named(_ path: String) throws -> ReportFormat {
    if let format = ReportFormat(fileName: path) { return format }
    throw Failure.usage(
      "--report \(path): its ending names no kind of report",
      fix: "end it in .json, .md, .html or .xml"
    )
  }
}
