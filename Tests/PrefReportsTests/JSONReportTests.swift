import PrefFindings
import PrefJSON
import Testing

@testable import PrefReports

@Suite("JSONReport")
struct JSONReportTests {
  @Test("writes the documented layout")
  func layout() throws {
    let audit = AuditResult(
      name: "a",
      status: .warn,
      headline: "h",
      explanation: Explanation(meaning: "m", consequence: "c", advice: "d"),
      findings: [
        Finding(
          "a.b.c",
          estimate: 0.1,
          interval: ConfidenceInterval(low: 0, high: nil, method: "wilson"),
          n: 3,
          clusters: 2,
          unit: "share",
          note: "x"
        ),
        Finding("a.b.d", estimate: nil, reason: "no-discordant-pair", n: 0, unit: "p"),
        Finding("a.b.e", estimate: .infinity, n: 1, unit: "odds ratio"),
      ],
      tables: [
        FindingTable(
          "a.b.t",
          title: "t",
          columns: ["k", "v"],
          rows: [
            [.text("x"), .count(1)], [.text("y"), .number(1)], [.text("z"), .undefined("empty")],
            [.text("w"), .number(.nan)],
          ]
        )
      ]
    )
    let gate = Gate(
      metric: "a.b.c",
      side: .distance,
      warn: 0.2,
      fail: nil,
      minimumN: 1,
      minimumClusters: 1,
      reason: "r"
    )
    var report = AuditReport(
      version: "1.2",
      inputs: [ReportInput(path: "-", records: 4, bytes: 5)],
      read: 4,
      assessed: 3,
      quarantined: [("bad", 1)],
      flagged: [],
      audits: [audit],
      gates: []
    )
    report.judge(by: [gate])
    let expected = """
      {"schema":"prefkit/audit-report/1","version":"1.2","inputs":[{"path":"-","records":4,"bytes":5}],\
      "ledger":{"read":4,"assessed":3,"quarantined":{"bad":1},"flagged":{}},\
      "audits":[{"name":"a","status":"warn","headline":"h","findings":[\
      {"metric":"a.b.c","estimate":0.1,"interval":{"low":0.0,"high":null,"level":0.95,"method":"wilson"},"n":3,\
      "clusters":2,"unit":"share","note":"x"},\
      {"metric":"a.b.d","estimate":null,"reason":"no-discordant-pair","n":0,"unit":"p"},\
      {"metric":"a.b.e","estimate":null,"reason":"not-finite","n":1,"unit":"odds ratio"}],\
      "tables":[{"name":"a.b.t","title":"t","columns":["k","v"],"rows":[["x",1],["y",1.0],\
      ["z",{"value":null,"reason":"empty"}],["w",{"value":null,"reason":"not-finite"}]]}]}],\
      "gates":[{"metric":"a.b.c","verdict":"warn","estimate":0.1,\
      "interval":{"low":0.0,"high":null,"level":0.95,"method":"wilson"},"side":"distance","safe":0.5,"warn":0.2,\
      "fail":null,"optional":false,"reason":"r"}]}
      """
    #expect(String(decoding: JSONReport.tree(of: report).bytes(pretty: false), as: UTF8.self) == expected)
  }

  /// What the file does not carry is emptied before comparing.
  static func carried(_ report: AuditReport) -> AuditReport {
    var report = report
    for i in report.audits.indices {
      report.audits[i].explanation = Explanation(meaning: "", consequence: "", advice: "")
      for j in report.audits[i].tables.indices { report.audits[i].tables[j].plot = nil }
    }
    return report
  }

  @Test("reads back what it wrote, also hostile text and awkward numbers")
  func roundTrip() throws {
    for report in [SampleReport.make(), SampleReport.make(gates: SampleReport.gates), HostileReport.make()] {
      #expect(try JSONReport.parse(JSONReport.bytes(of: report)) == Self.carried(report))
    }
  }

  @Test(
    "reads numbers back exactly",
    arguments: [0.1, 1 / 3, .leastNonzeroMagnitude, 1.7976931348623157e308, -0.0, 1e15, 1e23, 2] as [Double]
  )
  func numbers(_ value: Double) throws {
    var report = SampleReport.make()
    report.audits[0].findings[0].estimate = value
    report.audits[0].tables = [FindingTable("t", title: "", columns: ["x"], rows: [[.number(value)]])]
    let back = try JSONReport.parse(JSONReport.bytes(of: report))
    #expect(back.audits[0].findings[0].estimate?.bitPattern == value.bitPattern)
    #expect(back.audits[0].tables[0].rows == [[.number(value)]])
  }

  @Test("says where a report it reads is wrong")
  func refuses() {
    #expect(throws: ReportError.unknownValue(pointer: "/schema", found: "x/1", allowed: [JSONReport.schema])) {
      try JSONReport.parse(Array(#"{"schema":"x/1"}"#.utf8))
    }
    var report = SampleReport.make()
    report.audits[0].tables[0].rows[3].removeLast()
    #expect(throws: ReportError.wrongType(pointer: "/audits/0/tables/0/rows/3", expected: "6 cells")) {
      try JSONReport.parse(JSONReport.bytes(of: report))
    }
  }
}
