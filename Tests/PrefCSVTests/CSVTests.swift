import PrefJSON
import Testing

@testable import PrefCSV

/// RFC 4180, read one character at a time: what the scanner and the cells must agree with.
struct ReferenceReader {
  /// The rows of a table, each a list of cells; `nil` where a row breaks the rules.
  static func rows(_ text: String, _ separator: Unicode.Scalar) -> [[String]?] {
    var (rows, rest) = ([[String]?](), Array(text.unicodeScalars)[...])
    while !rest.isEmpty { rows.append(row(&rest, separator)) }
    return rows
  }

  private static func row(_ rest: inout ArraySlice<Unicode.Scalar>, _ separator: Unicode.Scalar) -> [String]? {
    var (cells, isBroken) = ([String](), false)
    while true {
      let (cell, isFaulty) = cell(&rest, separator)
      cells.append(cell)
      isBroken = isBroken || isFaulty
      guard let next = rest.popFirst() else { break }
      if next == "\n" { break }
    }
    return isBroken ? nil : cells
  }

  /// One cell, up to the separator, newline or end behind it.
  private static func cell(
    _ rest: inout ArraySlice<Unicode.Scalar>,
    _ separator: Unicode.Scalar
  ) -> (String, isFaulty: Bool) {
    var text = String.UnicodeScalarView()
    let isQuoted = rest.first == "\""
    if isQuoted {
      rest.removeFirst()
      while let next = rest.popFirst() {
        if next != "\"" {
          text.append(next)
        } else if rest.first == "\"" {
          text.append(rest.removeFirst())
        } else {
          break
        }
      }
    }
    var plain: [Unicode.Scalar] = []
    while let next = rest.first, next != separator, next != "\n" { plain.append(rest.removeFirst()) }
    // Carriage returns before the end of the row belong to it.
    if rest.first != separator { while plain.last == "\r" { plain.removeLast() } }
    text.append(contentsOf: plain)
    return (String(text), isQuoted && !plain.isEmpty)
  }
}

@Suite("PrefCSV")
struct CSVTests {
  static func bytes<Result>(_ text: String, _ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
    try Array(text.utf8).withUnsafeBytes { try body($0) }
  }

  /// The rows of a table by the scanner and the cells, the scanner being fed some bytes at a time.
  static func rows(_ text: String, _ separator: UInt8, feeding count: Int) -> [[String]?] {
    var scanner = CSVRowScanner(separator: separator)
    var (rows, start, seen, position) = ([[String]?](), 0, 0, 0)
    return bytes(text) { all in
      while seen < all.count || position < seen {
        if position == seen { seen = min(seen + count, all.count) }
        let some = UnsafeRawBufferPointer(rebasing: all[..<seen])
        guard let end = scanner.endOfRow(in: some, from: position) else {
          position = seen
          continue
        }
        rows.append(cells(UnsafeRawBufferPointer(rebasing: all[start..<end]), separator))
        (start, position) = (end, end)
      }
      if start < all.count { rows.append(cells(UnsafeRawBufferPointer(rebasing: all[start...]), separator)) }
      return rows
    }
  }

  static func cells(_ row: UnsafeRawBufferPointer, _ separator: UInt8) -> [String]? {
    var walk = CSVCells(row, separator: separator)
    var cells: [String] = []
    do throws(CSVFault) {
      while let cell = try walk.next() {
        var text: [UInt8] = []
        CSVRecord.append(cell, of: row, to: &text) { $1.append(contentsOf: $0) }
        cells.append(String(decoding: text, as: UTF8.self))
      }
      return cells
    } catch { return nil }
  }

