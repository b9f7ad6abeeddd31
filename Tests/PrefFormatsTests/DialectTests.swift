import PrefRecord
import Testing

@testable import PrefFormats

/// What single dialects do with the traps of their data.
@Suite("Dialects")
struct DialectTests {
  static func read(_ format: any RecordFormat.Type, _ record: String) throws -> Reading {
    let reading = try Reading(record, format.init(options: FormatOptions()))
    #expect(reading.error == nil)
    return reading
  }

  static func scores(_ reading: Reading) -> [String] {
    reading.batch.scores.map { score in
      [score.name, score.chosen, score.rejected].map(reading.batch.string).joined(separator: " ")
    }
  }

  static func models(_ reading: Reading) -> [String] {
    reading.batch.comparisons.flatMap { [$0.chosenModel, $0.rejectedModel].map(reading.batch.string) }
  }

  @Test("MT-bench cuts off what the judge did not see")
  func mtBench() throws {
    let talk = { (a: String, b: String) in
      #"[{"role":"user","content":"1"},{"role":"assistant","content":"\#(a)"},"#
        + #"{"role":"user","content":"2"},{"role":"assistant","content":"\#(b)"}]"#
    }
    let record = { (turn: Int) in
      #"{"question_id":1,"judge":"j","turn":\#(turn),"winner":"model_b","model_a":"m","model_b":"n","#
        + #""conversation_a":\#(talk("a", "c")),"conversation_b":\#(talk("b", "d"))}"#
    }
    let first = try Self.read(MTBench.self, record(1))
    #expect(first.prompt == ["user: 1"] && first.chosen == ["assistant: b"] && first.rejected == ["assistant: a"])
    let unjudged = #""unjudged_b":[{"role":"user","content":"2"},{"role":"assistant","content":"d"}]"#
    #expect(first.metadata.contains(unjudged))
    let second = try Self.read(MTBench.self, record(2))
    #expect(second.chosen == ["assistant: b", "user: 2", "assistant: d"])
    #expect(!second.metadata.contains("unjudged"))
    #expect(Self.models(second) == ["n", "m"])
  }

  @Test("Arena as a table puts the later questions between the answers, and keeps cells that hold null")
  func arenaTable() throws {
    let reading = try Self.read(
      ArenaTable.self,
      #"{"prompt":"[\"1\",\"2\"]","response_a":"[\"a\",null]","response_b":"[\"b\",\"d\"]","#
        + #""winner_model_a":"0","winner_model_b":"1","winner_tie":"0"}"#
    )
    #expect(reading.prompt == ["user: 1"])
    #expect(reading.chosen == ["assistant: b", "user: 2", "assistant: d"])
    #expect(reading.rejected == ["assistant: a", "user: 2", "assistant: "])
    #expect(reading.metadata.hasPrefix(#"{"response_a":"[\"a\",null]","winner_model_a":"0""#))
  }

  @Test("Arena says in the metadata that both were bad")
  func bothBad() throws {
    let dialogue = SwapTests.dialogue
    for winner in ["tie (bothbad)", "both_bad"] {
      let reading = try Self.read(
        Arena.self,
        #"{"conversation_a":\#(dialogue("a")),"conversation_b":\#(dialogue("b")),"winner":"\#(winner)","judge":"j"}"#
      )
      #expect(reading.batch.comparisons.first?.isTie == true)
      #expect(reading.metadata == #"{"winner":"\#(winner)"}"#)
    }
  }

  @Test("HelpSteer votes keep their sign and strength, the margin only the strength")
  func helpSteer() throws {
    let reading = try Self.read(
      HelpSteerPreference.self,
      #"{"context":[],"response1":"a","response2":"b","overall_preference":1,"domain":"stem","#
        + #""individual_preference":[{"score":-3},{"score":2},{"score":0}]}"#
    )
    #expect(reading.margin == "1" && reading.chosen == ["assistant: b"])
    #expect(reading.batch.annotations.map(\.choice) == [.rejected, .chosen, .tie])
    #expect(reading.batch.annotations.map { reading.batch.string($0.strength) } == ["3", "2", "0"])
    #expect(reading.batch.annotations.map { reading.batch.string($0.annotator) } == ["1", "2", "3"])
    #expect(reading.batch.comparisons.map { reading.batch.string($0.lineage.subset) } == ["stem"])
  }

  @Test(
    "PKU-SafeRLHF counts rows whose labels part",
    arguments: [("0", "0", false), ("0", "1", true), ("1", "0", true)]
  )
  func labelConflict(_ better: String, _ safer: String, _ isConflict: Bool) throws {
    let record =
      #"{"prompt":"q","response_0":"a","response_1":"b","better_response_id":\#(better),"safer_response_id":\#(safer)}"#
    for label in ["helpful", "safe"] {
      let reading = try Reading(record, PKUSafeRLHF(options: .labelled(label)))
      #expect(reading.batch.comparisons.first?.flags.contains(.labelConflict) == isConflict)
      #expect(reading.chosen == [(label == "safe" ? safer : better) == "0" ? "assistant: a" : "assistant: b"])
    }
    #expect(throws: FormatOptionError.self) { try PKUSafeRLHF(options: .labelled("best")) }
  }

