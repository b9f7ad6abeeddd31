import ArgumentParser
import CSignals
import PrefAudits
import PrefBytes
import PrefFindings
import PrefPipeline
import PrefRecord
import PrefReports
import PrefScores

/// Measures the biases that the data can show.
struct Audit: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measures the biases that the data can show, and stops a run over them.",
    discussion: """
      Nothing is changed. A summary goes to standard error; --report writes reports by the ending of their names: .json, \
      .md, .html or .xml (JUnit). With --gates, only pass and warn let the run exit 0. States of parts, saved with \
      --state-out, are merged with --merge into the very report of the whole.

      EXAMPLES
        prefkit audit pairs.jsonl.gz --report audit.html --report audit.json --gates default-gates.json
        prefkit audit part1.jsonl --state-out 1.state.zst && prefkit audit --merge 1.state.zst 2.state.zst
      """
  )

  @OptionGroup(title: "Input") var input: InputOptions

  @Option(
    help: ArgumentHelp("Only these audits, separated by commas. `prefkit audits` lists them.", valueName: "names"),
    completion: .list(AuditRegistry.all.map { $0.name })
  )
  var only: String?

  @Option(help: ArgumentHelp("Write a report; may be repeated.", valueName: "file"), completion: .file())
  var report: [String] = []

  @Option(help: ArgumentHelp("Limits that stop the run.", valueName: "file"), completion: .file(extensions: ["json"]))
  var gates: String?

  @Option(
    help: ArgumentHelp(
      "Replicates of the Poisson bootstrap for intervals; 0 (the default) uses cluster-robust closed forms.",
      valueName: "b"
    )
  )
  var bootstrap = 0

  @Option(help: ArgumentHelp("Seed of the bootstrap.", valueName: "n"))
  var seed: UInt64 = 0

  @Option(help: ArgumentHelp("Key in the metadata that says whether a prompt is harmful.", valueName: "key"))
  var harmField: String?

  @Option(
    help: ArgumentHelp(
      "Set biases of the data beside those of rewards: a score file, or `column` for the scores of the rows; may be "
        + "repeated. Reads the inputs twice.",
      valueName: "file"
    ),
    completion: .file()
  )
  var scores: [String] = []

  @Option(help: ArgumentHelp("A score that is a downstream metric; may be repeated.", valueName: "name"))
  var metric: [String] = []

  @Option(
    help: ArgumentHelp("Save the state of the audit, to be merged with others.", valueName: "file"),
    completion: .file()
  )
  var stateOut: String?

  @Flag(help: "The inputs are saved states.")
  var merge = false

  @OptionGroup(title: "Run") var common: RunOptions

  func validate() throws {
    if merge, input.files.isEmpty { throw ValidationError("--merge needs the files that --state-out saved") }
    if bootstrap != 0, !(20...100_000).contains(bootstrap) {
      throw ValidationError("--bootstrap takes 0, or a number from 20 to 100,000")
    }
  }

  func run() throws {
    try Failure.reporting {
      let audits = try selected()
      let formats = try report.map(Self.format)
      let limits = try gates.map(readGates)
      try common.check(report + [stateOut, input.rejects].compactMap { $0 }, target: report.first ?? stateOut)
      let meter = common.meter(input.paths)
      var (state, ledger) = try merge ? mergedStates() : observed(meter)
      if let stateOut { try save(state, ledger, stateOut) }
      let settings = AuditSettings(
        bootstrapReplicates: bootstrap,
        seed: seed,
        spread: Spread.over(threads: common.threadCount)
      )
      state.sort(settings.spread)
      let results = audits.map { audit in
        // What one audit needed must not add up with what the next one needs.
        defer { pk_give_back_freed_blocks() }
        return audit.assess(state, settings)
      }
      let mismatches = try mismatch(settings)
      var result = AuditReport(ledger, results + mismatches, version: PrefKitCommand.version)
      if let limits { result.judge(by: limits.gates) }
      for (path, format) in zip(report, formats) { try WholeFile.write(format.bytes(of: result), to: path) }
      meter.finish()
      if !common.quiet {
        Console.write(TextReport.text(of: result, isColored: Console.isFancy(2), width: Console.width), to: 2)
      }
      let target = report.first ?? stateOut
      try common.finish("audit", ledger, meter, target: target, dependencies: input.paths + [gates].compactMap { $0 })
      if limits != nil, !result.letsRunSucceed {
        throw Failure(["error: the gates stop the run"], status: Failure.Status.found)
      }
    }
  }

  /// The section that sets data and rewards side by side, where it was asked for.
  private func mismatch(_ settings: AuditSettings) throws -> [AuditResult] {
    if scores.isEmpty { return [] }
    guard !merge, !input.paths.isEmpty, !input.paths.contains("-") else {
      throw Failure.usage("--scores reads the inputs twice", fix: "name files, rather than standard input or states")
    }
    let files = scores.filter { $0 != "column" }
    let lookup = try files.isEmpty ? nil : ScoreFiles.read(files, by: .id, common)
    let meter = common.meter(input.paths)
    let tally = try RecordRun(try input.settings(common, meter: meter)).mismatch(lookup)
    meter.finish()
    var estimates = ScoreSettings()
    (estimates.seed, estimates.spread) = (settings.seed, settings.spread)
    if bootstrap > 0 { estimates.replicates = bootstrap }
    return [tally.assess(downstream: Set(metric), estimates)]
  }

  private func selected() throws -> [any PrefAudits.Audit.Type] {
    guard let only else { return AuditRegistry.all }
    return try only.split(separator: ",").map { name in
      if let audit = AuditRegistry.audit(named: String(name)) { return audit }
      let names = AuditRegistry.all.map { $0.name }
      let nearest = Spelling.nearest(to: String(name), among: names).map { "did you mean \"\($0)\"? " } ?? ""
      throw Failure.usage(
        "there is no audit named \"\(name)\"",
        fix: "\(nearest)the audits are \(names.joined(separator: ", "))"
      )
    }
  }

  private static func format(_ path: String) throws -> ReportFormat {
    if let format = ReportFormat(fileName: path) { return format }
    throw Failure.usage(
      "--report \(path): its ending names no kind of report",
      fix: "end it in .json, .md, .html or .xml"
    )
  }

  private func readGates(_ path: String) throws -> GateFile {
    let stream = try ByteStream(InputFile(argument: path))
    var bytes: [UInt8] = []
    while try stream.read(upTo: 1 << 20, appendingTo: &bytes) {}
    do {
      let file = try GateFile(parsing: bytes)
      try file.check(metrics: AuditRegistry.all.flatMap { $0.metrics })
      return file
    } catch {
      throw Failure.usage("\(path): \(error)")
    }
  }

  private func observed(_ meter: Meter) throws -> (AuditState, Ledger) {
    let records = try RecordRun(try input.settings(common, meter: meter))
    common.announce(records)
    let (ledger, state) = try records.observe(harmField: harmField)
    try input.checkStrict(ledger, OutputSet())
    return (state, ledger)
  }

  private func mergedStates() throws -> (AuditState, Ledger) {
    var state = AuditState()
    var ledger = Ledger(inputs: [])
    for path in input.files {
      let part = try AuditStateFile.read(path)
      state.merge(part.state)
      ledger.merge(part.ledger)
    }
    return (state, ledger)
  }

  private func save(_ state: AuditState, _ ledger: Ledger, _ path: String) throws {
    let outputs = OutputSet()
    let handle = try unsafe outputs.open(OutputDestination(argument: path), OutputCompression(path: path))
    try AuditStateFile.save(state, ledger, to: handle, outputs)
  }
}

extension AuditReport {
  /// A report over a run; inputs are ordered by path, so that merged parts give the report of the whole.
  init(_ ledger: Ledger, _ audits: [AuditResult], version: String) {
    func sorted(_ counts: [String: Int]) -> [(String, Int)] {
      counts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
    self.init(
      version: version,
      inputs: ledger.inputs.map { ReportInput(path: $0.path, records: $0.records, bytes: $0.bytes) }
        .sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) },
      read: ledger.read,
      assessed: ledger.written,
      quarantined: sorted(ledger.quarantined).map { (reason: $0.0, rows: $0.1) },
      flagged: sorted(ledger.flagged).map { (flag: $0.0, rows: $0.1) },
      audits: audits,
      gates: []
    )
  }
}
