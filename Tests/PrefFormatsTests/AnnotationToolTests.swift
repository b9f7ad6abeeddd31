import PrefRecord
import Testing

@testable import PrefFormats

extension Reading {
  /// Annotations of a pair as annotator, choice, strength and position.
  func annotations(_ index: Int = 0) -> [String] {
    batch.comparisons[index].annotations.map { place in
      let vote = batch.annotations[place]
      let strength = vote.strength.isEmpty ? "" : " \(batch.string(vote.strength))"
      return "\(batch.string(vote.annotator)) \(vote.choice.name)\(strength) \(vote.position.name)"
    }
  }
}

@Suite("LabelStudio")
struct LabelStudioTests {
  static func annotation(_ by: String, _ results: String, cancelled: Bool = false) -> String {
    #"{"id":9,"completed_by":\#(by),"was_cancelled":\#(cancelled),"lead_time":1.5,"result":[\#(results)]}"#
  }

  static func pairwise(_ side: String) -> String {
    #"{"from_name":"comparison","to_name":"comparison","type":"pairwise","value":{"selected":"\#(side)"}}"#
  }

  static func choices(_ word: String) -> String {
    #"{"from_name":"c","to_name":"t","type":"choices","value":{"choices":["\#(word)"]}}"#
  }

  static func reading(_ annotations: [String]) throws -> Reading {
    try Reading(
      #"{"id":7,"data":{"prompt":"Q","answer1":"x","answer2":"y","more":1},"annotations":["#
        + annotations.joined(separator: ",") + #"],"predictions":[]}"#,
      LabelStudio(options: FormatOptions())
    )
  }

  @Test("lets the majority decide, with each judgement and where the chosen text was shown")
  func majority() throws {
    let reading = try Self.reading([
      Self.annotation("1", Self.pairwise("right")), Self.annotation(#"{"id":2,"email":"e"}"#, Self.pairwise("right")),
      Self.annotation("3", Self.pairwise("left")), Self.annotation("4", Self.pairwise("left"), cancelled: true),
    ])
    #expect(reading.pairs == ["y>x"] && reading.prompt == ["user: Q"])
    #expect(reading.annotations() == ["1 chosen second", "2 chosen second", "3 rejected second"])
    #expect(reading.batch.dropped == ["cancelled-annotation": 1])
    #expect(
      reading.metadata.hasPrefix(#"{"data":{"more":1},"annotations":[{"id":9,"was_cancelled":false,"lead_time":1.5,"#)
    )
    #expect(reading.metadata.hasSuffix(#""id":7,"predictions":[]}"#) && !reading.metadata.contains("email"))
  }

  @Test("takes an empty result of a submitted annotation for a tie")
  func emptyResult() throws {
    let reading = try Self.reading([Self.annotation("1", "")])
    #expect(reading.pairs == ["x=y"] && reading.annotations() == ["1 tie first"])
  }

  @Test(
    "reads the words of choices",
    arguments: [
      ("Answer 1", "x>y"), ("answer2", "y>x"), ("LEFT", "x>y"), ("B", "y>x"), ("Response 2", "y>x"), ("Tie", "x=y"),
      ("Both bad", "x=y"), ("first", "x>y"), ("2", "y>x"), ("No preference", "x=y"),
    ]
  )
  func words(_ word: String, _ pair: String) throws {
    #expect(try Self.reading([Self.annotation("1", Self.choices(word))]).pairs == [pair])
  }

  @Test("prefers the pairwise control, and refuses a word that is none")
  func control() throws {
    let both = try Self.reading([Self.annotation("1", Self.choices("toxic") + "," + Self.pairwise("left"))])
    #expect(both.pairs == ["x>y"])
    let unknown = try Self.reading([Self.annotation("1", Self.choices("third"))])
    #expect(unknown.error?.reason == "unexpected-value" && unknown.batch.dropped.isEmpty)
  }

  @Test("counts tasks without a judgement")
  func none() throws {
    let comment = #"{"from_name":"why","type":"textarea","value":{"text":["a"]}}"#
    for (annotations, dropped) in [
      ([], ["task-without-judgement": 1]), ([Self.annotation("1", comment)], ["task-without-judgement": 1]),
      ([Self.annotation("1", "", cancelled: true)], ["cancelled-annotation": 1]),
    ] as [([String], [String: Int])] {
      let reading = try Self.reading(annotations)
      #expect(reading.batch.comparisons.isEmpty && reading.batch.dropped == dropped)
    }
  }
}

@Suite("Argilla")
struct ArgillaTests {
  static let fields = #""fields":{"prompt":"Q","response-1":"x","response-2":"y","response-3":"z","note":"n"}"#

