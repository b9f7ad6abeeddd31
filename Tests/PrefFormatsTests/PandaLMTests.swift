import PrefRecord
import Testing

@testable import PrefFormats

@Suite("PandaLM")
struct PandaLMTests {
  static func reading(_ votes: [Int], rest: String = "") throws -> Reading {
    let annotators = votes.enumerated().map { ",\"annotator\($0 + 1)\":\($1)" }.joined()
    return try Reading(
      #"{"idx":7,"cmp_key":"llama_bloom","instruction":"Add","input":"1 1","response1":"two","response2":"three""#
        + annotators + rest + "}",
      PandaLM(options: FormatOptions())
    )
  }

  @Test(
    "lets the majority decide; without one it is a tie",
    arguments: [
      ([1, 1, 0], "two", false), ([2, 2, 1], "three", false), ([0, 0, 1], "two", true), ([0, 1, 2], "two", true),
      ([1, 2], "two", true), ([2], "three", false), ([0], "two", true), ([1, 1, 2, 2], "two", true),
      ([2, 2, 0, 1], "two", true), ([2, 2, 2, 1, 1], "three", false), ([1, 1, 0, 2], "two", true),
    ] as [([Int], String, Bool)]
  )
  func majority(_ votes: [Int], _ chosen: String, _ isTie: Bool) throws {
    let reading = try Self.reading(votes)
    #expect(reading.chosen == ["assistant: \(chosen)"])
    #expect(reading.rejected == ["assistant: \(chosen == "two" ? "three" : "two")"])
    #expect(reading.batch.comparisons.first?.isTie == isTie)
  }

  @Test("keeps every judgement, with the side on which the chosen response was shown")
  func annotations() throws {
    let first = try Self.reading([1, 0, 1, 2, 1])
    #expect(first.batch.annotations.map(\.choice) == [.chosen, .tie, .chosen, .rejected, .chosen])
    #expect(first.batch.annotations.allSatisfy { $0.position == .first })
    let second = try Self.reading([2, 2, 1])
    #expect(second.batch.annotations.map(\.choice) == [.chosen, .chosen, .rejected])
    #expect(second.batch.annotations.allSatisfy { $0.position == .second })
    #expect(
      second.batch.annotations.map { second.batch.string($0.annotator) } == ["annotator1", "annotator2", "annotator3"]
    )
  }

  @Test("gives each side its model, its prompt both parts, and keeps the rest")
  func fields() throws {
    let second = try Self.reading([2], rest: #","note": "a/b" "#)
    let pair = try #require(second.batch.comparisons.first)
    #expect(second.batch.string(pair.chosenModel) == "bloom")
    #expect(second.batch.string(pair.rejectedModel) == "llama")
    #expect(second.prompt == ["user: Add\n\n1 1"])
    #expect(second.metadata == #"{"idx":7,"cmp_key":"llama_bloom","note":"a/b"}"#)
    let format = try PandaLM(options: FormatOptions())
    let bare = try Reading(
      #"{"cmp_key":"a_b_c","instruction":"Add","input":"","response1":"2","response2":"3","annotator1":1}"#,
      format
    )
    #expect(bare.prompt == ["user: Add"])
    #expect(bare.batch.comparisons.first?.chosenModel == .empty)
  }

  @Test("refuses boolean responses, and reads them as text where asked to")
  func booleans() throws {
    let row = #"{"instruction":"Is it?","input":"","response1":true,"response2":false,"annotator1":2}"#
    let refused = try Reading(row, PandaLM(options: FormatOptions()))
    #expect(refused.error?.reason == "wrong-type")
    #expect(refused.error?.offset == 47)
    let read = try Reading(row, PandaLM(options: FormatOptions(booleansAsText: true)))
    #expect(read.chosen == ["assistant: false"])
    #expect(read.rejected == ["assistant: true"])
    let null = row.replacing("true", with: "null")
    #expect(try Reading(null, PandaLM(options: FormatOptions(booleansAsText: true))).error?.reason == "wrong-type")
  }

  @Test("refuses votes that are none", arguments: ["3", "-1", "1.5", "\"1\"", "null", "true"])
  func votes(_ vote: String) throws {
    let reading = try Self.reading([1], rest: ",\"annotator2\":\(vote)")
    #expect(reading.error?.reason == "unexpected-value")
  }
}