  @Test("distilabel takes the order of a tie from what the judge saw", arguments: [("a", "b"), ("b", "a")])
  func shownTie(_ first: String, _ second: String) throws {
    let reading = try Self.read(
      Distilabel.self,
      #"{"input":"q","chosen":"a","rejected":"b","generations":["\#(first)","\#(second)"],"status":"tie"}"#
    )
    #expect(reading.chosen == ["assistant: \(first)"] && reading.rejected == ["assistant: \(second)"])
    #expect(reading.batch.comparisons.first?.isTie == true)
  }

  @Test("rated pairs are ties where the ratings are equal, and keep a rating that has no rival")
  func ratings() throws {
    let pair = { (chosen: String, rejected: String) in
      #"{"instruction":"q","chosen_response":"a","rejected_response":"b","#
        + #""chosen_avg_rating":\#(chosen),"rejected_avg_rating":\#(rejected)}"#
    }
    let equal = try Self.read(UltraFeedbackBinarized.self, pair("4.0", "4"))
    #expect(equal.batch.comparisons.first?.isTie == true && Self.scores(equal) == ["rating 4.0 4"])
    let decided = try Self.read(UltraFeedbackBinarized.self, pair("4.5", "4"))
    #expect(decided.batch.comparisons.first?.isTie == false && Self.scores(decided) == ["rating 4.5 4"])
    let half = try Self.read(UltraFeedbackBinarized.self, pair("4.5", "null"))
    #expect(Self.scores(half).isEmpty && half.metadata.contains(#""chosen_avg_rating":4.5"#))
  }

  @Test("a prompt beside dialogues is left out only where it says the same again")
  func echo() throws {
    let record = { (prompt: String) in
      #"{"id":"1","prompt":"\#(prompt)","chosen":\#(SwapTests.dialogue("a")),"rejected":\#(SwapTests.dialogue("b")),"#
        + #""source":"s"}"#
    }
    #expect(try Self.read(Tulu3.self, record("q")).metadata == #"{"id":"1"}"#)
    #expect(try Self.read(Tulu3.self, record("Q")).metadata == #"{"id":"1","prompt":"Q"}"#)
  }

  @Test("LLaMA-Factory alpaca joins instruction and input, after the history")
  func alpaca() throws {
    let reading = try Self.read(
      LLaMAFactory.self,
      #"{"instruction":"i","input":"x","chosen":"a","rejected":"b","system":"s","history":[["1","2"]]}"#
    )
    #expect(reading.prompt == ["system: s", "user: 1", "assistant: 2", "user: i\nx"])
    #expect(reading.metadata.isEmpty)
  }

  @Test("summaries are of a post with its title, or of an article")
  func summarize() throws {
    let record = { (info: String) in
      #"{"info":\#(info),"summaries":[{"text":"a","policy":"p"},{"text":"b","policy":"r","note":"n"}],"choice":1,"#
        + #""worker":"w","extra":{"confidence":6}}"#
    }
    let post = try Self.read(SummarizeComparisons.self, record(#"{"post":"P","title":"T","subreddit":"r"}"#))
    #expect(post.prompt == ["user: SUBREDDIT: r/r\nTITLE: T\nPOST: P"])
    #expect(post.chosen == ["assistant: b"] && Self.models(post) == ["r", "p"])
    #expect(post.metadata == #"{"summaries_extras":[{"turn":1,"note":"n"}]}"#)
    #expect(post.batch.annotations.map { post.batch.string($0.strength) } == ["6"])
    #expect(try Self.read(SummarizeComparisons.self, record(#"{"post":null,"article":"A"}"#)).prompt == ["user: A"])
  }

  @Test("AlpacaEval drops what the annotator did not judge, and reads 0 as a tie")
  func alpacaEval() throws {
    let record = { (preference: String) in
      #"{"instruction":"q","output_1":"a","output_2":"b","annotator":"j","preference":\#(preference)}"#
    }
    let none = try Self.read(AlpacaEval.self, record("null"))
    #expect(none.batch.comparisons.isEmpty && none.batch.dropped == ["no-preference": 1])
    #expect(try Self.read(AlpacaEval.self, record("0")).batch.comparisons.first?.isTie == true)
    #expect(try Self.read(AlpacaEval.self, record("1.4999")).chosen == ["assistant: a"])
    #expect(try Self.read(AlpacaEval.self, record("\"2.0\"")).chosen == ["assistant: b"])
  }

  @Test("OpenAI keeps the tools beside the messages")
  func openAI() throws {
    let reading = try Self.read(
      OpenAIPreference.self,
      #"{"input":{"tools":[1],"messages":[{"role":"developer","content":"d"}]},"#
        + #""preferred_output":[{"role":"assistant","content":"a"}],"#
        + #""non_preferred_output":[{"role":"assistant","content":"b"}]}"#
    )
    #expect(reading.prompt == ["system: d"] && reading.metadata == #"{"input":{"tools":[1]}}"#)
  }
}
