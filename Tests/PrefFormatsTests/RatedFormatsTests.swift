import PrefRecord
import Testing

@testable import PrefFormats

extension Reading {
  /// Each pair as chosen text, rejected text and margin, ties marked.
  var pairs: [String] {
    batch.comparisons.map { pair in
      let texts = [pair.chosen, pair.rejected].map { batch.string(batch.turns[$0.lowerBound].content) }
      let margin = batch.string(pair.margin)
      return texts.joined(separator: pair.isTie ? "=" : ">") + (margin.isEmpty ? "" : " \(margin)")
    }
  }
}

@Suite("UltraFeedback")
struct UltraFeedbackTests {
  static func completion(_ text: String, _ ratings: [String], overall: String = "null") -> String {
    let names = ["instruction_following", "honesty", "truthfulness", "helpfulness"]
    let annotations = zip(names, ratings).map { #""\#($0)":{"Rating":"\#($1)","Rationale":"r"}"# }
    return #"{"model":"m-\#(text)","response":"\#(text)","annotations":{\#(annotations.joined(separator: ","))},"#
      + #""critique":"c","overall_score":\#(overall)}"#
  }

  static func reading(_ completions: [String], _ options: FormatOptions = FormatOptions()) throws -> Reading {
    try Reading(
      #"{"source":"flan","instruction":"Q","completions":[\#(completions.joined(separator: ","))]}"#,
      UltraFeedback(options: options)
    )
  }

  @Test("compares means of the ratings that are numbers, exactly")
  func means() throws {
    let reading = try Self.reading([
      Self.completion("a", ["4", "5", "4", "5"]), Self.completion("b", ["3", "N/A", "3", "3"]),
      Self.completion("c", ["5", "4", "N/A", "4"]), Self.completion("d", ["N/A", "N/A", "N/A", "N/A"]),
    ])
    // Means 4.5, 3 and 13/3.
    #expect(reading.pairs == ["a>b 1.5", "a>c 0.16666666666666666", "c>b 1.3333333333333333"])
    #expect(reading.batch.dropped == ["unrated-completion": 1])
    #expect(reading.batch.readCount == 4)
  }

  @Test("gives models, scores that both sides have, and all other fields")
  func fields() throws {
    let reading = try Self.reading([
      Self.completion("a", ["4", "5", "4", "5"], overall: "7.5"),
      Self.completion("b", ["3", "N/A", "3", "3"], overall: "8"),
    ])
    let pair = try #require(reading.batch.comparisons.first)
    #expect(reading.batch.string(pair.chosenModel) == "m-a" && reading.batch.string(pair.rejectedModel) == "m-b")
    let scores = reading.batch.scores.map {
      [$0.name, $0.chosen, $0.rejected].map(reading.batch.string).joined(separator: " ")
    }
    #expect(
      scores == [
        "overall_score 7.5 8.0", "instruction_following 4.0 3.0", "truthfulness 4.0 3.0", "helpfulness 5.0 3.0",
      ]
    )
    #expect(reading.metadata.hasPrefix(#"{"source":"flan","chosen_fields":{"annotations":{"instruction_following""#))
    #expect(reading.metadata.hasSuffix(#""critique":"c","overall_score":8}}"#))
  }

  @Test("takes the overall score where asked to, and does not believe a 10 that the aspects gainsay")
  func overall() throws {
    let reading = try Self.reading(
      [
        Self.completion("a", ["1", "2", "1", "2"], overall: "10"),
        Self.completion("b", ["5", "5", "4", "5"], overall: "10"),
        Self.completion("c", ["3", "3", "3", "3"], overall: "6.5"), Self.completion("d", ["3", "3", "3", "3"]),
        Self.completion("e", ["4", "4", "4", "4"], overall: "10"), Self.completion("f", [], overall: "10"),
      ],
      FormatOptions(rating: "overall")
    )
    #expect(reading.pairs == ["b>c 3.5", "b=f 0.0", "f>c 3.5"])
    #expect(reading.batch.dropped == ["doubtful-overall-score": 2, "unrated-completion": 1])
    #expect(throws: FormatOptionError.self) { try UltraFeedback(options: FormatOptions(rating: "best")) }
  }

  @Test("counts a record without two rated completions")
  func few() throws {
    let reading = try Self.reading([Self.completion("a", ["4"])])
    #expect(reading.batch.comparisons.isEmpty && reading.batch.dropped == ["fewer-than-two-rated": 1])
  }
}

