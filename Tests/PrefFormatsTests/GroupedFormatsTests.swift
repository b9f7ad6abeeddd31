import Foundation
import PrefJSON
import PrefRecord
import Testing

@testable import PrefFormats

@Suite("Formats that gather records")
struct GroupedFormatsTests {
  static let formats = FormatRegistry.all.compactMap { $0 as? any GroupingFormat.Type }

  @Test("read and refuse records as their examples say", arguments: formats.map { $0.name })
  func examples(_ name: String) throws {
    let type = try #require(FormatRegistry.format(named: name) as? any GroupingFormat.Type)
    for example in type.examples {
      let gathering = try Gathering(text: example.text, type.init(options: example.options))
      #expect(gathering.errors.first?.error.reason == example.reason, "\(example.text)")
      #expect(gathering.errors.first.map { $0.error.offset + 1 } == example.column, "\(example.text)")
      if example.column == nil { #expect(gathering.comparisonCount > 0, "\(example.text)") }
    }
  }

  @Test("are recognised by themselves alone", arguments: formats.map { $0.name })
  func recognition(_ name: String) throws {
    let type = try #require(FormatRegistry.format(named: name) as? any GroupingFormat.Type)
    for example in type.examples where example.column == nil {
      for line in example.text.split(separator: "\n") {
        let parser = JSONParser()
        try parser.parse(Array(line.utf8))
        let records = FormatRegistry.all.compactMap { $0 as? any RecordFormat.Type }
        #expect(records.filter { $0.recognize(parser.root) != nil }.map { $0.name }.isEmpty, "\(line)")
        #expect(Self.formats.filter { $0.recognize(parser.root) != nil }.map { $0.name } == [name], "\(line)")
        withExtendedLifetime(parser) {}
      }
    }
  }

  @Test("do not mind when they are drained", arguments: [1, 2, 3, 100])
  func draining(_ batchSize: Int) throws {
    let records = (0..<60).map { number in
      HelpSteerTests.row("prompt \(number / 4)", "response \(number)", number % 5)
    }
    let all = try Gathering(records, HelpSteer(options: FormatOptions()), batchSize: 1000)
    let some = try Gathering(records, HelpSteer(options: FormatOptions()), batchSize: batchSize)
    #expect(some.pairs == all.pairs && some.rows == all.rows && some.dropped == all.dropped)
    #expect(all.comparisonCount == 15 * 6)
  }

  @Test("give out a large group over several batches, each pair once")
  func largeGroup() throws {
    let text = String(repeating: "x", count: 10_000)
    let records = (0..<40).map { #"{"prompt":"P","completion":"\#($0)\#(text)","label":\#($0 % 2 == 0)}"# }
    let gathering = try Gathering(records, KTO(options: FormatOptions()))
    #expect(gathering.comparisonCount == 400 && gathering.batches.count > 5)
    #expect(Set(gathering.pairs).count == 400)
    #expect(gathering.batches.allSatisfy { $0.text.count < 2_500_000 })
  }
}

@Suite("HelpSteer")
struct HelpSteerTests {
  static func row(_ prompt: String, _ response: String, _ helpfulness: Int, verbosity: Int = 1) -> String {
    #"{"prompt":"\#(prompt)","response":"\#(response)","helpfulness":\#(helpfulness),"correctness":3,"coherence":4,"#
      + #""complexity":2,"verbosity":\#(verbosity),"extra":"e"}"#
  }

  @Test("compares neighbours of one prompt only")
  func neighbours() throws {
    let rows = [
      Self.row("A", "a1", 1), Self.row("A", "a2", 4), Self.row("B", "b1", 2), Self.row("A", "a3", 3),
      Self.row("C", "c1", 2), Self.row("C", "c2", 2), Self.row("C", "c2", 3),
    ]
    let gathering = try Gathering(rows, HelpSteer(options: FormatOptions()))
    #expect(gathering.pairs == ["a2>a1 3.0", "c1=c2 0.0", "c2>c1 1.0"])
    #expect(gathering.rows == [2, 5, 7])
    #expect(gathering.dropped == ["prompt-with-one-response": 2, "identical-completions": 1])
    let pair = gathering.first
    #expect(pair.metadata == #"{"chosen_fields":{"extra":"e"},"rejected_fields":{"extra":"e"}}"#)
    #expect(pair.batch.comparisons.first?.byte == 100)
    #expect(pair.batch.string(pair.batch.scores[0].name) == "helpfulness")
    #expect(pair.batch.scores.prefix(5).map { pair.batch.string($0.chosen) } == ["4.0", "3.0", "4.0", "2.0", "1.0"])
  }

  @Test("weighs attributes as asked")
  func weights() throws {
    let rows = [Self.row("A", "a", 3, verbosity: 4), Self.row("A", "b", 3, verbosity: 1)]
    let tie = try Gathering(rows, HelpSteer(options: FormatOptions()))
    #expect(tie.pairs == ["a=b 0.0"])
    let weights = ["helpfulness": RatingTests.rating("0.65"), "verbosity": RatingTests.rating("-0.4")].compactMapValues
    { $0 }
    #expect(try Gathering(rows, HelpSteer(options: FormatOptions(weights: weights))).pairs == ["b>a 1.2"])
    #expect(try Gathering(rows, HelpSteer(options: FormatOptions(rating: "verbosity"))).pairs == ["a>b 3.0"])
    #expect(throws: FormatOptionError.self) { try HelpSteer(options: FormatOptions(rating: "style")) }
  }

  @Test(
    "splits prompts at their markers and loses no byte",
    arguments: [
      ("Hi", ["user: Hi"]), ("", ["user: "]),
      ("A\n<extra_id_1>Assistant\nB\n<extra_id_1>User\nC", ["user: A", "assistant: B", "user: C"]),
      ("A\n\n<extra_id_1>Assistant\n\nB\n<extra_id_1>User\nC\n", ["user: A\n", "assistant: \nB", "user: C\n"]),
      ("A\n<extra_id_1>Assistant\n", ["user: A"]),
      ("<extra_id_0>System\nS\n<extra_id_1>User\nA\n<extra_id_1>Assistant\n", ["system: S", "user: A"]),
      ("A <extra_id_1>User\nB", ["user: A <extra_id_1>User\nB"]),
      ("A\n<extra_id_1>Narrator\n", ["user: A\n<extra_id_1>Narrator\n"]),
      ("A\n<extra_id_1>Assistant\n<extra_id_1>User\nB", ["user: A", "assistant: ", "user: B"]),
      ("\n<extra_id_1>User\nA", ["user: ", "user: A"]),
    ]
  )
  func markers(_ prompt: String, _ turns: [String]) throws {
    let escaped = prompt.replacing("\n", with: "\\n")
    let rows = [Self.row(escaped, "a", 1), Self.row(escaped, "b", 2)]
    #expect(try Gathering(rows, HelpSteer(options: FormatOptions())).first.prompt == turns)
  }
}

@Suite("KTO")
struct KTOTests {
  static func gather(_ records: [String]) throws -> Gathering { try Gathering(records, KTO(options: FormatOptions())) }

  @Test("pairs good and bad ones of a prompt wherever they stand")
  func rivals() throws {
    let gathering = try Self.gather([
      #"{"prompt":"A","completion":"a1","label":false}"#, #"{"prompt":"B","completion":"b1","label":true}"#,
      #"{"prompt":"A","completion":"a2","label":true}"#, #"{"prompt":"A","completion":"a3","label":true}"#,
      #"{"prompt":"B","completion":"b2","label":true}"#, #"{"prompt":"C","completion":"c","label":true}"#,
      #"{"prompt":"C","completion":"c","label":false}"#,
    ])
    #expect(gathering.pairs == ["a2>a1", "a3>a1"] && gathering.rows == [3, 4])
    #expect(gathering.dropped == ["no-rival-of-the-other-label": 2, "identical-completions": 1])
  }

  @Test("reads each layout, and keeps what it does not use")
  func layouts() throws {
    let axolotl = try Self.gather([
      #"{"system":"S","question":"Q","completion":"x","label":true,"id":1}"#,
      #"{"system":"S","question":"Q","completion":"y","label":false,"id":2}"#,
    ])
    #expect(axolotl.first.prompt == ["system: S", "user: Q"])
    #expect(axolotl.first.metadata == #"{"chosen_fields":{"id":1},"rejected_fields":{"id":2}}"#)
    let factory = try Self.gather([
      #"{"messages":[{"role":"user","content":"Q"},{"role":"assistant","content":"x","name":"n"}],"label":true}"#,
      #"{"messages":[{"role":"user","content":"Q"},{"role":"assistant","content":"y"}],"label":false}"#,
    ])
    #expect(factory.pairs == ["x>y"] && factory.first.prompt == ["user: Q"])
    #expect(factory.first.metadata == #"{"chosen_fields":{"messages_extras":[{"turn":1,"name":"n"}]}}"#)
    let alpaca = try Self.gather([
      #"{"instruction":"I","input":"J","output":"x","kto_tag":"True"}"#,
      #"{"instruction":"I","input":"J","output":"y","kto_tag":"false"}"#,
    ])
    #expect(alpaca.first.prompt == ["user: I\n\nJ"])
  }

  @Test("reads LLaMA-Factory's demonstration whole", .enabled(if: Files.shared("llamafactory/kto_en_demo.json") != nil))
  func demonstration() throws {
    let path = try #require(Files.shared("llamafactory/kto_en_demo.json"))
    let parser = JSONParser()
    try parser.parse(Files.inflated(path))
    let records = parser.root.elements.map { String(decoding: Array($0.raw), as: UTF8.self) }
    withExtendedLifetime(parser) {}
    #expect(records.count == 300)
    let gathering = try Self.gather(records)
    // 297 prompts, three of them twice, and of those one with both labels.
    #expect(gathering.errors.isEmpty && gathering.comparisonCount == 1)
    #expect(gathering.dropped == ["no-rival-of-the-other-label": 298])
  }
}

@Suite("SummarizeAxis")
struct SummarizeAxisTests {
  static func row(_ id: String, _ text: String, _ overall: String, _ accuracy: String = "5", _ worker: String = "w")
    -> String
  {
    #"{"info":{"id":"\#(id)","post":"P \#(id)","title":"T","article":null},"summary":{"text":"\#(text)","policy":"p","#
      + #""note":"n","axes":{"overall":\#(overall),"accuracy":\#(accuracy)}},"worker":"\#(worker)","split":"test"}"#
  }

  @Test("takes the mean of several raters of one summary, and leaves null out")
  func means() throws {
    let gathering = try Gathering(
      [
        Self.row("1", "a", "7", "6", "u"), Self.row("2", "x", "3"), Self.row("1", "b", "4"),
        Self.row("1", "a", "4", "3", "v"),
        Self.row("1", "c", "null"),
      ],
      SummarizeAxis(options: FormatOptions())
    )
    #expect(gathering.pairs == ["a>b 1.5"])
    #expect(gathering.dropped == ["unrated-summary": 1, "post-with-one-summary": 1])
    let pair = gathering.first
    #expect(pair.prompt == ["user: P 1"])
    #expect(
      pair.metadata.hasPrefix(
        #"{"info":{"id":"1","title":"T","article":null},"chosen_fields":{"ratings":[{"worker":"u""#
      )
    )
    #expect(
      pair.batch.scores.map { pair.batch.string($0.name) + pair.batch.string($0.chosen) } == [
        "overall5.5", "accuracy4.5",
      ]
    )
  }

