import Testing

@testable import PrefPipeline

/// What a splitter made of an array that was fed in pieces of some sizes.
struct Splitting: Equatable {
  struct Element: Equatable {
    var text: String
    var row: Int
    var line: Int
    var column: Int
    var byte: Int
  }

  var elements: [Element] = []
  var fault: String?

  init(_ elements: [Element]) { self.elements = elements }

  init(
    _ text: String,
    _ splitter: some RecordSplitter = ValueSplitter(.array, limit: .max),
    cutSize: Int = 0,
    pieces: (Int) -> Int
  ) {
    var splitter = splitter
    do throws(SplitFault) {
      var rest = Array(text.utf8)[...]
      while !rest.isEmpty {
        let piece = rest.prefix(max(1, pieces(rest.count)))
        rest = rest.dropFirst(piece.count)
        try Self.feed(&splitter, Array(piece))
        while let cut = splitter.cut(size: cutSize, atEnd: false) { take(cut) }
      }
      try splitter.finish()
      while let cut = splitter.cut(size: cutSize, atEnd: true) { take(cut) }
    } catch {
      fault = "\(error.line):\(error.column) \(error.byte) \(error.message)"
    }
  }

  private static func feed(_ splitter: inout some RecordSplitter, _ piece: [UInt8]) throws(SplitFault) {
    var failure: SplitFault?
    piece.withUnsafeBytes { bytes in
      do throws(SplitFault) { try splitter.feed(bytes) } catch { failure = error }
    }
    if let failure { throw failure }
  }

  private mutating func take(_ cut: RecordCut) {
    if cut.count + 64 > cut.bytes.count { fault = "too few bytes behind the last record" }
    for (index, element) in cut.records.enumerated() {
      elements.append(
        Element(
          text: String(decoding: cut.bytes[element.range], as: UTF8.self),
          row: cut.firstRow + index,
          line: element.line,
          column: element.column,
          byte: element.byte
        )
      )
    }
  }
}

@Suite("ValueSplitter")
struct ValueSplitterTests {
  static let values = [
    "{}", "[]", "\"\"", "1", "-1.5e+3", "null", "true", #"{"a":[1,{"b":"}]\"{["}],"c":"\\"}"#, #""\\""#, #""\\\"]""#,
    #""a,b]""#, "[[[[]]],[\n\n{\"x\" : 1}\n]]", "{\"k\":\"caf\u{E9} \u{1F600}\"}", "0", #"{"\"":"\u005d"}"#,
  ]

