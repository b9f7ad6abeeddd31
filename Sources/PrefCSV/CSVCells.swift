/// A cell of a row.
public struct CSVCell: Sendable, Equatable {
  /// Its content in the row, without the quotes around it.
  public var range: Range<Int>
  /// Whether it stands in quotes, so that two quotes inside are one.
  public var isQuoted: Bool
}

/// Walks the cells of one row, from the left.
@safe
public struct CSVCells {
  private let row: UnsafeRawBufferPointer
  private let separator: UInt8
  private var position = 0
  private var isEnded = false

  /// Makes a walk over a row, with or without its newline.
  public init(_ row: UnsafeRawBufferPointer, separator: UInt8) {
    unsafe self.row = UnsafeRawBufferPointer(rebasing: row[..<Self.contentEnd(of: row)])
    self.separator = separator
  }

  /// Where the next cell begins.
  public var offset: Int { position }

  /// The next cell; `nil` after the last.
  public mutating func next() throws(CSVFault) -> CSVCell? {
    if isEnded { return nil }
    if unsafe position < row.count && row[position] == UInt8(ascii: "\"") { return try quoted() }
    let start = position
    let count = unsafe CSVRowScanner.find(separator, separator, in: row, from: start)
    let end = start + count
    isEnded = end == row.count
    position = end + 1
    return CSVCell(range: start..<end, isQuoted: false)
  }

  private mutating func quoted() throws(CSVFault) -> CSVCell {
    let start = position + 1
    var end = start
    while true {
      guard let quote = unsafe CSVRowScanner.quote(in: row, from: end) else {
        throw CSVFault(.openQuote, at: position)
      }
      end = quote
      guard unsafe end + 1 < row.count && row[end + 1] == UInt8(ascii: "\"") else { break }
      end += 2
    }
    isEnded = end + 1 == row.count
    guard unsafe isEnded || row[end + 1] == separator else { throw CSVFault(.textAfterQuote, at: position) }
    position = end + 2
    return CSVCell(range: start..<end, isQuoted: true)
  }

  /// Whether a row holds nothing but its line end.
  public static func isBlank(_ row: UnsafeRawBufferPointer) -> Bool { contentEnd(of: row) == 0 }

  /// Where the content of a row ends: before its newline and the carriage returns in front of it, of which a file that
  /// went through two systems has two.
  private static func contentEnd(of row: UnsafeRawBufferPointer) -> Int {
    var end = row.count
    if unsafe end > 0 && row[end - 1] == UInt8(ascii: "\n") { end -= 1 }
    while unsafe end > 0 && row[end - 1] == UInt8(ascii: "\r") { end -= 1 }
    return end
  }
}
