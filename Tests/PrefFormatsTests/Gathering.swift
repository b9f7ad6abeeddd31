import PrefJSON
import PrefRecord

@testable import PrefFormats

/// What a grouping format made of records, drained after each `batchSize` of them as the pipeline does.
struct Gathering {
  var batches: [ComparisonBatch] = []
  /// The records that were refused, by their 1-based row.
  var errors: [(row: Int, error: RecordError)] = []

  init(_ records: [String], _ format: any GroupingFormat, batchSize: Int = 1) throws {
    let grouper = format.makeGrouper()
    let parser = JSONParser()
    for (index, record) in records.enumerated() {
      try parser.parse(Array(record.utf8))
      let place = RecordPlace(row: index + 1, line: index + 1, byte: 100 * index)
      do throws(RecordError) { try grouper.take(parser.root, at: place) } catch { errors.append((index + 1, error)) }
      if (index + 1) % batchSize == 0 { drain(grouper) }
    }
    grouper.finish()
    drain(grouper)
    withExtendedLifetime(parser) {}
  }

  init(text: String, _ format: any GroupingFormat, batchSize: Int = 1) throws {
    try self.init(text.split(separator: "\n").map(String.init), format, batchSize: batchSize)
  }

  private mutating func drain(_ grouper: any RecordGrouper) {
    while true {
      var batch = ComparisonBatch()
      let isMore = grouper.drain(into: &batch)
      if batch.readCount > 0 { batches.append(batch) }
      if !isMore { return }
    }
  }

  /// Each pair as in `Reading.pairs`.
  var pairs: [String] {
    batches.flatMap { Reading($0).pairs }
  }

  var dropped: [String: Int] { batches.reduce(into: [:]) { $0.merge($1.dropped, uniquingKeysWith: +) } }
  var rows: [UInt64] { batches.flatMap { $0.comparisons.map(\.lineage.row) } }
  var comparisonCount: Int { batches.reduce(0) { $0 + $1.comparisons.count } }
  var first: Reading { Reading(batches.first { !$0.comparisons.isEmpty } ?? ComparisonBatch()) }
}

extension Reading {
  /// A batch that was filled elsewhere.
  init(_ batch: ComparisonBatch) { self.batch = batch }
}