  /// An array of some of the values with white space between them, and where each stands in it.
  static func array(seed: UInt64) -> (text: String, expected: Splitting) {
    var random = SeededGenerator(seed: seed)
    func space() -> String {
      (0..<Int.random(in: 0..<3, using: &random)).map { _ in
        [" ", "\n", "\t", "\r\n"].randomElement(using: &random) ?? ""
      }.joined()
    }
    let count = Int.random(in: 0..<12, using: &random)
    var (text, elements) = (space() + "[" + space(), [Splitting.Element]())
    for row in 0..<count {
      let value = values.randomElement(using: &random) ?? "0"
      let lines = text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false)
      elements.append(
        Splitting.Element(
          text: value,
          row: row + 1,
          line: lines.count,
          column: (lines.last?.count ?? 0) + 1,
          byte: text.utf8.count
        )
      )
      text += value + space() + (row < count - 1 ? "," : "") + space()
    }
    return (text + "]" + space(), Splitting(elements))
  }

  @Test("cuts the same elements at the same places, however it is fed", arguments: 0..<60 as Range<UInt64>)
  func pieces(_ seed: UInt64) {
    let (text, expected) = Self.array(seed: seed)
    #expect(Splitting(text) { $0 } == expected, "\(text)")
    #expect(Splitting(text) { _ in 1 } == expected, "\(text)")
    #expect(Splitting(text, cutSize: 40) { _ in 1 } == expected, "\(text)")
    var random = SeededGenerator(seed: seed)
    #expect(Splitting(text, cutSize: 7) { Int.random(in: 1...$0, using: &random) } == expected, "\(text)")
  }

  @Test(
    "says where an array is damaged",
    arguments: [
      ("", "1:1 0 the JSON array ends early"),
      ("[", "1:2 1 the JSON array ends early"),
      ("[1,\n{\"a\":", "2:6 9 the JSON array ends early"),
      ("[\"a", "1:4 3 the JSON array ends early"),
      ("[\"a\\", "1:5 4 the JSON array ends early"),
      (" {}", "1:2 1 expected a JSON array"),
      ("[1 2]", "1:4 3 expected a comma or the end of the JSON array"),
      ("[{}{}]", "1:4 3 expected a comma or the end of the JSON array"),
      ("[1}", "1:3 2 expected a comma or the end of the JSON array"),
      ("[,1]", "1:2 1 expected an element of the JSON array"),
      ("[1,\n ,2]", "2:2 5 expected an element of the JSON array"),
      ("[1,]", "1:4 3 expected an element of the JSON array"),
      ("[1]\n x", "2:2 5 expected nothing after the JSON array"),
      ("[][]", "1:3 2 expected nothing after the JSON array"),
    ]
  )
  func faults(_ text: String, _ fault: String) {
    #expect(Splitting(text) { $0 }.fault == fault)
    #expect(Splitting(text) { _ in 1 }.fault == fault)
  }

  @Test(
    "refuses what is too long at its first byte, however it is fed",
    arguments: [
      ("[1,\n \"12345678\"]", nil), ("[1,\n \"123456789\"]", "2:2 5"), ("[1,\n 12345678901 ]", "2:2 5"),
      ("[1,\n [[[[[1]]]]]]", "2:2 5"), ("[1,\n {\"a\":\"never ends", "2:2 5"), ("[\"12345678\\\\\\", "1:2 1"),
      ("[1234567890]", nil),
    ] as [(String, String?)]
  )
  func limit(_ text: String, _ place: String?) {
    let fault = place.map { "\($0) an element of the JSON array is longer than 10 bytes" }
    let splitter = ValueSplitter(.array, limit: 10)
    #expect(Splitting(text, splitter) { $0 }.fault == fault)
    #expect(Splitting(text, splitter) { _ in 1 }.fault == fault)
  }

  @Test("cuts a sequence of objects, however it is fed", arguments: ["", " ", "\n", "\r\n  "])
  func sequences(_ space: String) {
    let values = ["{}", #"{"a":"}{"}"#, "{\n  \"b\" : [1, {\"c\":\"\\\"\"}]\n}", "[1,2]", #"{"d":"\\"}"#]
    let text = space + values.joined(separator: space) + space
    let whole = Splitting(text, ValueSplitter(.sequence, limit: .max)) { $0 }
    #expect(whole.fault == nil && whole.elements.map(\.text) == values)
    for element in whole.elements {
      let before = text.utf8.prefix(element.byte).split(separator: 0x0A, omittingEmptySubsequences: false)
      #expect(element.line == before.count && element.column == (before.last?.count ?? 0) + 1)
      #expect(text.utf8.dropFirst(element.byte).starts(with: element.text.utf8))
    }
    #expect(Splitting(text, ValueSplitter(.sequence, limit: .max), cutSize: 9) { _ in 1 } == whole)
  }

  @Test(
    "says where a sequence is damaged",
    arguments: [
      ("{}\n{\"a\":", "2:6 8 the last JSON object ends early"), ("{}, {}", "1:3 2 expected a JSON object"),
      ("{} 1", "1:4 3 expected a JSON object"), ("{}\n]", "2:1 3 expected a JSON object"),
      ("{}{\"a\":[1,2,3,4,5]}", "1:3 2 a JSON object is longer than 10 bytes"),
    ]
  )
  func sequenceFaults(_ text: String, _ fault: String) {
    let splitter = ValueSplitter(.sequence, limit: 10)
    #expect(Splitting(text, splitter) { $0 }.fault == fault)
    #expect(Splitting(text, splitter) { _ in 1 }.fault == fault)
  }
}