  @Test("reads random tables as a reader of one character at a time does", arguments: 0..<400 as Range<UInt64>)
  func random(_ seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let alphabet = ["\"", "\"", "\"\"", ",", ",", "\n", "\r\n", "\r\r\n", "\r", "a", "é", "\u{2028}", ";", " "]
    let text = (0..<Int.random(in: 0..<40, using: &random)).map { _ in alphabet.randomElement(using: &random) ?? "" }
      .joined()
    // A quote that is never closed is another matter: see `openQuotes`.
    var quotes = CSVRowScanner(separator: UInt8(ascii: ","))
    Self.bytes(text) { all in
      var start = 0
      while let end = quotes.endOfRow(in: all, from: start) { start = end }
    }
    guard quotes.finish() == nil else { return }
    let expected = ReferenceReader.rows(text, ",")
    for count in [1, 3, 1000] { #expect(Self.rows(text, UInt8(ascii: ","), feeding: count) == expected, "\(text)") }
  }

  @Test(
    "finds the quote that is never closed",
    arguments: [
      ("a,\"b", 2), ("\"", 0), ("a,b\nc,\"d\n\"\"e,f\n", 6), ("\"a\",\"b\"\"", 4), ("\"a\"", nil), ("a\"b", nil),
    ]
      as [(String, Int?)]
  )
  func openQuotes(_ text: String, _ quote: Int?) {
    var scanner = CSVRowScanner(separator: UInt8(ascii: ","))
    Self.bytes(text) { all in
      var start = 0
      while let end = scanner.endOfRow(in: all, from: start) { start = end }
    }
    #expect(scanner.finish() == quote)
  }

  @Test(
    "finds the separator",
    arguments: [
      ("a,b\n1,2\n", ","), ("a;b\n1,5;2\n3,5;4\n", ";"), ("a\tb\n1\t2\n", "\t"), ("a|b|c\n1|2|3\n", "|"),
      ("id,text\n1,\"x;y\nz;w\"\n", ","), ("a,b;c\n1,2;3\n", ","), ("a,b", ","), ("id;t\n1;a,b\n2;c,d\n", ";"),
      ("one\ntwo\n", nil), ("a,b\n1\n2,3\n4,5\n", ","), ("", nil), ("hello, world\nthis is text\n", nil),
      ("hello, world", nil), ("a,b\n", ","),
      ("a,b\n1\n2\n3,4", nil),
      ("a,b\n1,2\n\"x\"y,3\n5,6\n", ","),
    ] as [(String, Unicode.Scalar?)]
  )
  func separators(_ text: String, _ separator: Unicode.Scalar?) {
    let found = Self.bytes(text) { CSVSeparator.find(in: $0, isWhole: true) }
    #expect(found.map { Unicode.Scalar($0) } == separator, "\(text)")
  }

  static func header(_ text: String) throws(CSVFault) -> CSVHeader {
    var outcome: Result<CSVHeader, CSVFault> = .failure(CSVFault(.noHeader, at: 0))
    bytes(text) { row in
      outcome = Result { () throws(CSVFault) in try CSVHeader(row, separator: UInt8(ascii: ",")) }
    }
    return try outcome.get()
  }

  @Test("names columns once each")
  func headers() throws {
    #expect(try Self.header("id,\"the \"\"text\"\"\", x \r\n").names == ["id", "the \"text\"", " x "])
    #expect(throws: CSVFault(.repeatedName("a"), at: 4)) { try Self.header("a,b,a\n") }
    #expect(throws: CSVFault(.textAfterQuote, at: 2)) { try Self.header("a,\"b\"c\n") }
  }

  @Test("makes an object of a row, and leads each byte of it back")
  func records() throws {
    let header = try Self.header("id,te\"xt,last\n")
    let row = "7,\"say \"\"hi\"\",\n\u{2028}\u{e9}\t\",\"\"\r\n"
    var record = CSVRecord()
    let json = try Self.bytes(row) { row in
      try record.convert(row, header)
      return String(decoding: record.json[..<record.count], as: UTF8.self)
    }
    #expect(json == #"{"id":"7","te\"xt":"say \"hi\",\n\u2028"# + "\u{e9}" + #"\t","last":""}"#)
    #expect(record.json.count == record.count + JSONParser.padding)
    let scalars = Array(row.utf8)
    // What stands at an offset of the object, and where that is in the row.
    let expected: [(String, Int)] = [
      (#"{"id"#, 0), (#"7""#, 0), (#""te\"xt"#, 2), (#"say"#, 3), (#"\"hi"#, 7), (#"hi"#, 9), (#"\",\n"#, 11),
      (#",\n"#, 13),
      (#"\n"#, 14), (#"\u2028"#, 15), ("\u{e9}", 18), (#"\t"#, 20), (#""last"#, 23),
    ]
    Self.bytes(row) { row in
      for (text, place) in expected {
        let start = Array(json.utf8).firstRange(of: Array(text.utf8))?.lowerBound ?? -1
        #expect(CSVRecord.offset(ofJSON: start, in: row, header) == place, "\(text) \(scalars.count)")
      }
    }
  }

  @Test(
    "refuses rows with another number of cells",
    arguments: [("1\n", 1, 0), ("1,2,3\n", 3, 4), ("1,2,3,4,\"5\"\n", 5, 4)]
  )
  func ragged(_ row: String, _ found: Int, _ offset: Int) throws {
    let header = try Self.header("a,b\n")
    var record = CSVRecord()
    #expect(throws: CSVFault(.ragged(expected: 2, found: found), at: offset)) {
      try Self.bytes(row) { try record.convert($0, header) }
    }
  }
}

extension Array where Element == UInt8 {
  fileprivate func firstRange(of other: [UInt8]) -> Range<Int>? {
    guard count >= other.count else { return nil }
    return (0...(count - other.count)).first { self[$0...].starts(with: other) }.map { $0..<($0 + other.count) }
  }
}