  @Test("reads an article where there is no post, and another axis where asked to")
  func article() throws {
    let rows = [Self.row("1", "a", "7", "2"), Self.row("1", "b", "4", "3")].map {
      $0.replacing(#""post":"P 1","title":"T","article":null"#, with: #""post":null,"title":"T","article":"A""#)
    }
    let gathering = try Gathering(rows, SummarizeAxis(options: FormatOptions(rating: "accuracy")))
    #expect(gathering.pairs == ["b>a 1.0"] && gathering.first.prompt == ["user: A"])
  }
}

@Suite("Prometheus")
struct PrometheusTests {
  @Test("compares responses of one instruction and one criterion")
  func criteria() throws {
    let rows = [("x", "C", "\"5\""), ("y", "D", "\"4\""), ("z", "C", "3"), ("w", "C", "\"3\"")].map {
      text,
      criterion,
      score in
      #"{"orig_instruction":"I","orig_response":"\#(text)","orig_criteria":"\#(criterion)","orig_score":\#(score),"orig_feedback":"f"}"#
    }
    let gathering = try Gathering(rows, Prometheus(options: FormatOptions()))
    #expect(gathering.pairs == ["x>z 2.0", "x>w 2.0", "z=w 0.0"])
    #expect(gathering.dropped == ["instruction-with-one-response": 1])
  }
}

@Suite("OASSTMessages")
struct OASSTMessagesTests {
  static func message(_ id: String, _ parent: String?, _ role: String, rank: Int? = nil, rest: String = "") -> String {
    #"{"message_id":"\#(id)","parent_id":\#(parent.map { "\"\($0)\"" } ?? "null"),"text":"\#(id)","role":"\#(role)","#
      + #""rank":\#(rank.map(String.init) ?? "null"),"message_tree_id":"t"\#(rest)}"#
  }

