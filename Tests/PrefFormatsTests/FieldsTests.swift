import PrefRecord
import Testing

@testable import PrefFormats

@Suite("Fields")
struct FieldsTests {
  static let pair = ["chosen": "good", "rejected": "bad"]

  static func reading(_ row: String, _ map: [String: String]) throws -> Reading {
    try Reading(row, Fields(options: FormatOptions(map: map)))
  }

  @Test("finds every part by key or by pointer")
  func parts() throws {
    let reading = try Self.reading(
      #"{"q":"?","a":[{"text":"yes","by":"m1"},{"text":"no","by":"m2"}],"s~/":"sys","score":{"gap":0.50},"t":"easy","k":[1 ,2]}"#,
      [
        "prompt": "q", "chosen": "/a/0/text", "rejected": "/a/1/text", "system": "/s~0~1", "margin": "/score/gap",
        "chosen_model": "/a/0/by", "rejected_model": "/a/1/by", "subset": "t",
      ]
    )
    #expect(reading.error == nil)
    #expect(reading.prompt == ["system: sys", "user: ?"])
    #expect(reading.chosen == ["assistant: yes"])
    #expect(reading.rejected == ["assistant: no"])
    #expect(reading.margin == "0.50")
    let pair = try #require(reading.batch.comparisons.first)
    #expect(reading.batch.string(pair.chosenModel) == "m1")
    #expect(reading.batch.string(pair.rejectedModel) == "m2")
    #expect(reading.batch.string(pair.lineage.subset) == "easy")
    // What a pointer reaches into stays whole; what a key names is used up.
    #expect(
      reading.metadata
        == #"{"a":[{"text":"yes","by":"m1"},{"text":"no","by":"m2"}],"s~/":"sys","score":{"gap":0.50},"k":[1 ,2]}"#
    )
  }

  @Test("makes prompt-free pairs where no prompt is mapped")
  func promptFree() throws {
    #expect(try Self.reading(#"{"good":"a","bad":"b"}"#, Self.pair).prompt.isEmpty)
  }

  @Test("names the field that is missing or of another type")
  func refusals() throws {
    let missing = try Self.reading(#"{"good":"a"}"#, Self.pair)
    #expect(missing.error == RecordError(.missing(field: "bad"), at: 0))
    let wrong = try Self.reading(#"{"good":"a","bad":3}"#, Self.pair)
    #expect(wrong.error == RecordError(.wrongType(field: "bad", expected: "a string", found: "a number"), at: 18))
    #expect(try Self.reading("[1]", Self.pair).error?.reason == "wrong-type")
  }

  @Test(
    "refuses a map that cannot work",
    arguments: [
      ([:], "chosen"), (["chosen": "a"], "rejected"), (["chosen": "a", "rejected": "b", "answer": "c"], "answer"),
      (["chosen": "/a~2", "rejected": "b"], "~"),
    ]
  )
  func maps(_ map: [String: String], _ word: String) {
    let error = #expect(throws: FormatOptionError.self) { try Fields(options: FormatOptions(map: map)) }
    #expect(error?.message.contains(word) == true)
  }
}
