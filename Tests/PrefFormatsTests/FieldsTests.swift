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

  /// Options for two completions as they were shown.
  static func shown(_ change: (inout VerdictOptions) -> Void = { _ in }) -> FormatOptions {
    var options = FormatOptions(map: ["prompt": "q", "first": "a", "second": "b"])
    options.verdict.firstIf = ["1", "left"]
    options.verdict.secondIf = ["2"]
    options.verdict.tieIf = ["0", "false"]
    change(&options.verdict)
    return options
  }

  @Test(
    "reads a verdict however it is written",
    arguments: [
      ("1", "one"), ("\"1\"", "one"), ("\"left\"", "one"), ("2", "two"), ("\"2\"", "two"), ("0", "tie"),
      ("false", "tie"),
    ]
  )
  func verdicts(_ written: String, _ winner: String) throws {
    let format = try Fields(options: Self.shown { $0.labelField = "w" })
    let reading = try Reading(#"{"q":"?","a":"one","b":"two","w":\#(written)}"#, format)
    #expect(reading.chosen == [winner == "two" ? "assistant: two" : "assistant: one"])
    #expect(reading.batch.comparisons.first?.isTie == (winner == "tie"))
    // No vote says which side was shown first, so the verdict stays.
    #expect(reading.metadata == #"{"w":\#(written)}"#)
  }

  @Test(
    "refuses a verdict in other words, of another type, or none",
    arguments: ["3", "\"\"", "null", "[1]", "true", "1.0"]
  )
  func otherVerdicts(_ written: String) throws {
    let format = try Fields(options: Self.shown { $0.labelField = "w" })
    let reading = try Reading(#"{"q":"?","a":"one","b":"two","w":\#(written)}"#, format)
    #expect(reading.error?.reason == "unexpected-value" && reading.error?.offset == 33)
    #expect(try Reading(#"{"q":"?","a":"one","b":"two"}"#, format).error == RecordError(.missing(field: "w"), at: 0))
  }

  @Test(
    "lets more than half of the votes decide",
    arguments: [
      ("1", "1", "2", "one", false), ("2", "2", "0", "two", false), ("1", "2", "0", "one", true),
      ("2", "null", "\"\"", "two", false), ("1", "2", "null", "one", true),
    ]
  )
  func votes(_ x: String, _ y: String, _ z: String, _ chosen: String, _ isTie: Bool) throws {
    let format = try Fields(options: Self.shown { $0.annotatorFields = ["x", "y", "/z"] })
    let reading = try Reading(#"{"q":"?","a":"one","b":"two","x":\#(x),"y":\#(y),"z":\#(z)}"#, format)
    #expect(reading.chosen == ["assistant: \(chosen)"])
    #expect(reading.batch.comparisons.first?.isTie == isTie)
    let given = [x, y, z].filter { $0 != "null" && $0 != "\"\"" }
    #expect(reading.batch.annotations.count == given.count)
    #expect(reading.batch.annotations.allSatisfy { $0.position == (chosen == "one" ? .first : .second) })
  }

  @Test("drops a record that nobody voted on")
  func noVotes() throws {
    let format = try Fields(options: Self.shown { $0.annotatorFields = ["x"] })
    let reading = try Reading(#"{"q":"?","a":"one","b":"two","x":null}"#, format)
    #expect(reading.error == nil && reading.batch.comparisons.isEmpty && reading.batch.dropped == ["no-vote": 1])
  }

  @Test("reads messages where a text could be, and keeps what they hold besides")
  func messages() throws {
    let reading = try Self.reading(
      #"{"p":[{"role":"system","content":"s"},{"role":"user","content":"u","name":"n"}],"good":"a","#
        + #""bad":[{"role":"assistant","content":"b"}]}"#,
      ["prompt": "p", "chosen": "good", "rejected": "bad"]
    )
    #expect(reading.prompt == ["system: s", "user: u"] && reading.rejected == ["assistant: b"])
    #expect(reading.metadata == #"{"prompt_extras":[{"turn":1,"name":"n"}]}"#)
    let empty = try Self.reading(#"{"good":"a","bad":[]}"#, Self.pair)
    #expect(empty.error == RecordError(.noCompletion(field: "bad"), at: 18))
  }

  @Test("reads the numbers of a table")
  func table() throws {
    let reading = try Self.reading(
      #"{"good":"a","bad":"b","m":"0.50"}"#,
      ["chosen": "good", "rejected": "bad", "margin": "m"]
    )
    #expect(reading.margin == "0.50")
  }

  @Test("refuses options that cannot work")
  func verdictOptions() {
    let faulty: [(FormatOptions, String)] = [
      (Self.shown(), "--label-field"),
      (Self.shown { ($0.labelField, $0.firstIf) = ("w", []) }, "--first-if"),
      (Self.shown { ($0.labelField, $0.tieIf) = ("w", ["left"]) }, "two verdicts"),
      (Self.shown { $0.labelField = "/~" }, "~"),
    ]
    for (options, word) in faulty {
      let error = #expect(throws: FormatOptionError.self) { try Fields(options: options) }
      #expect(error?.message.contains(word) == true)
    }
    var both = Self.shown { $0.labelField = "w" }
    both.map["chosen"] = "c"
    #expect(throws: FormatOptionError.self) { try Fields(options: both) }
  }
}
