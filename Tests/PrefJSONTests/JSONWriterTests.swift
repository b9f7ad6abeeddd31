import PrefJSON
import Testing

@Suite struct JSONWriterTests {
  @Test func escapesAsLittleAsItMust() {
    let text = "\"\\/\u{8}\u{C}\n\r\t\u{0}\u{1}\u{B}\u{1F}\u{7F}é€😀\u{2027}\u{2028}\u{2029}\u{202A}"
    let expected =
      #""\"\\/\b\f\n\r\t\u0000\u0001\u000b\u001f"# + "\u{7F}é€😀\u{2027}" + #"\u2028\u2029"# + "\u{202A}\""
    #expect(written { JSONWriter.append(string: text, to: &$0) } == expected)
    #expect(written { JSONWriter.append(string: "", to: &$0) } == "\"\"")
  }

  /// Characters of every kind the writer tells apart, drawn so that runs end at every place of a vector.
  private static func randomText(using random: inout SeededGenerator) -> String {
    let special = ["\"", "\\", "\n", "\u{0}", "\u{1F}", "\u{2028}", "\u{2029}", "’", "é", "😀", "\u{10FFFF}", "\u{7F}"]
    return (0..<Int.random(in: 0...40, using: &random)).map { _ in
      Bool.random(using: &random)
        ? String(repeating: "x", count: Int.random(in: 0...40, using: &random))
        : special.randomElement(using: &random) ?? ""
    }.joined()
  }

  @Test func readsBackWhatItWrote() throws {
    var random = SeededGenerator()
    let parser = JSONParser()
    for _ in 0..<5_000 {
      let text = Self.randomText(using: &random)
      var out: [UInt8] = []
      JSONWriter.append(string: text, to: &out)
      try parser.parse(out)
      #expect(Array(parser.root.text) == Array(text.utf8), "seed \(SeededGenerator.seed)")
      #expect(!out.contains(UInt8(ascii: "\n")))
      let lineBreaks = out.indices.dropLast(2).filter {
        out[$0] == 0xE2 && out[$0 + 1] == 0x80 && out[$0 + 2] & 0xFE == 0xA8
      }
      #expect(lineBreaks.isEmpty)
    }
  }

  @Test func writesStringsInParts() {
    let whole = written { out in
      JSONWriter.append(ascii: "\"", to: &out)
      for part in ["a\n", "", "b\""] {
        bytes(part).withUnsafeBytes { JSONWriter.append(escaped: $0, to: &out) }
      }
      JSONWriter.append(ascii: "\"", to: &out)
    }
    #expect(whole == #""a\nb\"""#)
  }

  @Test(
    arguments: [
      (0, "0"), (7, "7"), (-1, "-1"), (1234567890, "1234567890"), (.max, "9223372036854775807"),
      (.min, "-9223372036854775808"),
    ] as [(Int64, String)]
  )
  func writesIntegers(value: Int64, expected: String) {
    #expect(written { JSONWriter.append(integer: value, to: &$0) } == expected)
  }

  @Test func writesIntegersOfOtherWidths() {
    #expect(written { JSONWriter.append(integer: UInt64.max, to: &$0) } == "18446744073709551615")
    #expect(written { JSONWriter.append(integer: Int8.min, to: &$0) } == "-128")
    #expect(written { JSONWriter.append(integer: 5 as UInt8, to: &$0) } == "5")
    #expect(
      written { out in
        JSONWriter.append(ascii: "a", to: &out)
        JSONWriter.append(integer: 12, to: &out)
      } == "a12"
    )
  }

  @Test(
    arguments: [
      (0, "0.0"), (-0.0, "-0.0"), (1, "1.0"), (0.1, "0.1"), (100_000, "100000.0"), (1.5e-7, "1.5e-07"),
      (1e-7, "1.0e-07"),
      (1e16, "1.0e+16"), (1e300, "1.0e+300"), (.leastNonzeroMagnitude, "5.0e-324"), (1.0 / 3, "0.3333333333333333"),
      (.nan, "null"),
      (.infinity, "null"), (-.infinity, "null"), (.greatestFiniteMagnitude, "1.7976931348623157e+308"),
    ] as [(Double, String)]
  )
  func writesDoublesWithAPoint(value: Double, expected: String) {
    #expect(written { JSONWriter.append(double: value, to: &$0) } == expected)
  }

  @Test func doublesReadBackExactly() throws {
    var random = SeededGenerator()
    let parser = JSONParser()
    for _ in 0..<5_000 {
      let value = Double(bitPattern: random.next())
      guard value.isFinite else { continue }
      var out: [UInt8] = []
      JSONWriter.append(double: value, to: &out)
      try parser.parse(out)
      #expect(parser.root.double?.bitPattern == value.bitPattern, "seed \(SeededGenerator.seed): \(value)")
      #expect(out.contains(UInt8(ascii: ".")))
    }
  }

  @Test(arguments: [
    ("1", "1.0"), ("-0", "-0.0"), ("1e5", "1.0e5"), ("1E+5", "1.0E+5"), ("-3e-7", "-3.0e-7"), ("1.50", "1.50"),
    ("1.5e10", "1.5e10"), ("123456789012345678901234567890", "123456789012345678901234567890.0"), ("1e400", "1.0e400"),
  ])
  func makesFloatsOfNumberTexts(number: String, expected: String) {
    let out = written { out in
      bytes(number).withUnsafeBytes { JSONWriter.append(floatFrom: $0, to: &out) }
    }
    #expect(out == expected)
    #expect(fault(in: bytes(out)) == nil)
  }

  @Test func writesConstants() {
    let out = written { out in
      JSONWriter.append(ascii: #"{"a":"#, to: &out)
      JSONWriter.append(bool: true, to: &out)
      JSONWriter.append(ascii: ",", to: &out)
      JSONWriter.append(bool: false, to: &out)
      JSONWriter.appendNull(to: &out)
      bytes("[1 ]").withUnsafeBytes { JSONWriter.append(raw: $0, to: &out) }
    }
    #expect(out == #"{"a":true,falsenull[1 ]"#)
  }
}
