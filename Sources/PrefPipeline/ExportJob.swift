public import PrefExports
import PrefRecord

/// Writes records in a trainer's dialect.
final class ExportJob: RecordJob {
  struct Scratch: Sendable {
    var writer: RowWriter
  }

  /// Rows of one batch.
  struct Rows: Sendable {
    var bytes: [UInt8] = []
    var count = 0
  }

  private let writer: RowWriter
  private let format: any ExportFormat
  private let demands: PairDemands
  private let container: ExportContainer
  private let dropsTies: Bool
  private let output: OutputSet.Handle
  private var isFirst = true

  init(_ run: RecordRun, _ type: any ExportFormat.Type, _ plan: ExportPlan, _ output: OutputSet.Handle) {
    self.output = output
    (demands, container, dropsTies) = (type.demands, type.container, plan.dropsTies)
    format = type.init(options: plan.options)
    writer = RowWriter(run, columns: plan.rowColumns)
  }

  func makeScratch() -> Scratch { Scratch(writer: writer) }

  func work(
    _ batch: inout ComparisonBatch,
    _ block: UnsafeRawBufferPointer,
    input: Int,
    _ scratch: inout Scratch
  ) throws -> Rows {
    scratch.writer.prepare(&batch, input: input)
    if dropsTies { dropTies(&batch) }
    var faults: [(index: Int, error: RecordError)] = []
    for (index, comparison) in batch.comparisons.enumerated() {
      if let error = demands.fault(of: comparison, in: batch) { faults.append((index, error)) }
    }
    batch.quarantine(faults)
    var rows = Rows()
    rows.bytes.reserveCapacity(batch.text.count + batch.text.count / 4)
    format.write(batch, to: &rows.bytes)
    rows.count = batch.comparisons.count
    return rows
  }

  private func dropTies(_ batch: inout ComparisonBatch) {
    let before = batch.comparisons.count
    batch.comparisons.removeAll(where: \.isTie)
    let ties = before - batch.comparisons.count
    if ties > 0 { batch.dropped["tie", default: 0] += ties }
  }

  func take(_ rows: Rows, _ outputs: OutputSet, _ ledger: inout Ledger) throws -> Int {
    var bytes = rows.bytes[...]
    // The rows of an array begin with a comma and a newline, which the first has no use for.
    if container == .array, isFirst { bytes = bytes.dropFirst(2) }
    if rows.count > 0 { isFirst = false }
    unsafe bytes.withUnsafeBytes { unsafe outputs.append($0, to: output) }
    return rows.count
  }
}

/// What an export writes of its inputs.
public struct ExportPlan: Sendable {
  /// What is done with the strength of preferences.
  public enum Margin: String, Sendable, CaseIterable {
    /// Written where all inputs have one.
    case auto
    /// Written, or the export fails.
    case require
    /// Not written.
    case drop
  }

  /// What the dialect is told.
  public var options: ExportOptions
  /// Whether records without a preference are left out.
  public var dropsTies: Bool
  /// Columns that rows are brought into before they are written.
  var rowColumns: Columns

  /// Makes a plan for a run.
  ///
  /// - Throws: `RunError.usage` where a margin is required and not all inputs have one, or the dialect has no room for it.
  public init(
    _ run: RecordRun,
    _ type: any ExportFormat.Type,
    margin: Margin,
    dropsTies: Bool,
    keepsID: Bool,
    seed: UInt64
  ) throws {
    var columns = run.columns
    if margin == .require {
      guard type.carries.contains(.margin) else {
        throw RunError.usage("the export \"\(type.name)\" has no room for a margin", fix: "--margin drop")
      }
      guard columns.contains(.margin) else {
        throw RunError.usage("not all inputs have a margin", fix: "--margin drop writes none")
      }
    }
    if keepsID, !type.acceptsID {
      throw RunError.usage("readers of \"\(type.name)\" take no id", fix: "leave --keep-id out")
    }
    if margin == .drop { columns.remove(.margin) }
    rowColumns = columns
    options = ExportOptions(columns: columns.intersection(type.carries), keepsID: keepsID, seed: seed)
    self.dropsTies = dropsTies
    // Where the dialect has no room for a margin, a row without one is as good as any.
    if !type.carries.contains(.margin) { rowColumns.remove(.margin) }
  }
}

extension RecordRun {
  /// Writes all records in a dialect.
  ///
  /// - Returns: The ledger; the output is complete but for `OutputSet.finish`.
  public func export(
    to type: any ExportFormat.Type,
    _ plan: ExportPlan,
    _ outputs: OutputSet,
    _ output: OutputSet.Handle
  ) throws -> Ledger {
    let format = type.init(options: plan.options)
    outputs.append(format.prologue, to: output)
    let ledger = try run(ExportJob(self, type, plan, output), outputs)
    outputs.append(format.epilogue, to: output)
    do { try outputs.writeReady() } catch {
      outputs.abandon()
      throw error
    }
    return ledger
  }
}
