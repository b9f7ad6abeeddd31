import PrefRecord
import Testing

@testable import PrefFormats

@Suite("Leftovers")
struct LeftoversTests {
  @Test("keep raw values byte for byte, in their order")
  func raw() throws {
    let values = [
      #""big":12345678901234567890.10"#, #""text":"a\u0041\/\u2028\ud83d\ude00""#, #""list":[ 1,  {"b" : null}, "x" ]"#,
      #""exp":1E+2"#, #""é":true"#, #""":false"#,
    ]
    let row = "{" + (values[..<3] + [#""chosen":"a","rejected":"b""#] + values[3...]).joined(separator: ", ") + "}"
    let reading = try Reading(row, TRLPreference(options: FormatOptions()))
    #expect(reading.metadata == "{" + values.joined(separator: ",") + "}")
  }

  @Test("write keys anew, so that they are one text however they were escaped")
  func keys() throws {
    let reading = try Reading(
      #"{"chosen":"a","rejected":"b","q\u0022\u0041":1}"#,
      TRLPreference(options: FormatOptions())
    )
    #expect(reading.metadata == #"{"q\"A":1}"#)
  }

  @Test("are nothing where every field found a column")
  func none() throws {
    let reading = try Reading(#"{"chosen":"a","rejected":"b"}"#, TRLPreference(options: FormatOptions()))
    #expect(reading.batch.comparisons.first?.metadata == .empty)
  }
}
