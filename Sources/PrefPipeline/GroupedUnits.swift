import PrefCSV
import PrefFormats
import PrefRecord

/// What a grouper makes of the records of an input: comparisons that needed several of them.
///
/// Records are parsed here, one after the other, for a grouper takes them in input order.
final class GroupedUnits: RecordUnits {
  private let units: any RecordUnits
  private let grouper: any RecordGrouper
  private let table: CSVHeader?
  private let input: Int
  private let reader = BatchReader()
  private var isDrained = true
  private var isEnded = false

  init(_ units: any RecordUnits, _ grouper: any RecordGrouper, table: CSVHeader?, input: Int) {
    (self.units, self.grouper, self.table, self.input) = (units, grouper, table, input)
  }

  var consumed: Int { units.consumed }

  func next() throws -> RecordUnit? {
    while true {
      if !isDrained {
        var batch = ComparisonBatch()
        isDrained = !grouper.drain(into: &batch)
        if batch.readCount > 0 { return .batch(batch, input: input, rows: 0, bytes: 0) }
      } else if isEnded {
        return nil
      } else if let unit = try units.next() {
        isDrained = false
        return try take(unit)
      } else {
        grouper.finish()
        (isEnded, isDrained) = (true, false)
      }
    }
  }

  /// Hands the records of a unit to the grouper; what is left of the unit are the rows that could not be read.
  private func take(_ unit: RecordUnit) throws -> RecordUnit {
    let target = RecordTarget.grouper(grouper)
    var (rows, bytes) = (0, 0)
    switch unit {
    case .lines(let block, _):
      try block.load()
      bytes = block.count
      unsafe block.withUnsafeBytes { lines in
        rows = unsafe reader.read(lines, of: block, target)
        unsafe reader.batch.keepRaw(from: lines)
      }
    case .records(let cut, _):
      bytes = cut.count
      unsafe cut.bytes.withUnsafeBytes { records in
        rows = unsafe reader.read(cut, records, table: table, target)
        unsafe reader.batch.keepRaw(from: records)
      }
    case .batch, .piece: return unit
    }
    return .batch(reader.batch, input: input, rows: rows, bytes: bytes)
  }
}
