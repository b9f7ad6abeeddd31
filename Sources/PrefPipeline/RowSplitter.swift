import PrefCSV

/// Cuts a table into its rows; the first, which names the columns, is no record.
struct RowSplitter: RecordSplitter {
  private var scanner: CSVRowScanner
  private var pending = PendingRecords()
  private var scanned = 0
  private var start = 0
  private var hasHeader = false

  /// Largest row, in bytes.
  let limit: Int

  init(separator: UInt8, limit: Int) {
    scanner = CSVRowScanner(separator: separator)
    self.limit = limit
  }

  mutating func begin(at byte: Int) { pending.begin(at: byte) }

  mutating func feed(_ bytes: UnsafeRawBufferPointer) throws(SplitFault) {
    unsafe pending.append(bytes)
    // A reference to the bytes, so that they can be read while `self` changes.
    let all = pending.bytes
    var outcome: Result<Void, SplitFault> = .success(())
    unsafe all.withUnsafeBytes { all in
      outcome = Result { () throws(SplitFault) in try unsafe scan(all) }
    }
    try outcome.get()
  }

  mutating func finish() throws(SplitFault) {
    if let quote = scanner.finish() { throw fault("the quoted cell that begins here is never closed", at: quote) }
    guard start < scanned else { return }
    let all = pending.bytes
    var outcome: Result<Void, SplitFault> = .success(())
    unsafe all.withUnsafeBytes { all in
      outcome = Result { () throws(SplitFault) in try unsafe end(all) }
    }
    try outcome.get()
  }

  mutating func cut(size: Int, atEnd: Bool) -> RecordCut? {
    guard let cut = pending.cut(size: size, atEnd: atEnd) else { return nil }
    scanned -= cut.count
    start -= cut.count
    scanner.rebase(by: cut.count)
    return cut
  }

  private mutating func scan(_ bytes: UnsafeRawBufferPointer) throws(SplitFault) {
    while scanned < bytes.count {
      let found = unsafe scanner.endOfRow(in: bytes, from: scanned)
      scanned = found ?? bytes.count
      if found != nil { try unsafe end(bytes) }
    }
    try checkLength()
  }

  /// Notes the row that ends where the splitter stands.
  private mutating func end(_ bytes: UnsafeRawBufferPointer) throws(SplitFault) {
    try checkLength()
    defer { start = scanned }
    if unsafe CSVCells.isBlank(UnsafeRawBufferPointer(rebasing: bytes[start..<scanned])) {
      return pending.noteBlank(scanned)
    }
    if hasHeader { pending.note(start..<scanned) }
    hasHeader = true
  }

  /// Refuses a row that is too long; where a quote is open, it is the quote that is wrong.
  private mutating func checkLength() throws(SplitFault) {
    guard scanned - start > limit else { return }
    if let quote = scanner.openQuote {
      throw fault("the quoted cell that begins here is not closed within \(limit) bytes", at: quote)
    }
    throw fault("a row is longer than \(limit) bytes", at: start)
  }

  private mutating func fault(_ message: String, at offset: Int) -> SplitFault {
    let place = pending.place(of: offset)
    let row = hasHeader ? "row \(pending.count + 1)" : "the header"
    return SplitFault(
      message: "\(row): \(message)",
      line: place.line,
      column: place.column,
      byte: place.byte,
      fix: "close the quote, or double it where it is part of the text; --max-line BYTES allows longer rows"
    )
  }
}
