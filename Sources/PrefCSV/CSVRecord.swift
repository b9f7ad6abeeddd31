import PrefJSON

/// A row as the JSON object `{"column":"cell",…}`, in memory that is used again for the next row.
public struct CSVRecord: Sendable {
  /// The object, followed by ``JSONParser/padding`` bytes.
  public private(set) var json: [UInt8] = []
  /// Bytes of the object.
  public private(set) var count = 0

  /// Makes an empty record.
  public init() {}

  /// Converts a row.
  ///
  /// - Throws: A fault with its offset in the row, where the row breaks the rules or has not one cell for each column.
  public mutating func convert(_ row: UnsafeRawBufferPointer, _ header: CSVHeader) throws(CSVFault) {
    json.removeAll(keepingCapacity: true)
    count = 0
    var cells = unsafe CSVCells(row, separator: header.separator)
    var column = 0
    while let cell = try cells.next() {
      guard column < header.keys.count else { throw unsafe Self.surplus(row, header) }
      json.append(column == 0 ? UInt8(ascii: "{") : UInt8(ascii: ","))
      json += header.keys[column]
      json.append(UInt8(ascii: "\""))
      unsafe Self.append(cell, of: row, to: &json) { unsafe JSONWriter.append(escaped: $0, to: &$1) }
      json.append(UInt8(ascii: "\""))
      column += 1
    }
    if column < header.keys.count { throw CSVFault(.ragged(expected: header.keys.count, found: column), at: 0) }
    json.append(UInt8(ascii: "}"))
    count = json.count
    json.append(contentsOf: repeatElement(0, count: JSONParser.padding))
  }

  /// The byte of the row that an offset in the object stands for: of a cell's text the very byte, of all else the first
  /// byte of the cell.
  public static func offset(
    ofJSON target: Int,
    in row: UnsafeRawBufferPointer,
    _ header: CSVHeader
  ) -> Int {
    var cells = unsafe CSVCells(row, separator: header.separator)
    var (offset, column) = (0, 0)
    while column < header.keys.count {
      let start = cells.offset
      // The row was converted once, and so has no fault.
      guard let cell = try? cells.next() else { break }
      // A brace or comma, the key, a quote.
      offset += 1 + header.keys[column].count + 1
      if target < offset { return start }
      var walk = unsafe CellWalk(cell, row)
      while offset < target, let size = walk.next() { offset += size }
      if offset >= target { return walk.position }
      offset += 1
      column += 1
    }
    return 0
  }

  /// Hands out the content of a cell in pieces, without the second of two quotes.
  static func append(
    _ cell: CSVCell,
    of row: UnsafeRawBufferPointer,
    to output: inout [UInt8],
    _ write: (UnsafeRawBufferPointer, inout [UInt8]) -> Void
  ) {
    let content = unsafe UnsafeRawBufferPointer(rebasing: row[cell.range])
    guard cell.isQuoted else { return unsafe write(content, &output) }
    var position = 0
    while let quote = unsafe CSVRowScanner.quote(in: content, from: position) {
      unsafe write(UnsafeRawBufferPointer(rebasing: content[position...quote]), &output)
      position = quote + 2
    }
    if position < content.count { unsafe write(UnsafeRawBufferPointer(rebasing: content[position...]), &output) }
  }

  private static func surplus(_ row: UnsafeRawBufferPointer, _ header: CSVHeader) -> CSVFault {
    var cells = unsafe CSVCells(row, separator: header.separator)
    var (found, offset) = (0, 0)
    while true {
      if found == header.keys.count { offset = cells.offset }
      guard (try? cells.next()) != nil else { break }
      found += 1
    }
    return CSVFault(.ragged(expected: header.keys.count, found: found), at: offset)
  }
}

/// Goes over a cell character by character, beside its JSON string.
@safe
private struct CellWalk {
  private let row: UnsafeRawBufferPointer
  private let cell: CSVCell
  private var escaped: [UInt8] = []
  /// Where the next character stands in the row.
  private(set) var position: Int

  init(_ cell: CSVCell, _ row: UnsafeRawBufferPointer) {
    unsafe self.row = row
    self.cell = cell
    position = cell.range.lowerBound
  }

  /// Goes past the next character.
  ///
  /// - Returns: The bytes it has in the JSON string; `nil` at the end.
  mutating func next() -> Int? {
    guard position < cell.range.upperBound else { return nil }
    let byte = unsafe row[position]
    // Only U+2028 and U+2029 are written otherwise than byte for byte.
    let count = byte == 0xE2 ? min(3, cell.range.upperBound - position) : 1
    escaped.removeAll(keepingCapacity: true)
    unsafe JSONWriter.append(
      escaped: UnsafeRawBufferPointer(rebasing: row[position..<position + count]),
      to: &escaped
    )
    let isDoubled = cell.isQuoted && byte == UInt8(ascii: "\"")
    let isWhole = byte == 0xE2 && escaped.count == 6
    position += isDoubled ? 2 : isWhole ? 3 : 1
    return isWhole || byte != 0xE2 ? escaped.count : 1
  }
}
