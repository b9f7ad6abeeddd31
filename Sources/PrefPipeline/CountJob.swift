import PrefJSON
public import PrefRecord

/// Counts records by the values of a field.
final class CountJob: RecordJob {
  struct Scratch {
    let parser = JSONParser()
    var writer: RowWriter
  }

  private let field: RecordField?
  private let writer: RowWriter
  private(set) var counts: [[UInt8]: Int] = [:]

  init(_ run: RecordRun, _ field: RecordField?) {
    self.field = field
    writer = RowWriter(run, columns: run.columns.union(.source))
  }

  func makeScratch() -> Scratch { Scratch(writer: writer) }

  func work(
    _ batch: inout ComparisonBatch,
    _ block: UnsafeRawBufferPointer,
    input: Int,
    _ scratch: inout Scratch
  ) throws -> [[UInt8]: Int] {
    guard let field else { return [[]: batch.comparisons.count] }
    scratch.writer.prepare(&batch, input: input)
    var counts: [[UInt8]: Int] = [:]
    for comparison in batch.comparisons {
      counts[field.value(of: comparison, in: batch, scratch.parser), default: 0] += 1
    }
    return counts
  }

  func take(_ counts: [[UInt8]: Int], _ outputs: OutputSet, _ ledger: inout Ledger) throws -> Int {
    self.counts.merge(counts, uniquingKeysWith: +)
    return counts.values.reduce(0, +)
  }
}

extension RecordRun {
  /// Counts records by the values of a field, in byte order of the values; without a field, all under no value.
  public func count(by field: RecordField?) throws -> (ledger: Ledger, counts: [(value: String, count: Int)]) {
    let job = CountJob(self, field)
    let ledger = try run(job, OutputSet())
    let counts = job.counts.sorted { $0.key.lexicographicallyPrecedes($1.key) }
    return (ledger, counts.map { (String(decoding: $0.key, as: UTF8.self), $0.value) })
  }
}
