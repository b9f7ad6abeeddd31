import CScan
import PrefFormats
import PrefJSON

/// Records cut off the front of an input, with the bytes they stand in.
struct RecordCut {
  /// A record in the bytes of a cut.
  struct Record {
    var range: Range<Int>
    /// 1-based line and column of its first byte in the file.
    var line: Int
    var column: Int
    /// Offset of its first byte in the decompressed file.
    var byte: Int
  }

  /// The bytes, and behind them as many as a parser may read past the last record.
  var bytes: [UInt8]
  /// Bytes up to the end of the last record.
  var count: Int
  var records: [Record]
  /// 1-based row of the first record.
  var firstRow: Int
  /// Blank rows among the records.
  var blankRows = 0
}

/// Cuts an input that is fed piece by piece into its records, without holding the input.
///
/// Only so much structure is looked at as tells where records end; the records themselves are read by workers.
protocol RecordSplitter {
  /// Says at which offset of the file the bytes begin that are fed; called before any are.
  mutating func begin(at byte: Int)

  /// Takes the next bytes.
  mutating func feed(_ bytes: UnsafeRawBufferPointer) throws(SplitFault)

  /// Says that the bytes have ended.
  mutating func finish() throws(SplitFault)

  /// Takes the records found so far, once they fill `size` bytes or the input has ended.
  ///
  /// What is taken depends on the bytes alone, not on how they were fed.
  mutating func cut(size: Int, atEnd: Bool) -> RecordCut?
}

/// Holds the bytes between being fed and being cut, and knows where they stand in the file.
struct PendingRecords {
  /// Bytes that no cut has taken.
  private(set) var bytes: [UInt8] = []
  private var records: [RecordCut.Record] = []
  private var rows = 0
  private var blankRows: [Int] = []
  private var base = 0
  /// Up to where newlines are counted, with the line there and the file's offset of that line's first byte.
  private var counted = 0
  private var line = 1
  private var lineStart = 0

  /// Number of records seen.
  var count: Int { rows + records.count }

  mutating func append(_ more: UnsafeRawBufferPointer) { unsafe bytes.append(contentsOf: more) }

  /// Says where in the file the first byte stands, which is the first of its line.
  mutating func begin(at byte: Int) { (base, lineStart) = (byte, byte) }

  /// Notes a record; records are noted in order.
  mutating func note(_ range: Range<Int>) {
    let place = place(of: range.lowerBound)
    records.append(RecordCut.Record(range: range, line: place.line, column: place.column, byte: place.byte))
  }

  /// Notes that a row without a record ends at an offset.
  mutating func noteBlank(_ end: Int) { blankRows.append(end) }

  /// Where an offset stands in the file; offsets are asked for in ascending order.
  mutating func place(of offset: Int) -> (line: Int, column: Int, byte: Int) {
    unsafe bytes.withUnsafeBytes { bytes in
      guard offset > counted, let start = unsafe bytes.baseAddress else { return }
      let stretch = offset - counted
      let newlines = unsafe pk_count_newlines((start + counted).assumingMemoryBound(to: UInt8.self), stretch)
      if newlines > 0, let last = unsafe bytes[counted..<offset].lastIndex(of: 0x0A) {
        line += newlines
        lineStart = base + last + 1
      }
      counted = offset
    }
    return (line, base + offset - lineStart + 1, base + offset)
  }

  /// Takes the records up to the first that ends at `size` or later; without any such, and not at the end, none.
  mutating func cut(size: Int, atEnd: Bool) -> RecordCut? {
    let reaching = records.firstIndex { $0.range.upperBound >= size }
    guard let last = reaching ?? (atEnd ? records.indices.last : nil) else { return nil }
    let taken = Array(records[...last])
    let end = taken[last].range.upperBound
    // What goes is counted before it goes.
    _ = place(of: end)
    var cut = RecordCut(bytes: takeBytes(end), count: end, records: taken, firstRow: rows + 1)
    let missing = end + JSONParser.padding - cut.bytes.count
    if missing > 0 { cut.bytes.append(contentsOf: repeatElement(0, count: missing)) }
    let isLast = atEnd && taken.count == records.count
    cut.blankRows = blankRows.count { isLast || $0 <= end }
    move(by: end, taking: taken.count)
    return cut
  }

  /// Gives up the bytes before an offset, which may come with some of those behind it: copying only the rest is less
  /// work than copying what is taken.
  private mutating func takeBytes(_ end: Int) -> [UInt8] {
    let all = bytes
    bytes = Array(all[end...])
    return bytes.count < end ? all : Array(all[..<end])
  }

  private mutating func move(by end: Int, taking count: Int) {
    rows += count
    records.removeFirst(count)
    for index in records.indices {
      let range = records[index].range
      records[index].range = range.lowerBound - end..<range.upperBound - end
    }
    blankRows = blankRows.filter { $0 > end }.map { $0 - end }
    base += end
    counted -= end
  }
}

/// Says where an input is damaged between its records, so that it cannot be read on.
struct SplitFault: Error {
  var message: String
  var line: Int
  var column: Int
  var byte: Int
  /// What helps; `nil`: getting the file again.
  var fix: String?
}

extension RunError {
  /// The end of a run at a fault between records.
  init(_ fault: SplitFault, path: String) {
    let error = DocumentError(fault.message, line: fault.line, column: fault.column, byte: fault.byte)
    self = .damaged(path: path, error, fix: fault.fix)
  }
}