  @Test("finds threads in any order, and leaves out what has no way up")
  func threads() throws {
    let messages = [
      Self.message("a4", "p2", "assistant", rank: 0), Self.message("p1", nil, "prompter"),
      Self.message("a1", "p1", "assistant", rank: 1),
      Self.message("a2", "p1", "assistant", rank: 0, rest: #","model_name":"m""#),
      Self.message("p2", "a1", "prompter"), Self.message("a3", "p2", "assistant", rank: 2),
      Self.message("a5", "gone", "assistant", rank: 0), Self.message("a6", "gone", "assistant", rank: 1),
      Self.message("a7", "a8", "assistant", rank: 1), Self.message("a8", "a7", "assistant", rank: 1),
      Self.message("a9", "p1", "assistant"),
      Self.message("b1", "p1", "assistant", rank: 2, rest: #","deleted":true"#), Self.message("p3", "b1", "prompter"),
      Self.message("b2", "p3", "assistant", rank: 0), Self.message("p4", "a2", "prompter"),
      Self.message("b3", "p4", "assistant", rank: 0),
    ]
    let gathering = try Gathering(messages, OASSTMessages(options: FormatOptions()))
    #expect(gathering.pairs == ["a4>a3 2.0", "a2>a1 1.0"] && gathering.rows == [1, 4])
    #expect(gathering.first.prompt == ["user: p1", "assistant: a1", "user: p2"])
    #expect(
      gathering.dropped == [
        "orphan-reply": 4, "unranked-reply": 1, "deleted-message": 1, "below-deleted-message": 1,
        "reply-without-rival": 1,
      ]
    )
  }

  @Test("refuses an id that comes again")
  func sameID() throws {
    let message = Self.message("p1", nil, "prompter")
    let gathering = try Gathering([message, message], OASSTMessages(options: FormatOptions()))
    #expect(gathering.errors.map(\.row) == [2] && gathering.errors.first?.error.offset == 14)
  }

  @Test("says of flat messages what the trees say", .enabled(if: Files.shared("oasst/en_100_tree.jsonl") != nil))
  func flattened() throws {
    let trees = try Files.lines(Files.inflated(#require(Files.shared("oasst/en_100_tree.jsonl"))))
    var messages: [String] = []
    func flatten(_ message: [String: Any], _ tree: String) throws {
      var flat = message
      flat["replies"] = nil
      flat["message_tree_id"] = tree
      flat["parent_id"] = message["parent_id"] ?? NSNull()
      messages.append(String(decoding: try JSONSerialization.data(withJSONObject: flat), as: UTF8.self))
      for reply in message["replies"] as? [[String: Any]] ?? [] { try flatten(reply, tree) }
    }
    for tree in trees {
      let object = try #require(try JSONSerialization.jsonObject(with: Data(tree)) as? [String: Any])
      try flatten(#require(object["prompt"] as? [String: Any]), #require(object["message_tree_id"] as? String))
    }
    #expect(messages.count == 1167)
    let flat = try Gathering(messages, OASSTMessages(options: FormatOptions()), batchSize: 500)
    let whole = try Reading(trees, OASSTTrees(options: FormatOptions()))
    #expect(flat.pairs == whole.pairs && flat.comparisonCount == 754)
    #expect(flat.dropped == whole.batch.dropped)
  }
}
