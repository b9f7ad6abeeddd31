import ArgumentParser
import Glibc
import PrefBytes
import PrefFindings
import PrefPipeline
import PrefReports
import PrefScores

/// What the checks of score logs have in common: inputs, estimates, reports, gates.
struct ScoreInputOptions: ParsableArguments {
  @Argument(help: "Score files; none, or -, is standard input.", completion: .file())
  var files: [String] = []

  @Option(
    help: ArgumentHelp(
      "A score that is a downstream metric rather than a reward; may be repeated.",
      valueName: "name"
    )
  )
  var metric: [String] = []

  @Flag(help: "Leave bad rows out and count them.")
  var skipBad = false

  @Option(help: ArgumentHelp("Replicates of the Poisson bootstrap over prompts.", valueName: "b"))
  var bootstrap = 1000

  @Option(help: ArgumentHelp("Seed of the bootstrap.", valueName: "n"))
  var seed: UInt64 = 0

  @Option(help: ArgumentHelp("Write a report; may be repeated.", valueName: "file"), completion: .file())
  var report: [String] = []

  @Option(help: ArgumentHelp("Limits that stop the run.", valueName: "file"), completion: .file(extensions: ["json"]))
  var gates: String?

  func validate() throws {
    if !(20...100_000).contains(bootstrap) {
      throw ValidationError("--bootstrap takes a number from 20 to 100,000")
    }
  }

  /// How estimates are made.
  func estimates(_ common: RunOptions) -> ScoreSettings {
    var settings = ScoreSettings()
    (settings.replicates, settings.seed) = (bootstrap, seed)
    settings.spread = Spread.over(threads: common.threadCount)
    return settings
  }

  /// How inputs are read.
  func settings(_ run: RunOptions, meter: Meter) throws -> RunSettings {
    if files.isEmpty, isatty(0) == 1 {
      throw Failure.usage(
        "no input: standard input is a terminal",
        fix: "name a file, or pipe data in; --help says more"
      )
    }
    var settings = RunSettings()
    settings.inputs = files.isEmpty ? ["-"] : files
    settings.threads = run.threadCount
    settings.badRows = skipBad ? .skip : .fail
    settings.progress = { records, bytes in meter.show(records, bytes) }
    return settings
  }

  /// Runs a check from reading to exit status.
  ///
  /// - Parameters:
  ///   - command: Name of the subcommand, which is the name of the check.
  ///   - common: The run.
  ///   - options: How rows are read.
  ///   - assess: Answers from what was read.
  /// - Throws: A failure with its exit status.
  func run(
    _ command: String,
    _ common: RunOptions,
    _ options: ScoreOptions = ScoreOptions(),
    _ assess: (inout ScoreRun.Result, ScoreSettings) throws -> AuditResult
  ) throws {
    try Failure.reporting {
      let formats = try report.map(ReportFormat.named)
      let limits = try gates.map { try readGates($0, command) }
      try common.check(report, target: report.first)
      let meter = common.meter(files)
      var options = options
      options.metrics.formUnion(metric)
      var read = try Self.explaining { try ScoreRun(settings(common, meter: meter), options).run() }
      read.table.sort()
      let result = try assess(&read, estimates(common))
      var report = AuditReport(read.ledger, [result], version: PrefKitCommand.version)
      report.subject = .scores
      if let limits { report.judge(by: limits.gates) }
      for (path, format) in zip(self.report, formats) { try WholeFile.write(format.bytes(of: report), to: path) }
      meter.finish()
      if !common.quiet {
        Console.write(TextReport.text(of: report, isColored: Console.isFancy(2), width: Console.width), to: 2)
      }
      try common.finish(
        "scores \(command)",
        read.ledger,
        meter,
        target: self.report.first,
        dependencies: files + [gates].compactMap { $0 }
      )
      if limits != nil, !report.letsRunSucceed {
        throw Failure(["error: the gates stop the run"], status: Failure.Status.found)
      }
    }
  }

  /// Says what helps with rows that cannot be read: other things than with records.
  static func explaining<Result>(_ work: () throws -> Result) throws -> Result {
    do {
      return try work()
    } catch let error as BadRowsError {
      let total = error.counts.values.reduce(0, +)
      let lacksUnit = error.first.contains { $0.record.error.kind == .missing(field: "kl_unit") }
      throw Failure(
        error.first.map(\.message) + ["error: \(total) bad \(total == 1 ? "row" : "rows")"],
        fix: lacksUnit
          ? "--kl-unit sequence_nats or token_nats: a mean over tokens taken for a sum over the response misplaces the "
            + "peak, so the unit is never guessed"
          : "docs/scores.md says what rows may look like; --skip-bad leaves bad rows out and counts them",
        status: Failure.Status.damaged
      )
    }
  }

  /// Reads gates; of a file for several checks, those on this one's metrics count.
  private func readGates(_ path: String, _ command: String) throws -> GateFile {
    let stream = try ByteStream(InputFile(argument: path))
    var bytes: [UInt8] = []
    while try stream.read(upTo: 1 << 20, appendingTo: &bytes) {}
    do {
      var file = try GateFile(parsing: bytes)
      for (index, gate) in file.gates.enumerated()
      where !Self.checks.contains(where: { gate.metric.hasPrefix($0 + ".") }) {
        throw Failure.usage(
          "\(path): /gates/\(index)/metric: no check of score logs produces the metric \(gate.metric)",
          fix: "metrics begin with \(Self.checks.joined(separator: ", ")), followed by a dot"
        )
      }
      file.gates.removeAll { !$0.metric.hasPrefix(command + ".") }
      return file
    } catch let error as ReportError {
      throw Failure.usage("\(path): \(error)")
    }
  }

  private static let checks = ["correlate", "calibrate", "ensemble", "overoptimize"]
}
