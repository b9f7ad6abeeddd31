import PrefRecord
import Testing

@testable import PrefFormats

@Suite("LLaMA-Factory")
struct LLaMAFactoryTests {
  static func reading(_ rest: String) throws -> Reading {
    try Reading(
      #"{"conversations":[{"from":"human","value":"Hi"},{"from":"observation","value":"o"}],"#
        + #""chosen":{"from":"gpt","value":"a"},"rejected":{"from":"gpt","value":"b"}\#(rest)}"#,
      LLaMAFactory(options: FormatOptions())
    )
  }

  @Test("puts the system text in front of the conversation")
  func system() throws {
    let reading = try Self.reading(#","system":"Be brief.","tools":"[]""#)
    #expect(reading.prompt == ["system: Be brief.", "user: Hi", "tool: o"])
    #expect(reading.chosen == ["assistant: a"])
    #expect(reading.rejected == ["assistant: b"])
    #expect(reading.metadata == #"{"tools":"[]"}"#)
  }

  @Test("makes no turn of an empty or a missing system text")
  func withoutSystem() throws {
    #expect(try Self.reading("").prompt == ["user: Hi", "tool: o"])
    let empty = try Self.reading(#","system":"""#)
    #expect(empty.prompt == ["user: Hi", "tool: o"])
    #expect(empty.metadata.isEmpty)
    let null = try Self.reading(#","system":null"#)
    #expect(null.prompt == ["user: Hi", "tool: o"])
    #expect(null.metadata == #"{"system":null}"#)
  }
}