  static func ranking(_ ranks: [Int?]) -> String {
    let entries = ranks.enumerated().compactMap { place, rank in
      rank.map { #"{"value":"response-\#(place + 1)","rank":\#($0)}"# }
    }
    return "[\(entries.joined(separator: ","))]"
  }

  static func reading(_ record: String, _ options: FormatOptions = FormatOptions()) throws -> Reading {
    try Reading(record, Argilla(options: options))
  }

  @Test("version 2: compares mean ranks, and gives each annotator's word on each pair")
  func rankings() throws {
    let reading = try Self.reading(
      #"{"id":"i",\#(Self.fields),"metadata":{"m":1},"responses":{"why":[{"value":"because","user_id":"u"}],"preference":["#
        + #"{"value":\#(Self.ranking([1, 2, 2])),"user_id":"u"},{"value":\#(Self.ranking([2, 1, 3])),"user_id":"v"},"#
        + #"{"value":\#(Self.ranking([3, 2, 1])),"user_id":"w","status":"discarded"}]}}"#
    )
    // Mean ranks 1.5, 1.5 and 2.5.
    #expect(reading.pairs == ["x=y 0.0", "x>z 1.0", "y>z 1.0"])
    #expect(reading.annotations(0) == ["u chosen 1.0 first", "v rejected 1.0 first"])
    #expect(reading.annotations(2) == ["u tie 0.0 first", "v chosen 2.0 first"])
    #expect(reading.batch.dropped == ["discarded-response": 1])
    #expect(reading.metadata == #"{"id":"i","metadata":{"m":1},"note":"n","why":["because"]}"#)
  }

  @Test("version 1: one response a user, drafts left out")
  func versionOne() throws {
    let reading = try Self.reading(
      #"{\#(Self.fields),"responses":["#
        + #"{"user_id":"u","status":"submitted","values":{"preference":{"value":\#(Self.ranking([3, 1, 2]))},"t":{"value":"a"}}},"#
        + #"{"user_id":"v","status":"draft","values":{"preference":{"value":\#(Self.ranking([1, 2, 3]))}}}],"suggestions":[]}"#
    )
    #expect(reading.pairs == ["y>x 2.0", "z>x 1.0", "y>z 1.0"])
    #expect(reading.annotations(0) == ["u chosen 2.0 second"])
    #expect(reading.batch.dropped == ["draft-response": 1])
  }

  @Test("counts choices, which have no margin")
  func choices() throws {
    func record(_ words: [String]) -> String {
      let values = words.enumerated().map { #"{"value":"\#($1)","user_id":"u\#($0)"}"# }.joined(separator: ",")
      return #"{"fields":{"instruction":"Q","a1":"x","a2":"y"},"responses":{"choice":[\#(values)]}}"#
    }
    let reading = try Self.reading(record(["a2", "Tie", "second", "a1"]))
    #expect(reading.pairs == ["y>x"])
    #expect(reading.annotations() == ["u0 chosen second", "u1 tie second", "u2 chosen second", "u3 rejected second"])
    #expect(try Self.reading(record(["a2", "a1"])).pairs == ["x=y"])
  }

  @Test("flat: ratings of each completion by name, null statuses, missing ones")
  func flat() throws {
    let reading = try Self.reading(
      #"{"id":"1","status":"completed","_server_id":"s","prompt":"Q","answer_1":"x","answer_2":"y","answer_3":"z","#
        + #""rating_1.responses":[4,5],"rating_1.responses.users":["u","v"],"rating_1.responses.status":["submitted",null],"#
        + #""rating_2.responses":[2,null],"rating_2.responses.users":["u","v"],"rating_2.responses.status":["submitted",null],"#
        + #""rating_3.responses":null,"rating_1.suggestion":3}"#
    )
    #expect(reading.pairs == ["x>y 2.5"])
    #expect(reading.annotations() == ["u chosen 2.0 first"])
    #expect(reading.batch.dropped == ["unrated-completion": 1])
    #expect(reading.metadata == #"{"id":"1","status":"completed","_server_id":"s","rating_1.suggestion":3}"#)
  }

  @Test("wants to know which of several questions decides")
  func several() throws {
    let record =
      #"{\#(Self.fields),"responses":{"help":[{"value":\#(Self.ranking([1, 2, 3])),"user_id":"u"}],"#
      + #""harm":[{"value":\#(Self.ranking([3, 2, 1])),"user_id":"u"}]}}"#
    #expect(try Self.reading(record).error?.reason == "unexpected-value")
    let harm = try Self.reading(record, FormatOptions(rating: "harm"))
    #expect(harm.pairs == ["y>x 1.0", "z>x 2.0", "z>y 1.0"])
  }

  @Test("counts records without a response, and reads conversations")
  func others() throws {
    #expect(try Self.reading(#"{\#(Self.fields),"responses":{}}"#).batch.dropped == ["record-without-response": 1])
    let chat = try Self.reading(
      #"{"fields":{"prompt":[{"role":"system","content":"S"},{"role":"user","content":"Q"}],"reply_1":"x","reply_2":"y"},"#
        + #""responses":{"rank":[{"value":["reply_2","reply_1"],"user_id":"u"}]}}"#
    )
    #expect(chat.pairs == ["y>x 1.0"] && chat.prompt == ["system: S", "user: Q"])
  }
}
