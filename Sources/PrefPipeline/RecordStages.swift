import PrefBytes
import PrefFormats
import PrefJSON
import PrefRecord

/// Runs one job over the records of all inputs: reads, parses, hands over, accounts.
final class RecordStages<Job: RecordJob>: ConveyorStages {
  /// A worker's parser, and what the job keeps.
  final class Worker {
    let reader = BatchReader()
    var scratch: Job.Scratch
    init(_ scratch: Job.Scratch) { self.scratch = scratch }
  }

  struct Product {
    var account: UnitAccount
    var yield: Job.Yield
  }

  private let source: RecordSource
  private let job: Job
  private let outputs: OutputSet
  private let settings: RunSettings
  private let rejects: OutputSet.Handle?
  private(set) var ledger: Ledger
  private(set) var badRows: [BadRow] = []

  init(
    _ source: RecordSource,
    _ job: Job,
    _ outputs: OutputSet,
    rejects: OutputSet.Handle?,
    _ settings: RunSettings
  ) {
    (self.source, self.job, self.outputs, self.rejects, self.settings) = (source, job, outputs, rejects, settings)
    ledger = Ledger(inputs: source.inputs.map(\.path))
  }

  func makeWorker() -> Worker { Worker(job.makeScratch()) }

  var isDone: Bool { job.isDone }

  func read() throws -> RecordUnit? { job.isDone ? nil : try source.next() }

  func transform(_ unit: RecordUnit, _ worker: Worker) throws -> Product {
    let reader = worker.reader
    switch unit {
    case .lines(let block, let input):
      try block.load()
      return unsafe try block.withUnsafeBytes { bytes in
        let records = unsafe reader.read(bytes, of: block, try target(input))
        return unsafe try finish(bytes, UnitAccount(input: input, records: records, bytes: block.count), worker)
      }
    case .records(let cut, let input):
      let table = source.inputs[input].container.header
      return unsafe try cut.bytes.withUnsafeBytes { bytes in
        let records = unsafe reader.read(cut, bytes, table: table, try target(input))
        return unsafe try finish(bytes, UnitAccount(input: input, records: records, bytes: cut.count), worker)
      }
    case .piece(let piece, let input):
      reader.batch.removeAll()
      piece.give(to: &reader.batch)
      try checkSpill()
      let nothing = unsafe UnsafeRawBufferPointer(start: nil, count: 0)
      return unsafe try finish(nothing, UnitAccount(input: input), worker)
    case .batch(let batch, let input, let rows, let bytes):
      try checkSpill()
      reader.batch = batch
      return unsafe try batch.keptRaw.withUnsafeBytes { kept in
        unsafe try finish(kept, UnitAccount(input: input, records: rows, bytes: bytes), worker)
      }
    }
  }

  /// Ends the run where a text that was put on disk could not be read back: it was lent as empty.
  private func checkSpill() throws {
    let code = SpillFile.failure.load(ordering: .relaxed)
    if code != 0 { throw BytesError(.readFailed(code: code), path: "a temporary file") }
  }

  private func target(_ input: Int) throws -> RecordTarget {
    guard let format = source.inputs[input].format as? any RecordFormat else {
      throw RunError.usage(
        "\(source.inputs[input].path): the format \"\(source.inputs[input].formatName)\" reads documents, not rows",
        fix: "`prefkit formats` says what each format reads"
      )
    }
    return .format(format)
  }

  private func finish(_ bytes: UnsafeRawBufferPointer, _ account: UnitAccount, _ worker: Worker) throws -> Product {
    var account = account
    account.read = worker.reader.batch.readCount
    let yield = unsafe try job.work(&worker.reader.batch, bytes, input: account.input, &worker.scratch)
    let batch = worker.reader.batch
    account.blankLines = batch.blankLines
    account.quarantined = batch.quarantined
    account.dropped = batch.dropped
    for comparison in batch.comparisons where !comparison.flags.isEmpty {
      account.flagged[comparison.flags, default: 0] += 1
    }
    if rejects != nil {
      for record in batch.quarantined {
        unsafe SideRows.appendReject(
          record,
          file: source.inputs[account.input].path,
          format: source.inputs[account.input].formatName,
          raw: UnsafeRawBufferPointer(rebasing: bytes[record.raw]),
          to: &account.rejects
        )
      }
    }
    return Product(account: account, yield: yield)
  }

  func collect(_ product: Product) throws -> [OutputSet.Block] {
    let account = product.account
    ledger.inputs[account.input].records += account.records
    ledger.inputs[account.input].bytes += account.bytes
    ledger.blankLines += account.blankLines
    for record in account.quarantined {
      ledger.quarantined[record.error.reason, default: 0] += 1
      let input = source.inputs[account.input]
      let badRow = BadRow(file: input.path, format: input.formatName, record: record)
      settings.badRow(badRow)
      if badRows.count < 5 { badRows.append(badRow) }
    }
    for (reason, count) in account.dropped { ledger.drop(because: reason, count: count) }
    for (flags, count) in account.flagged { for _ in 0..<count { ledger.note(flags) } }
    if let rejects, !account.rejects.isEmpty { outputs.append(account.rejects, to: rejects) }
    ledger.read += account.read
    ledger.written += try job.take(product.yield, outputs, &ledger)
    settings.progress(ledger.read, source.consumed)
    return outputs.takeBlocks()
  }

  func finishCollecting() throws -> [OutputSet.Block] { outputs.takeLastBlocks() }

  func pack(_ block: OutputSet.Block, _ worker: Worker) throws -> OutputSet.Packed {
    try outputs.pack(block)
  }

  func write(_ packed: OutputSet.Packed) throws { try outputs.write(packed) }
}
