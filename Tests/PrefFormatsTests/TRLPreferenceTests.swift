import PrefRecord
import Testing

@testable import PrefFormats

@Suite("TRL preference")
struct TRLPreferenceTests {
  static func reading(_ row: String) throws -> Reading { try Reading(row, TRLPreference(options: FormatOptions())) }

  @Test("reads texts with an explicit prompt")
  func standard() throws {
    let reading = try Self.reading(#"{"prompt":"The sky is","chosen":" blue.","rejected":" green."}"#)
    #expect(reading.prompt == ["user: The sky is"])
    #expect(reading.chosen == ["assistant:  blue."])
    #expect(reading.rejected == ["assistant:  green."])
    #expect(reading.metadata.isEmpty)
  }

  @Test("gives texts without a prompt none: common characters are no prompt")
  func implicitStandard() throws {
    let reading = try Self.reading(#"{"chosen":"The sky is blue.","rejected":"The sky is green."}"#)
    #expect(reading.prompt.isEmpty)
    #expect(reading.chosen == ["assistant: The sky is blue."])
  }

  @Test("reads messages with an explicit prompt as they stand")
  func conversational() throws {
    let reading = try Self.reading(
      #"{"prompt":[{"role":"system","content":"s"},{"role":"user","content":"u"}],"#
        + #""chosen":[{"role":"assistant","content":"same"},{"role":"tool","content":"t"}],"#
        + #""rejected":[{"content":"same","role":"assistant"},{"role":"assistant","content":"b"}]}"#
    )
    #expect(reading.prompt == ["system: s", "user: u"])
    #expect(reading.chosen == ["assistant: same", "tool: t"])
    #expect(reading.rejected == ["assistant: same", "assistant: b"])
  }

  @Test("splits messages without a prompt where the conversations part")
  func implicitConversational() throws {
    let reading = try Self.reading(
      #"{"prompt":null,"chosen":[{"role":"user","content":"u"},{"role":"assistant","content":"a"}],"#
        + #""rejected":[{"role":"human","content":"u"},{"role":"gpt","content":"b"}],"x":1}"#
    )
    #expect(reading.prompt == ["user: u"])
    #expect(reading.chosen == ["assistant: a"])
    #expect(reading.rejected == ["assistant: b"])
    #expect(reading.metadata == #"{"x":1}"#)
  }

  @Test("keeps the margin digit for digit", arguments: ["1e300", "0.10", "-0", "12345678901234567890", "1.5E-3"])
  func margin(_ number: String) throws {
    let reading = try Self.reading(#"{"chosen":"a","rejected":"b","margin":\#(number)}"#)
    #expect(reading.margin == number)
    #expect(reading.metadata.isEmpty)
  }

  @Test("refuses a margin that 64 bits do not hold")
  func infiniteMargin() throws {
    let reading = try Self.reading(#"{"chosen":"a","rejected":"b","margin":1e400}"#)
    #expect(reading.error?.reason == "unexpected-value")
    #expect(reading.error?.offset == 38)
  }

  @Test("keeps a null margin among the rest, and refuses sides of two kinds")
  func refusals() throws {
    let null = try Self.reading(#"{"chosen":"a","rejected":"b","margin":null}"#)
    #expect(null.margin.isEmpty)
    #expect(null.metadata == #"{"margin":null}"#)
    #expect(try Self.reading(#"{"chosen":"a","rejected":[]}"#).error?.reason == "wrong-type")
  }
}
