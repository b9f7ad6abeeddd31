import PrefBytes
import PrefFormats
import PrefJSON
public import PrefRecord
public import PrefScores

/// Reads score files of any layout into a table, and accounts for every row.
///
/// Rows are JSON lines, arrays, objects over several lines, or tables; whole records and RewardBench results are told by
/// their keys. Parsing is done on all threads, the table grows in input order.
public struct ScoreRun {
  /// What comes out.
  public struct Result: Sendable {
    /// The table, unsorted.
    public var table: ScoreTable
    /// Checkpoints of training logs, in input order.
    public var checkpoints: [Checkpoint]
    /// The account; `written` counts the rows observed.
    public var ledger: Ledger
  }

  private let settings: RunSettings
  private let inputs: [ResolvedInput]
  private let options: ScoreOptions

  /// Opens the inputs.
  public init(_ settings: RunSettings, _ options: ScoreOptions = ScoreOptions()) throws {
    (self.settings, self.options) = (settings, options)
    let files = settings.inputs.isEmpty ? ["-"] : settings.inputs
    guard files.count(where: { $0 == "-" }) < 2 else {
      throw RunError.usage("standard input is named twice", fix: "name it once")
    }
    for file in files { try InputFile(argument: file).check() }
    let resolver = InputResolver(settings: settings)
    inputs = try files.map { path in
      let file = InputFile(argument: path)
      let stream = try ByteStream(file)
      let container = try resolver.container(of: stream.peek(InputResolver.headSize), path)
      let format = try ScoreRows(options: FormatOptions())
      var input = ResolvedInput(path: path, format: format, container: container, columns: [])
      input.stream = file.size == nil ? ResolvedInput.Held(stream) : nil
      return input
    }
  }

  /// Reads everything.
  public func run() throws -> Result {
    let stages = ScoreStages(RecordSource(inputs, maxLine: settings.maxLine), settings, options)
    try Conveyor(stages, threads: settings.threads).run()
    let ledger = stages.ledger
    guard ledger.balances else {
      throw RunError.unbalanced(
        read: ledger.read,
        accounted: ledger.written + ledger.droppedTotal + ledger.quarantinedTotal
      )
    }
    if settings.badRows == .fail, ledger.quarantinedTotal > 0 {
      throw BadRowsError(first: stages.badRows, counts: ledger.quarantined)
    }
    return Result(table: stages.table, checkpoints: stages.checkpoints, ledger: ledger)
  }
}

/// What a user says about score files.
public struct ScoreOptions: Sendable {
  /// Names of scores that are downstream metrics.
  public var metrics: Set<String> = []
  /// Only these rewards; empty: all.
  public var rewards: Set<String> = []
  /// Whether rows are checkpoints of training logs: `nil` finds out.
  public var log: CheckpointFormat?
  /// The unit of logged divergences, where the log does not say.
  public var unit: Checkpoint.Unit?
  /// Whether training logs are read at all.
  public var takesLogs = false

  /// Makes the defaults.
  public init() {}
}

/// Stands for score files where a format is named; they are no dialect of preference data.
struct ScoreRows: IngestFormat {
  static let name = "scores"
  static let summary = "Rows of score files."
  static let source = "docs/scores.md"
  static let winner = "The side under \"chosen\"."
  static let refines: [String] = []
  static let columns: Columns = []
  static let examples: [FormatExample] = []

  init(options: FormatOptions) throws(FormatOptionError) {}
}

/// Parses on all threads, adds to one table in input order.
final class ScoreStages: ConveyorStages {
  /// A worker's parser and what it gathered from one unit.
  final class Worker {
    let reader = BatchReader()
    let gatherer: ScoreGatherer
    init(_ options: ScoreOptions) { gatherer = ScoreGatherer(options) }
  }

  struct Product {
    var input: Int
    var records: Int
    var bytes: Int
    var blankLines: Int
    var scores: ScoreBatch
    var checkpoints: [Checkpoint]
    var quarantined: [QuarantinedRecord]
  }

  private let source: RecordSource
  private let settings: RunSettings
  private let options: ScoreOptions
  private(set) var table = ScoreTable()
  private(set) var checkpoints: [Checkpoint] = []
  private(set) var ledger: Ledger
  private(set) var badRows: [BadRow] = []

  init(_ source: RecordSource, _ settings: RunSettings, _ options: ScoreOptions) {
    (self.source, self.settings, self.options) = (source, settings, options)
    ledger = Ledger(inputs: source.inputs.map(\.path))
  }

  func makeWorker() -> Worker { Worker(options) }

  func read() throws -> RecordUnit? { try source.next() }

  func transform(_ unit: RecordUnit, _ worker: Worker) throws -> Product {
    worker.gatherer.begin()
    switch unit {
    case .lines(let block, let input):
      try block.load()
      return unsafe block.withUnsafeBytes { bytes in
        let records = unsafe worker.reader.read(bytes, of: block, .grouper(worker.gatherer))
        return product(worker, input: input, records: records, bytes: block.count)
      }
    case .records(let cut, let input):
      let header = source.inputs[input].container.header
      return unsafe cut.bytes.withUnsafeBytes { bytes in
        let records = unsafe worker.reader.read(cut, bytes, table: header, .grouper(worker.gatherer))
        return product(worker, input: input, records: records, bytes: cut.count)
      }
    case .batch(_, let input, _, _), .piece(_, let input):
      throw RunError.usage(
        "\(source.inputs[input].path): score files are rows, and this is a document",
        fix: "docs/scores.md says what a score file may look like"
      )
    }
  }

  private func product(_ worker: Worker, input: Int, records: Int, bytes: Int) -> Product {
    Product(
      input: input,
      records: records,
      bytes: bytes,
      blankLines: worker.reader.batch.blankLines,
      scores: worker.gatherer.scores,
      checkpoints: worker.gatherer.checkpoints,
      quarantined: worker.reader.batch.quarantined
    )
  }

  func collect(_ product: Product) throws -> [Never] {
    let path = source.inputs[product.input].path
    ledger.inputs[product.input].records += product.records
    ledger.inputs[product.input].bytes += product.bytes
    ledger.blankLines += product.blankLines
    ledger.read += product.scores.rows.count + product.checkpoints.count + product.quarantined.count
    for record in product.quarantined {
      ledger.quarantined[record.error.reason, default: 0] += 1
      if badRows.count < 5 { badRows.append(BadRow(file: path, format: ScoreRows.name, record: record)) }
    }
    checkpoints += product.checkpoints
    let added: ScoreTable.Added
    do throws(ScoreTable.Misfit) {
      added = try table.add(product.scores, metrics: options.metrics)
    } catch {
      throw RunError.usage(
        "\(path): some rows are pairs and others single responses",
        fix: "read files of pairs and files of responses in runs of their own"
      )
    }
    ledger.written += added.taken + product.checkpoints.count
    for (reason, count) in added.dropped { ledger.drop(because: reason, count: count) }
    settings.progress(ledger.read, source.consumed)
    return []
  }

  func finishCollecting() throws -> [Never] { [] }
  func pack(_ block: Never, _ worker: Worker) throws -> Never {}
  func write(_ packed: Never) throws {}
}
