import PrefJSON
import Testing

@Suite struct JSONValueTests {
  /// Parses a text and lends its value; the parser must outlive it.
  private func withValue(_ text: String, _ body: (JSONValue) throws -> Void) throws {
    let parser = JSONParser()
    try parser.parse(bytes(text))
    try body(parser.root)
    withExtendedLifetime(parser) {}
  }

  @Test func tellsKindsAndPlaces() throws {
    let text = #" {"a": [1, -2.50 ,"x\n"], "b":{"c":null} , "d":true,"e":false} "#
    try withValue(text) { root in
      #expect(root.kind == .object)
      #expect(root.count == 4)
      #expect(root.offset == 1)
      #expect(root.rawRange == 1..<(text.utf8.count - 1))
      let a = try #require(root["a"])
      #expect(a.kind == .array)
      #expect(string(a.raw) == #"[1, -2.50 ,"x\n"]"#)
      #expect(a.rawRange == 7..<24)
      #expect(a.elements.map { string($0.raw) } == ["1", "-2.50", #""x\n""#])
      #expect(a.elements.map(\.offset) == [8, 11, 18])
      #expect(a.elements.map { string($0.text) } == ["", "", "x\n"])
      #expect(root["b"]?["c"]?.isNull == true)
      #expect(root["d"]?.bool == true)
      #expect(root["e"]?.bool == false)
      #expect(root["a"]?.bool == nil)
      #expect(root["zz"] == nil)
      #expect(a["a"] == nil)
      #expect(a.members.map(\.keyOffset) == [])
      #expect(root.elements.map(\.offset) == [])
    }
  }

  @Test func walksMembersWithKeysAndPlaces() throws {
    try withValue(#"{"a\"b":[[],[1]],"é":{"x":{}},"":3}"#) { root in
      #expect(root.members.map { string($0.key) } == ["a\"b", "é", ""])
      #expect(root.members.map(\.keyOffset) == [1, 17, 31])
      #expect(root.members.map(\.keyRange) == [1..<7, 17..<21, 31..<33])
      #expect(root.members.map { string($0.value.raw) } == ["[[],[1]]", #"{"x":{}}"#, "3"])
      #expect(root["a\"b"]?.count == 2)
      #expect(root["é"]?.count == 1)
      #expect(root[""]?.int64 == 3)
      #expect(root.members.map { $0.hasKey("é") } == [false, true, false])
    }
  }

  @Test func unescapes() throws {
    let escapes = #"["\"\\\/\b\f\n\r\t","\u0041\u00e9\u20AC\ud83d\ude00","\u0000","plain","é\u000a"]"#
    let expected = ["\"\\/\u{8}\u{C}\n\r\t", "Aé€😀", "\u{0}", "plain", "é\n"]
    try withValue(escapes) { root in
      #expect(root.elements.map { string($0.text) } == expected)
      #expect(root.elements.map { $0.isString("plain") } == [false, false, false, true, false])
    }
  }

  @Test func unescapesAtEveryDistanceFromAVectorsEdge() throws {
    for length in 0..<140 {
      let prefix = String(repeating: "x", count: length)
      try withValue(#"["\#(prefix)\n\#(prefix)\u00e9"]"#) { root in
        #expect(root.elements.map { string($0.text) } == [prefix + "\n" + prefix + "é"])
      }
    }
  }

  @Test(
    arguments: [
      ("0", 0), ("-0", 0), ("1", 1), ("-17", -17), ("9223372036854775807", Int64.max), ("-9223372036854775808", .min),
      ("9223372036854775808", nil), ("-9223372036854775809", nil), ("123456789012345678901234567890", nil),
      ("1.0", nil), ("1e2", nil), ("\"1\"", nil), ("null", nil),
    ] as [(String, Int64?)]
  )
  func readsIntegers(text: String, expected: Int64?) throws {
    try withValue(text) { #expect($0.int64 == expected) }
  }

  @Test(
    arguments: [
      ("0", 0), ("1", 1), ("1.0", 1), ("-2.5", -2.5), ("0.1", 0.1), ("1e5", 100_000), ("1E-7", 1e-7),
      ("123456789012345678901234567890", 123456789012345678901234567890.0), ("9007199254740993", 9007199254740992),
      ("1.7976931348623157e308", Double.greatestFiniteMagnitude), ("1e400", nil), ("-1e400", nil), ("1e-400", 0),
      ("5e-324", Double.leastNonzeroMagnitude), ("2.2250738585072011e-308", Double(bitPattern: 0x000F_FFFF_FFFF_FFFF)),
      ("true", nil),
    ] as [(String, Double?)]
  )
  func readsDoubles(text: String, expected: Double?) throws {
    try withValue(text) { #expect($0.double == expected) }
  }

  @Test func keepsTheSignOfZero() throws {
    for text in ["-0", "-0.0", "-1e-400"] { try withValue(text) { #expect($0.double?.sign == .minus) } }
  }

  @Test func tellsIntegersByTheirText() throws {
    try withValue("[1,-10,123456789012345678901234567890,1.0,1e2,\"1\"]") { root in
      #expect(root.elements.map(\.isInteger) == [true, true, true, false, false, false])
    }
  }
}
