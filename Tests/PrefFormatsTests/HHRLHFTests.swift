import Foundation
import PrefRecord
import Testing

@testable import PrefFormats

@Suite("HH-RLHF")
struct HHRLHFTests {
  static func format() throws -> HHRLHF { try HHRLHF(options: FormatOptions()) }

  /// The transcript of one side, put together from prompt, completion and the turns whose marker has no space.
  static func transcript(_ turns: [Range<Int>], unspaced: [Int], in batch: ComparisonBatch) -> String {
    var text = ""
    for (place, index) in turns.joined().enumerated() {
      let turn = batch.turns[index]
      text += turn.role == .user ? "\n\nHuman:" : "\n\nAssistant:"
      text += (unspaced.contains(place) ? "" : " ") + batch.string(turn.content)
    }
    return text
  }

  /// Number of rows of which a side does not come back, or a turn holds a marker.
  static func mistakes(_ rows: [[UInt8]]) throws -> (mistakes: Int, unspaced: Int) {
    let reading = try Reading(rows, format())
    #expect(reading.error == nil)
    #expect(reading.batch.comparisons.count == rows.count)
    var (mistakes, unspacedRows) = (0, 0)
    for (row, pair) in zip(rows, reading.batch.comparisons) {
      let original = try JSONSerialization.jsonObject(with: Data(row)) as? [String: String]
      let metadata = reading.batch.string(pair.metadata)
      let extra =
        try metadata.isEmpty ? [:] : JSONSerialization.jsonObject(with: Data(metadata.utf8)) as? [String: [Int]] ?? [:]
      if !extra.isEmpty { unspacedRows += 1 }
      for (key, side) in [("chosen", pair.chosen), ("rejected", pair.rejected)] {
        let unspaced = extra["unspaced_\(key)_turns"] ?? []
        let again = transcript([pair.prompt, side], unspaced: unspaced, in: reading.batch)
        if !again.utf8.elementsEqual((original?[key] ?? "").utf8) { mistakes += 1 }
      }
      for turn in reading.batch.turns[pair.prompt.lowerBound..<pair.rejected.upperBound] {
        let text = reading.batch.string(turn.content)
        if text.contains("\n\nHuman:") || text.contains("\n\nAssistant:") { mistakes += 1 }
      }
    }
    return (mistakes, unspacedRows)
  }

  @Test("gives the bytes of every sample row back")
  func sample() throws {
    #expect(try Self.mistakes(Files.lines(Files.sample("hh-style.jsonl"))).mistakes == 0)
  }

  @Test("gives the bytes of every real row back", .enabled(if: Files.hhFile != nil, "no real data here"))
  func real() throws {
    let rows = Files.lines(try Files.inflated(#require(Files.hhFile)))
    #expect(rows.count == 2312)
    #expect(try Self.mistakes(rows).mistakes == 0)
  }

  @Test("notes markers without a space, with their turns")
  func unspaced() throws {
    let row =
      #"{"chosen":"\n\nHuman:Hi\n\nAssistant: a\n\nHuman:\n\nAssistant:  b","#
      + #""rejected":"\n\nHuman:Hi\n\nAssistant: a\n\nHuman:\n\nAssistant:c","n":1}"#
    let reading = try Reading(row, Self.format())
    #expect(reading.prompt == ["user: Hi", "assistant: a", "user: "])
    #expect(reading.chosen == ["assistant:  b"])
    #expect(reading.rejected == ["assistant: c"])
    #expect(reading.metadata == #"{"unspaced_chosen_turns":[0, 2],"unspaced_rejected_turns":[0, 2, 3],"n":1}"#)
    let plain = #"{"chosen":"\n\nHuman:Hi\n\nAssistant: a","rejected":"\n\nHuman: Hi\n\nAssistant:"}"#
    #expect(try Self.mistakes([Array(plain.utf8)]).mistakes == 0)
    #expect(try Self.mistakes([Array(plain.utf8)]).unspaced == 1)
  }

  @Test("splits at turns, never inside one, and leaves each side its last turn")
  func boundaries() throws {
    let sameStart = try Reading(
      #"{"chosen":"\n\nHuman: Hi\n\nAssistant: Hello you","rejected":"\n\nHuman: Hi\n\nAssistant: Hello me"}"#,
      Self.format()
    )
    #expect(sameStart.prompt == ["user: Hi"])
    #expect(sameStart.chosen == ["assistant: Hello you"])
    let same = try Reading(#"{"chosen":"\n\nHuman: Hi","rejected":"\n\nHuman: Hi"}"#, Self.format())
    #expect(same.prompt.isEmpty)
    #expect(same.batch.comparisons.first?.flags == .identical)
    let parted = try Reading(
      #"{"chosen":"\n\nHuman: A\n\nAssistant: x\n\nHuman: B\n\nAssistant: y","#
        + #""rejected":"\n\nHuman: A\n\nAssistant: z\n\nHuman: B\n\nAssistant: y"}"#,
      Self.format()
    )
    #expect(parted.prompt == ["user: A"])
    #expect(parted.chosen == ["assistant: x", "user: B", "assistant: y"])
    #expect(parted.batch.comparisons.first?.flags == .promptMismatch)
    let longer = try Reading(
      #"{"chosen":"\n\nHuman: A\n\nAssistant: x\n\nHuman: B\n\nAssistant: y","#
        + #""rejected":"\n\nHuman: A\n\nAssistant: x"}"#,
      Self.format()
    )
    #expect(longer.prompt == ["user: A"])
    #expect(longer.rejected == ["assistant: x"])
  }

  @Test("takes words that only look like markers as text")
  func lookalikes() throws {
    let reading = try Reading(
      #"{"chosen":"\n\nHuman: a\nHuman: b \n\nhuman: c\n\n Assistant: d\n\n\nAssistant: e","#
        + #""rejected":"\n\nHuman: x\n\nAssistant: "}"#,
      Self.format()
    )
    #expect(reading.prompt.isEmpty)
    #expect(reading.chosen == ["user: a\nHuman: b \n\nhuman: c\n\n Assistant: d\n", "assistant: e"])
    #expect(reading.rejected == ["user: x", "assistant: "])
  }
}