@Suite("Rankings")
struct RankingTests {
  @Test("nectar: leaves the cue off the prompt, and rank 1 is best")
  func nectar() throws {
    let record =
      #"{"prompt":"\n\nHuman: A\n\nAssistant: B\n\nHuman: C\n\nAssistant: ","answers":["#
      + #"{"answer":"x","model":"m","rank":3.0},{"answer":"y","model":"n","rank":1.0},{"answer":"x","model":"o","rank":2.0}],"#
      + #""turns":2,"source":["s"],"good_natured":false}"#
    let reading = try Reading(record, Nectar(options: FormatOptions()))
    #expect(reading.prompt == ["user: A", "assistant: B", "user: C"])
    #expect(reading.pairs == ["y>x 2.0", "y>x 1.0"])
    #expect(reading.batch.dropped == ["identical-completions": 1])
    #expect(
      reading.metadata
        == #"{"turns":2,"source":["s"],"good_natured":false,"chosen_fields":{"rank":1.0},"rejected_fields":{"rank":3.0}}"#
    )
  }

  @Test("rewardbench-2: each right one against each wrong one")
  func rewardBench2() throws {
    let record =
      #"{"id":"7","prompt":"Q","chosen":["a","b"],"rejected":["c","d"],"num_correct":2,"total_completions":4,"#
      + #""subset":"Ties"}"#
    let reading = try Reading(record, RewardBench2(options: FormatOptions()))
    #expect(reading.pairs == ["a>c", "a>d", "b>c", "b>d"])
    let pair = try #require(reading.batch.comparisons.last)
    #expect(reading.batch.string(pair.lineage.subset) == "Ties")
    #expect(
      reading.batch.string(pair.metadata)
        == #"{"id":"7","num_correct":2,"total_completions":4,"chosen_fields":{"index":1},"rejected_fields":{"index":1}}"#
    )
    let empty = record.replacing(#"["c","d"]"#, with: "[]")
    let none = try Reading(empty, RewardBench2(options: FormatOptions()))
    #expect(none.batch.comparisons.isEmpty && none.batch.dropped == ["one-side-is-empty": 1])
  }

  @Test("rm-bench: nine pairs of three styles a side")
  func rmBench() throws {
    let record =
      #"{"id":1,"prompt":"Q","chosen":["a","b","c"],"rejected":["d","e","f"],"domain":"chat"}"#
    let reading = try Reading(record, RMBench(options: FormatOptions()))
    #expect(reading.pairs == ["a>d", "a>e", "a>f", "b>d", "b>e", "b>f", "c>d", "c>e", "c>f"])
    #expect(reading.batch.comparisons.allSatisfy { reading.batch.string($0.lineage.subset) == "chat" })
  }

  @Test("stack-exchange-preferences: text of the HTML, worth as given, authors left out")
  func stackExchangePreferences() throws {
    let record =
      #"{"qid":1,"question":"<p>Why?</p>","answers":["#
      + #"{"answer_id":2,"author":"Ann","author_id":5,"author_profile":"u","pm_score":-1,"selected":false,"text":"<p>No</p>"},"#
      + #"{"answer_id":3,"author":"Bob","author_id":6,"author_profile":"v","pm_score":2,"selected":true,"text":"<ul><li>a</ul>"}"#
      + #"],"date":"d","metadata":["url"]}"#
    let reading = try Reading(record, StackExchangePreferences(options: FormatOptions()))
    #expect(reading.pairs == ["- a>No 3.0"] && reading.prompt == ["user: Why?"])
    #expect(!reading.metadata.contains("author") && !reading.metadata.contains("Bob"))
    #expect(reading.metadata.contains(#""chosen_fields":{"answer_id":3,"pm_score":2,"selected":true}"#))
  }
}

@Suite("OASSTTrees")
struct OASSTTreesTests {
  static func message(_ id: String, _ role: String, _ rest: String = "", _ replies: [String] = []) -> String {
    #"{"message_id":"\#(id)","text":"\#(id)","role":"\#(role)"\#(rest),"replies":[\#(replies.joined(separator: ","))]}"#
  }

  static func reading(_ prompt: String, _ options: FormatOptions = FormatOptions()) throws -> Reading {
    try Reading(#"{"message_tree_id":"t","tree_state":"s","prompt":\#(prompt)}"#, OASSTTrees(options: options))
  }

  @Test("compares ranked siblings at every depth, with the thread above them as the prompt")
  func depth() throws {
    let below = Self.message(
      "p2",
      "prompter",
      "",
      [
        Self.message("a3", "assistant", #","rank":1"#), Self.message("a4", "assistant", #","rank":0,"model_name":"m""#),
      ]
    )
    let tree = Self.message(
      "p1",
      "prompter",
      "",
      [
        Self.message("a1", "assistant", #","rank":0"#, [below]), Self.message("a2", "assistant", #","rank":2"#),
      ]
    )
    let reading = try Self.reading(tree)
    #expect(reading.pairs == ["a1>a2 2.0", "a4>a3 1.0"])
    #expect(reading.texts(reading.batch.comparisons[1].prompt) == ["user: p1", "assistant: a1", "user: p2"])
    #expect(reading.batch.string(reading.batch.comparisons[1].chosenModel) == "m")
    #expect(
      reading.metadata
        == #"{"message_tree_id":"t","tree_state":"s","chosen_fields":{"message_id":"a1","rank":0},"#
        + #""rejected_fields":{"message_id":"a2","rank":2}}"#
    )
  }

  @Test("counts replies that meet no rival, and leaves deleted messages out with all below them")
  func losses() throws {
    let below = Self.message(
      "p2",
      "prompter",
      "",
      [
        Self.message("a5", "assistant", #","rank":0"#), Self.message("a6", "assistant", #","rank":1"#),
      ]
    )
    let tree = Self.message(
      "p1",
      "prompter",
      "",
      [
        Self.message("a1", "assistant", #","rank":0,"deleted":true"#, [below]),
        Self.message("a2", "assistant", #","rank":1"#), Self.message("a3", "assistant"),
        Self.message("a4", "assistant", #","rank":null"#),
      ]
    )
    let reading = try Self.reading(tree)
    #expect(reading.batch.comparisons.isEmpty)
    #expect(
      reading.batch.dropped == [
        "deleted-message": 1, "below-deleted-message": 2, "unranked-reply": 2, "reply-without-rival": 1,
      ]
    )
    let bare = try Self.reading(Self.message("p1", "prompter"))
    #expect(bare.batch.dropped == ["tree-without-replies": 1])
  }
}
