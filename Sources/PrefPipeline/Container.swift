public import PrefCSV
import PrefFormats
import PrefJSON

/// How the records of an input are laid out.
public enum Container: Sendable, Equatable {
  /// One JSON value a line.
  case lines
  /// One JSON array.
  case array
  /// JSON objects one after the other, each over any number of lines.
  case sequence
  /// Rows of cells, under a row of names.
  case table(CSVHeader)
  /// One document that is read from end to end.
  case document

  /// The columns of a table; `nil` for all else.
  public var header: CSVHeader? {
    if case .table(let header) = self { header } else { nil }
  }
}

/// Finds out how an input is laid out, from its first bytes.
struct ContainerFinder {
  /// The first bytes, after decompression.
  let head: [UInt8]
  /// Whether they are all there are.
  let isWhole: Bool
  /// What stands between the cells of a table; `nil`: it is found.
  let separator: UInt8?

  /// The container: by the first byte that is no space for JSON and XML, else a table if it reads as one, else lines.
  ///
  /// - Throws: `SplitFault` for a table whose header cannot be used.
  func find() throws(SplitFault) -> Container {
    guard let first = head.first(where: { !InputResolver.isSpace($0) }) else { return .lines }
    switch first {
    case UInt8(ascii: "<"): return .document
    case UInt8(ascii: "["): return .array
    case UInt8(ascii: "{"): return isSequence ? .sequence : .lines
    default:
      guard let separator = separator ?? foundSeparator else { return .lines }
      return .table(try header(separator))
    }
  }

  /// Objects that span lines, or several on a line: the first line is no JSON value, but the first value is.
  private var isSequence: Bool {
    let start = head.firstIndex { !InputResolver.isSpace($0) } ?? 0
    guard let end = head[start...].firstIndex(of: 0x0A) ?? (isWhole ? head.count : nil) else { return false }
    if Self.isJSON(Array(head[start..<end])) { return false }
    var splitter = ValueSplitter(.sequence, limit: head.count)
    // A fault behind the first value says nothing of the first.
    unsafe head.withUnsafeBytes { try? unsafe splitter.feed($0) }
    guard let cut = splitter.cut(size: 0, atEnd: false), let value = cut.records.first else {
      // A first object of more than a mebibyte is in sight by its first line alone.
      let line = head[start..<end].filter { !InputResolver.isSpace($0) }
      return !isWhole && line == [UInt8(ascii: "{")]
    }
    return Self.isJSON(Array(cut.bytes[value.range]))
  }

  private static func isJSON(_ bytes: [UInt8]) -> Bool { (try? JSONParser().parse(bytes)) != nil }

  private var foundSeparator: UInt8? {
    let line = head.prefix { $0 != 0x0A }
    if Self.isJSON(Array(line)) { return nil }
    return unsafe head.withUnsafeBytes { unsafe CSVSeparator.find(in: $0, isWhole: isWhole) }
  }

  /// Reads the first row that is not blank.
  private func header(_ separator: UInt8) throws(SplitFault) -> CSVHeader {
    var outcome: Result<CSVHeader, SplitFault> = .failure(fault(CSVFault(.noHeader, at: 0), at: 0))
    unsafe head.withUnsafeBytes { head in
      outcome = Result { () throws(SplitFault) in try unsafe header(in: head, separator) }
    }
    return try outcome.get()
  }

  private func header(in head: UnsafeRawBufferPointer, _ separator: UInt8) throws(SplitFault) -> CSVHeader {
    var scanner = CSVRowScanner(separator: separator)
    var start = 0
    while true {
      let found = unsafe scanner.endOfRow(in: head, from: start)
      if let quote = scanner.openQuote, found == nil { throw fault(CSVFault(.openQuote, at: quote), at: 0) }
      guard let end = found ?? (isWhole && start < head.count ? head.count : nil) else {
        throw fault(CSVFault(.noHeader, at: start), at: 0)
      }
      let row = unsafe UnsafeRawBufferPointer(rebasing: head[start..<end])
      if unsafe !CSVCells.isBlank(row) {
        do throws(CSVFault) {
          return try unsafe CSVHeader(row, separator: separator)
        } catch {
          throw fault(error, at: start)
        }
      }
      start = end
    }
  }

  private func fault(_ fault: CSVFault, at start: Int) -> SplitFault {
    let offset = start + fault.offset
    let before = head[..<offset]
    let lineStart = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    let line = before.count { $0 == 0x0A } + 1
    return SplitFault(
      message: "the header: \(fault.message)",
      line: line,
      column: offset - lineStart + 1,
      byte: offset,
      fix: "mend the first row: it names each column once, and quotes around a name are closed"
    )
  }
}
