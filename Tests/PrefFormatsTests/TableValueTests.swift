import PrefJSON
import PrefRecord
import Testing

@testable import PrefFormats

@Suite("Values of tables")
struct TableValueTests {
  static func withValue<Result>(_ json: String, _ body: (JSONValue) throws -> Result) throws -> Result {
    let parser = JSONParser()
    try parser.parse(Array(json.utf8))
    defer { withExtendedLifetime(parser) {} }
    return try body(parser.root)
  }

  /// The parser knows the grammar from elsewhere.
  @Test("takes exactly the texts for numbers that JSON does")
  func grammar() throws {
    let pieces = ["", "-", "0", "7", "10", ".", "e", "E+", "3", " ", "x"]
    let parser = JSONParser()
    var wrong: [String] = []
    for a in pieces {
      for b in pieces {
        for c in pieces {
          for d in ["", ".5", "e-2", "e", "0"] {
            let text = Array((a + b + c + d).utf8)
            let isJSON = (try? parser.parse(text)) != nil && parser.root.kind == .number
            let isNumber = isJSON && !text.contains(0x20)
            if text.withUnsafeBytes({ NumberText.isNumber($0) }) != isNumber { wrong.append(a + b + c + d) }
          }
        }
      }
    }
    #expect(wrong == [])
  }

  @Test(
    "reads whole numbers however they are written",
    arguments: [("1", 1), ("1.0", 1), ("\"1\"", 1), ("\"-3\"", -3), ("\"2.0\"", 2), ("1e1", 10)]
  )
  func whole(_ json: String, _ number: Int64) throws {
    #expect(try Self.withValue(json) { $0.wholeNumber } == number)
  }

  @Test(
    "reads nothing else as a whole number",
    arguments: ["1.5", "\"\"", "\" 1\"", "\"0x1\"", "true", "null", "[1]", "\"inf\"", "1e30"]
  )
  func notWhole(_ json: String) throws {
    #expect(try Self.withValue(json) { $0.wholeNumber } == nil)
  }

  @Test("moves what is wrong inside of a text that is JSON to the text")
  func encoded() throws {
    let outcome = try Self.withValue(#"{"a":"[1,\"x\"]"}"#) { record -> RecordError? in
      let value = try #require(record["a"])
      do throws(RecordError) {
        try EncodedJSON.withValue(value) { list throws(RecordError) in
          for element in list.elements where element.kind != .number {
            throw .wrongType(element, field: "a", expected: "a number")
          }
        }
        return nil
      } catch { return error }
    }
    #expect(outcome == RecordError(.wrongType(field: "a", expected: "a number", found: "a string"), at: 5))
    let plain = try Self.withValue(#"[1,2]"#) { value in try EncodedJSON.withValue(value) { $0.count } }
    #expect(plain == 2)
  }
}
