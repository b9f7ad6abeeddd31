import PrefRecord
import Testing

@testable import PrefFormats

@Suite("Messages")
struct MessageTests {
  static func reading(_ messages: String) throws -> Reading {
    try Reading(
      #"{"prompt":[{"role":"user","content":"q"}],"chosen":[\#(messages)],"rejected":[{"role":"gpt","content":"b"}]}"#,
      TRLPreference(options: FormatOptions())
    )
  }

  @Test("puts the texts of parts together, and keeps the parts where that loses something")
  func parts() throws {
    let one = try Self.reading(#"{"role":"assistant","content":[{"type":"text","text":"a\n","image":null}]}"#)
    #expect(one.chosen == ["assistant: a\n"] && one.metadata.isEmpty)
    let two = try Self.reading(#"{"role":"assistant","content":[{"type":"text","text":"a"},"b",{"text":"c"}]}"#)
    #expect(two.chosen == ["assistant: abc"])
    #expect(
      two.metadata == #"{"chosen_extras":[{"turn":0,"content":[{"type":"text","text":"a"},"b",{"text":"c"}]}]}"#
    )
    let none = try Self.reading(#"{"role":"assistant","content":[]}"#)
    #expect(none.chosen == ["assistant: "])
  }

  @Test("leaves thinking out of the text and keeps it")
  func thinking() throws {
    let part = try Self.reading(
      #"{"role":"assistant","content":[{"type":"reasoning","value":"hm"},{"type":"text","value":"a"}]}"#
    )
    #expect(part.chosen == ["assistant: a"])
    #expect(part.metadata.contains("hm"))
    let key = try Self.reading(#"{"role":"assistant","thinking":"hm","content":"a"}"#)
    #expect(key.chosen == ["assistant: a"])
    #expect(key.metadata == #"{"chosen_extras":[{"turn":0,"thinking":"hm"}]}"#)
  }

  @Test(
    "takes tool calls for the text of a message that has no other",
    arguments: [#""content":null,"#, "", #""content":"","#]
  )
  func calls(_ content: String) throws {
    let reading = try Self.reading(#"{"role":"assistant",\#(content)"tool_calls":[{"function":{"name":"f"}}]}"#)
    #expect(reading.chosen == [#"assistant: [{"function":{"name":"f"}}]"#])
    #expect(reading.metadata == #"{"chosen_extras":[{"turn":0,"tool_calls":[{"function":{"name":"f"}}]}]}"#)
    #expect(reading.batch.comparisons.first?.flags.contains(.toolCalls) == true)
  }

  @Test("keeps the calls beside a text, and says nothing of none")
  func callsBesideText() throws {
    let both = try Self.reading(#"{"role":"assistant","content":"a","tool_calls":[{"id":"1"}]}"#)
    #expect(both.chosen == ["assistant: a"] && both.metadata.contains(#""tool_calls":[{"id":"1"}]"#))
    #expect(both.batch.comparisons.first?.flags.contains(.toolCalls) == true)
    let none = try Self.reading(#"{"role":"assistant","content":"a","tool_calls":null,"name":null}"#)
    #expect(none.metadata.isEmpty && none.batch.comparisons.first?.flags == [])
  }

  @Test("refuses what is no text, at its place")
  func refusals() throws {
    let image = try Self.reading(#"{"role":"user","content":[{"type":"image_url","image_url":{"url":"u"}}]}"#)
    #expect(image.error == RecordError(.notText(field: "chosen.content"), at: 78))
    let empty = try Self.reading(#"{"role":"user","content":[{"type":"text"}]}"#)
    #expect(empty.error == RecordError(.missing(field: "chosen.content.text"), at: 78))
    #expect(try Self.reading(#"{"role":"user","content":null}"#).error?.reason == "wrong-type")
    #expect(try Self.reading(#"{"role":"user"}"#).error?.reason == "missing-field")
    #expect(try Self.reading(#"{"role":"user","content":7}"#).error?.reason == "wrong-type")
  }

  @Test(
    "reads every spelling of a role",
    arguments: [
      ("user", "user"), ("human", "user"), ("prompter", "user"), ("assistant", "assistant"), ("gpt", "assistant"),
      ("model", "assistant"), ("function_call", "assistant"), ("system", "system"), ("developer", "system"),
      ("tool", "tool"), ("observation", "tool"), ("function", "tool"),
    ]
  )
  func roles(_ spelling: String, _ role: String) throws {
    #expect(try Self.reading(#"{"role":"\#(spelling)","content":"a"}"#).chosen == ["\(role): a"])
  }

  @Test("keeps a key of the record apart from what is added")
  func collision() throws {
    let reading = try Reading(
      #"{"chosen":[{"role":"user","content":"a","name":"n"}],"rejected":[{"role":"user","content":"b"}],"chosen_extras":1}"#,
      TRLPreference(options: FormatOptions())
    )
    #expect(reading.metadata == #"{"chosen_extras_":[{"turn":0,"name":"n"}],"chosen_extras":1}"#)
  }
}
