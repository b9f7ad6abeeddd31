import PrefJSON

/// The names of a table's columns, and what stands between its cells.
public struct CSVHeader: Sendable, Equatable {
  /// Separators that are looked for where none is given.
  public static let separators: [UInt8] = [
    UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t"), UInt8(ascii: "|"),
  ]

  /// What stands between cells.
  public let separator: UInt8
  /// The names, from the left.
  public let names: [String]
  /// Each name as the key of a JSON object, with quotes and colon.
  let keys: [[UInt8]]

  /// Reads the row of names.
  public init(_ row: UnsafeRawBufferPointer, separator: UInt8) throws(CSVFault) {
    self.separator = separator
    var (names, keys) = ([String](), [[UInt8]]())
    var cells = unsafe CSVCells(row, separator: separator)
    var offset = 0
    while let cell = try cells.next() {
      var bytes: [UInt8] = []
      unsafe CSVRecord.append(cell, of: row, to: &bytes) { unsafe $1.append(contentsOf: $0) }
      guard let name = String(validating: bytes, as: UTF8.self) else { throw CSVFault(.nameIsNotUTF8, at: offset) }
      if names.contains(name) { throw CSVFault(.repeatedName(name), at: offset) }
      names.append(name)
      var key: [UInt8] = []
      JSONWriter.append(string: name, to: &key)
      keys.append(key + [UInt8(ascii: ":")])
      offset = cells.offset
    }
    (self.names, self.keys) = (names, keys)
  }
}

/// Finds the separator of a table from its first rows.
public enum CSVSeparator {
  /// Rows looked at.
  private static let sampleSize = 50

  /// The separator that cuts the first rows into equally many cells, two at least; of several, the one that gives the
  /// most.
  ///
  /// `isWhole`: Whether the bytes are all there are, so that the last row is a whole one.
  /// - Returns: `nil` where no separator gives more than half of the rows as many cells as the first, or where there is
  ///   one row only and it reads like a sentence rather than like names.
  public static func find(in head: UnsafeRawBufferPointer, isWhole: Bool) -> UInt8? {
    var best: (separator: UInt8, agreeing: Double, cells: Int)?
    for separator in CSVHeader.separators {
      let counts = unsafe cellCounts(head, separator, isWhole: isWhole)
      guard let first = counts.first, first >= 2 else { continue }
      if counts.count == 1, unsafe !isNames(head, separator) { continue }
      let agreeing = Double(counts.count { $0 == first }) / Double(counts.count)
      guard agreeing > 0.5 else { continue }
      if let best, (best.agreeing, best.cells) >= (agreeing, first) { continue }
      best = (separator, agreeing, first)
    }
    return best?.separator
  }

  /// Whether a row could be a header: every cell holds something, and has no space at its ends.
  private static func isNames(_ row: UnsafeRawBufferPointer, _ separator: UInt8) -> Bool {
    var cells = unsafe CSVCells(row, separator: separator)
    // A row that breaks the rules ends the walk early.
    while let cell = try? cells.next() {
      let content = unsafe row[cell.range]
      guard let first = unsafe content.first, let last = unsafe content.last, first > 0x20, last > 0x20 else {
        return false
      }
    }
    return true
  }

  /// The number of cells of each of the first rows that are not blank; 0 for a row that breaks the rules.
  private static func cellCounts(_ head: UnsafeRawBufferPointer, _ separator: UInt8, isWhole: Bool) -> [Int] {
    var scanner = CSVRowScanner(separator: separator)
    var (start, counts) = (0, [Int]())
    while start < head.count, counts.count < sampleSize {
      let found = unsafe scanner.endOfRow(in: head, from: start)
      guard let end = found ?? (isWhole && scanner.finish() == nil ? head.count : nil) else { break }
      let row = unsafe UnsafeRawBufferPointer(rebasing: head[start..<end])
      if unsafe !CSVCells.isBlank(row) { counts.append(unsafe count(row, separator)) }
      start = end
    }
    return counts
  }

  private static func count(_ row: UnsafeRawBufferPointer, _ separator: UInt8) -> Int {
    var cells = unsafe CSVCells(row, separator: separator)
    var count = 0
    do throws(CSVFault) { while try cells.next() != nil { count += 1 } } catch { return 0 }
    return count
  }
}
