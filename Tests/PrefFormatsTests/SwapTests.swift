import Foundation
import PrefRecord
import Testing

@testable import PrefFormats

/// Records that say the same with their sides exchanged: the pair must be the same, its sides shown the other way.
@Suite("Exchanged sides")
struct SwapTests {
  struct Case: Sendable {
    var format: String
    /// With `FIRST`, `SECOND` and `LABEL` for what changes places.
    var record: String
    var first: String
    var second: String
    var tie: String?
    var options = FormatOptions()

    func text(_ a: String, _ b: String, _ label: String) -> String {
      record.replacingOccurrences(of: "FIRST", with: a).replacingOccurrences(of: "SECOND", with: b)
        .replacingOccurrences(of: "LABEL", with: label)
    }
  }

  static func dialogue(_ text: String) -> String {
    #"[{"role":"user","content":"q"},{"role":"assistant","content":"\#(text)"}]"#
  }

  static let cases: [Case] = [
    Case(
      format: "llmbar",
      record: #"{"input":"q","output_1":"FIRST","output_2":"SECOND","label":LABEL}"#,
      first: "1",
      second: "2"
    ),
    Case(
      format: "auto-j",
      record: #"{"prompt":"q","response 1":"FIRST","response 2":"SECOND","label":LABEL}"#,
      first: "0",
      second: "1",
      tie: "2"
    ),
    Case(
      format: "judgebench",
      record: #"{"question":"q","response_A":"FIRST","response_B":"SECOND","label":"LABEL"}"#,
      first: "A>B",
      second: "B>A",
      tie: "A=B"
    ),
    Case(
      format: "pandalm",
      record: #"{"instruction":"q","response1":"FIRST","response2":"SECOND","annotator1":LABEL}"#,
      first: "1",
      second: "2",
      tie: "0"
    ),
    Case(
      format: "alpaca-eval",
      record: #"{"instruction":"q","output_1":"FIRST","output_2":"SECOND","annotator":"j","preference":LABEL}"#,
      first: "1.25",
      second: "1.75",
      tie: "1.5"
    ),
    Case(
      format: "shp",
      record: #"{"history":"q","human_ref_A":"FIRST","human_ref_B":"SECOND","labels":LABEL}"#,
      first: "1",
      second: "0"
    ),
    Case(
      format: "pku-saferlhf",
      record: #"{"prompt":"q","response_0":"FIRST","response_1":"SECOND","better_response_id":LABEL}"#,
      first: "0",
      second: "1"
    ),
    Case(
      format: "pku-saferlhf",
      record: #"{"prompt":"q","response_0":"FIRST","response_1":"SECOND","safer_response_id":LABEL}"#,
      first: "0",
      second: "1",
      options: .labelled("safe")
    ),
    Case(
      format: "helpsteer-preference",
      record: #"{"context":[{"role":"user","content":"q"}],"response1":"FIRST","response2":"SECOND","#
        + #""overall_preference":LABEL,"individual_preference":[{"score":LABEL}]}"#,
      first: "-2",
      second: "2",
      tie: "0"
    ),
    Case(
      format: "helpsteer-preference",
      record: #"{"prompt":"q","response_1":"FIRST","response_2":"SECOND","preference_strength":LABEL}"#,
      first: "-1",
      second: "1",
      tie: "0"
    ),
    Case(
      format: "webgpt",
      record: #"{"question":{"full_text":"q"},"answer_0":"FIRST","answer_1":"SECOND","score_0":0,"score_1":LABEL}"#,
      first: "-0.5",
      second: "0.5",
      tie: "0"
    ),
    Case(
      format: "summarize",
      record: #"{"info":{"article":"q"},"summaries":[{"text":"FIRST"},{"text":"SECOND"}],"choice":LABEL,"worker":"w"}"#,
      first: "0",
      second: "1"
    ),
    Case(
      format: "arena",
      record: #"{"conversation_a":\#(dialogue("FIRST")),"conversation_b":\#(dialogue("SECOND")),"#
        + #""winner":"LABEL","judge":"j"}"#,
      first: "model_a",
      second: "model_b",
      tie: "tie"
    ),
    Case(
      format: "mt-bench",
      record: #"{"conversation_a":\#(dialogue("FIRST")),"conversation_b":\#(dialogue("SECOND")),"turn":1,"#
        + #""question_id":1,"winner":"LABEL","judge":"j"}"#,
      first: "model_a",
      second: "model_b",
      tie: "tie"
    ),
    Case(
      format: "arena-55k",
      record: #"{"prompt":"[\"q\"]","response_a":"[\"FIRST\"]","response_b":"[\"SECOND\"]",LABEL}"#,
      first: #""winner_model_a":"1","winner_model_b":"0","winner_tie":"0""#,
      second: #""winner_model_a":"0","winner_model_b":"1","winner_tie":"0""#,
      tie: #""winner_model_a":"0","winner_model_b":"0","winner_tie":"1""#
    ),
  ]

  @Test("give the same pair, shown the other way", arguments: cases)
  func swap(_ example: Case) throws {
    let type = try #require(FormatRegistry.format(named: example.format) as? any RecordFormat.Type)
    let format = try type.init(options: example.options)
    let plain = try Reading(example.text("good", "bad", example.first), format)
    let swapped = try Reading(example.text("bad", "good", example.second), format)
    #expect(plain.error == nil && swapped.error == nil)
    #expect(plain.chosen == ["assistant: good"] && plain.rejected == ["assistant: bad"])
    #expect(swapped.chosen == plain.chosen && swapped.rejected == plain.rejected)
    #expect(plain.prompt == ["user: q"] && swapped.prompt == plain.prompt)
    #expect(plain.batch.annotations.allSatisfy { $0.position == .first && $0.choice == .chosen })
    #expect(swapped.batch.annotations.allSatisfy { $0.position == .second && $0.choice == .chosen })
    // Which side was shown first is never lost: a vote says it, or the label that stays.
    if plain.batch.annotations.isEmpty { #expect(!plain.metadata.isEmpty && plain.metadata != swapped.metadata) }
    #expect(plain.batch.comparisons.first?.isTie == false)
  }

  @Test("keep a tie as shown", arguments: cases.filter { $0.tie != nil })
  func tie(_ example: Case) throws {
    let type = try #require(FormatRegistry.format(named: example.format) as? any RecordFormat.Type)
    let reading = try Reading(example.text("one", "two", example.tie ?? ""), type.init(options: example.options))
    #expect(reading.chosen == ["assistant: one"] && reading.rejected == ["assistant: two"])
    #expect(reading.batch.comparisons.first?.isTie == true)
    #expect(reading.batch.annotations.allSatisfy { $0.position == .first && $0.choice == .tie })
  }
}
