import PrefBytes
import PrefFormats
public import PrefRecord

/// Runs a job over inputs, and accounts for every record.
public struct RecordRun {
  /// The run's settings.
  public let settings: RunSettings
  /// The inputs, with their formats.
  public let inputs: [ResolvedInput]

  /// Opens the inputs and finds out their formats.
  public init(_ settings: RunSettings) throws {
    self.settings = settings
    let unnamed = settings.inputs.isEmpty && settings.namedInputs.isEmpty ? ["-"] : settings.inputs
    let files = unnamed.map { (format: settings.format, path: $0) } + settings.namedInputs
    guard files.count(where: { $0.path == "-" }) < 2 else {
      throw RunError.usage("standard input is named twice", fix: "name it once")
    }
    for file in files { try InputFile(argument: file.path).check() }
    let resolver = InputResolver(settings: settings)
    inputs = try files.map { try resolver.resolve($0.path, as: $0.format) }
  }

  /// Takes inputs whose formats are known.
  init(_ settings: RunSettings, inputs: [ResolvedInput]) { (self.settings, self.inputs) = (settings, inputs) }

  /// The columns that an output over all inputs has: a margin only where all inputs have one, since it has no neutral
  /// value; everything else where any input has it.
  public var columns: Columns {
    let filled = inputs.filter { $0.reason != "it is empty" }
    var all = filled.reduce(into: Columns()) { $0.formUnion($1.columns) }
    // Rows of another dialect bring a place they come from, and fields that have no other room.
    if inputs.contains(where: { !($0.format is Canonical) }) { all.formUnion([.source, .metadata]) }
    let hasMargin = !filled.isEmpty && filled.allSatisfy { $0.columns.contains(.margin) }
    if hasMargin { return all }
    // A margin that loses its column needs the metadata to go to.
    return all.contains(.margin) ? all.subtracting(.margin).union(.metadata) : all
  }

  /// Runs a job to the end.
  ///
  /// - Returns: The ledger, which balances. Outputs are complete but for their finish.
  /// - Throws: `BadRowsError` when records were quarantined that the user did not allow for; nothing is then left under the
  ///   name of any output.
  func run<Job: RecordJob>(_ job: Job, _ outputs: OutputSet) throws -> Ledger {
    do {
      let rejects = try openRejects(outputs)
      let source = RecordSource(inputs, maxLine: settings.maxLine)
      let stages = RecordStages(source, job, outputs, rejects: rejects, settings)
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
      if let rejects { try outputs.finish(rejects) }
      return ledger
    } catch {
      outputs.abandon()
      throw error
    }
  }

  private func openRejects(_ outputs: OutputSet) throws -> OutputSet.Handle? {
    guard let path = settings.rejects else { return nil }
    return try unsafe outputs.open(OutputDestination(argument: path), OutputCompression(path: path))
  }
}
