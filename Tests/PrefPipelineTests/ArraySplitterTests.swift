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

  init(_ text: String, limit: Int = .max, cutSize: Int = 0, pieces: (Int) -> Int) {
    var splitter = ArraySplitter(limit: limit)
    do throws(ArrayFault) {
      var rest = Array(text.utf8)[...]
      while !rest.isEmpty {
        let piece = rest.prefix(max(1, pieces(rest.count)))
        rest = rest.dropFirst(piece.count)
        try Self.feed(&splitter, Array(piece))
        take(splitter.cut(size: cutSize, atEnd: false))
      }
      try splitter.finish()
      take(splitter.cut(size: cutSize, atEnd: true))
      if splitter.count != elements.count { fault = "counted \(splitter.count)" }
    } catch {
      fault = "\(error.line):\(error.column) \(error.byte) \(error.message)"
    }
  }

  private static func feed(_ splitter: inout ArraySplitter, _ piece: [UInt8]) throws(ArrayFault) {
    var failure: ArrayFault?
    piece.withUnsafeBytes { bytes in
      do throws(ArrayFault) { try splitter.feed(bytes) } catch { failure = error }
    }
    if let failure { throw failure }
  }

  private mutating func take(_ cut: ArraySplitter.Cut?) {
    guard let cut else { return }
    for (index, element) in cut.elements.enumerated() {
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

@Suite("ArraySplitter")
struct ArraySplitterTests {
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
    #expect(Splitting(text, limit: 10) { $0 }.fault == fault)
    #expect(Splitting(text, limit: 10) { _ in 1 }.fault == fault)
  }
}
