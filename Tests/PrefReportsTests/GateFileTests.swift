import PrefFindings
import Testing

@testable import PrefReports

@Suite("GateFile")
struct GateFileTests {
  static func file(_ gates: String) -> [UInt8] {
    Array("{\"schema\":\"prefkit/gates/1\",\"gates\":[\(gates)]}".utf8)
  }

  static let good = #"{"metric":"a.b.c","side":"above","warn":0.01,"reason":"because"}"#

  @Test("reads every key, and the defaults of those left out")
  func reads() throws {
    let all = #"""
      {"metric":"x.y.z","side":"distance","safe":0,"warn":1,"fail":2.5,"minimum_n":69,"minimum_clusters":7,
       "optional":true,"reason":"r"}
      """#
    let gates = try GateFile(parsing: Self.file(Self.good + "," + all)).gates
    #expect(
      gates == [
        Gate(
          metric: "a.b.c",
          side: .above,
          safe: 0.5,
          warn: 0.01,
          fail: nil,
          minimumN: 200,
          minimumClusters: 50,
          isOptional: false,
          reason: "because"
        ),
        Gate(
          metric: "x.y.z",
          side: .distance,
          safe: 0,
          warn: 1,
          fail: 2.5,
          minimumN: 69,
          minimumClusters: 7,
          isOptional: true,
          reason: "r"
        ),
      ]
    )
  }

  @Test(
    "refuses, and says where",
    arguments: [
      (
        #"{"metric":"a.b.c","side":"above","wran":1,"reason":"r"}"#,
        "at /gates/0/wran: unknown key; did you mean \"warn\"?"
      ),
      (#"{"metric":"a.b.c","side":"above","a/b~":1,"reason":"r"}"#, "at /gates/0/a~1b~0: unknown key"),
      (#"{"metric":"a.b.c","side":"above","warn":1}"#, "at /gates/0: the key \"reason\" is missing"),
      (
        #"{"metric":"a.b.c","side":"above","warn":1,"reason":" "}"#,
        "at /gates/0/reason: expected a string with text in it"
      ),
      (#"{"side":"above","warn":1,"reason":"r"}"#, "at /gates/0: the key \"metric\" is missing"),
      (#"{"metric":"a.b.c","warn":1,"reason":"r"}"#, "at /gates/0: the key \"side\" is missing"),
      (
        #"{"metric":"a.b.c","side":"left","warn":1,"reason":"r"}"#,
        "at /gates/0/side: found \"left\", expected distance or above or below"
      ),
      (
        #"{"metric":"a.b.c","side":"above","reason":"r"}"#,
        "at /gates/0: the gate has neither \"warn\" nor \"fail\", so it could never say anything"
      ),
      (#"{"metric":"a.b.c","side":"above","warn":null,"reason":"r"}"#, "at /gates/0/warn: expected a number"),
      (#"{"metric":"a.b.c","side":"above","warn":"1","reason":"r"}"#, "at /gates/0/warn: expected a number"),
      (
        #"{"metric":"a.b.c","side":"above","warn":1e999,"reason":"r"}"#,
        "at /gates/0/warn: expected a number a double can hold"
      ),
      (
        #"{"metric":"a.b.c","side":"above","warn":2,"fail":1,"reason":"r"}"#,
        "at /gates/0: \"fail\" is on the safe side of \"warn\""
      ),
      (
        #"{"metric":"a.b.c","side":"below","warn":1,"fail":2,"reason":"r"}"#,
        "at /gates/0: \"fail\" is on the safe side of \"warn\""
      ),
      (
        #"{"metric":"a.b.c","side":"above","safe":0.5,"warn":1,"reason":"r"}"#,
        "at /gates/0/safe: expected \"safe\" with the side \"distance\" only"
      ),
      (
        #"{"metric":"a.b.c","side":"distance","warn":-1,"reason":"r"}"#,
        "at /gates/0/warn: expected a distance of zero or more"
      ),
      (
        #"{"metric":"a.b.c","side":"above","warn":1,"minimum_n":-1,"reason":"r"}"#,
        "at /gates/0/minimum_n: expected a number of zero or more"
      ),
      (
        #"{"metric":"a.b.c","side":"above","warn":1,"minimum_n":1.5,"reason":"r"}"#,
        "at /gates/0/minimum_n: expected a whole number"
      ),
      (
        #"{"metric":"a.b.c","side":"above","warn":1,"optional":1,"reason":"r"}"#,
        "at /gates/0/optional: expected true or false"
      ),
      (good + "," + good, "at /gates/1/metric: a second gate on a.b.c"),
      ("3", "at /gates/0: expected an object"),
    ]
  )
  func refuses(_ gates: String, _ message: String) throws {
    let error = #expect(throws: ReportError.self) { try GateFile(parsing: Self.file(gates)) }
    #expect(error?.description == message)
  }

  @Test("refuses another layout and what is no JSON")
  func refusesFile() {
    #expect(throws: ReportError.missingKey(pointer: "", key: "schema")) { try GateFile(parsing: Array("{}".utf8)) }
    #expect(throws: ReportError.self) {
      try GateFile(parsing: Array("{\"schema\":\"prefkit/gates/2\",\"gates\":[]}".utf8))
    }
    #expect(throws: ReportError.self) { try GateFile(parsing: Array("{\"schema\":".utf8)) }
    #expect(throws: ReportError.self) {
      try GateFile(parsing: Array(#"{"schema":"prefkit/gates/1","gates":[],"gates":[]}"#.utf8))
    }
    #expect(throws: ReportError.unknownKey(pointer: "/gate", nearest: "gates")) {
      try GateFile(parsing: Array(#"{"schema":"prefkit/gates/1","gate":[]}"#.utf8))
    }
  }

  @Test("refuses a metric that no audit produces, with the nearest that one does")
  func unknownMetric() throws {
    let gates = #"{"metric":"length.word.longer_wins","side":"above","warn":1,"reason":"r"}"#
    let file = try GateFile(parsing: Self.file(gates))
    let known = ["agreement.all.percent", "length.words.longer_wins", "length.bytes.longer_wins"]
    let error = #expect(throws: ReportError.self) { try file.check(metrics: known) }
    #expect(
      error?.description == "at /gates/0/metric: no audit produces the metric length.word.longer_wins; "
        + "did you mean \"length.words.longer_wins\"?"
    )
    #expect(throws: ReportError.self) { try file.check(metrics: ["nothing.like.it"]) }
    try file.check(metrics: ["length.word.longer_wins"])
  }

  @Test(
    "counts edits",
    arguments: [("", "", 0), ("abc", "", 3), ("kitten", "sitting", 3), ("flaw", "lawn", 2), ("same", "same", 0)]
  )
  func editDistance(_ a: String, _ b: String, _ expected: Int) {
    #expect(Spelling.editDistance(a, b) == expected)
  }
}
