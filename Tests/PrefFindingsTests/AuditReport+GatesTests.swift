import PrefFindings
import Testing

@Suite("AuditReport and its gates")
struct AuditReportGatesTests {
  static func report(_ findings: [Finding], status: Verdict = .pass) -> AuditReport {
    let audit = AuditResult(
      name: "a",
      status: status,
      headline: "",
      explanation: Explanation(meaning: "", consequence: "", advice: ""),
      findings: findings
    )
    return AuditReport(
      version: "1",
      inputs: [],
      read: 0,
      assessed: 0,
      quarantined: [],
      flagged: [],
      audits: [audit],
      gates: []
    )
  }

  static func finding(_ name: String, _ estimate: Double) -> Finding {
    let interval = ConfidenceInterval(low: estimate, high: estimate, method: "exact")
    return Finding(name, estimate: estimate, interval: interval, n: 1000, unit: "share")
  }

  static func gate(_ metric: String, isOptional: Bool = false) -> Gate {
    Gate(metric: metric, side: .above, warn: 0.1, fail: 0.2, isOptional: isOptional, reason: "because")
  }

  @Test("sets the status of an audit to the worst verdict of its gates")
  func worst() {
    var report = Self.report([Self.finding("a.x.y", 0.15), Self.finding("a.x.z", 0.05)])
    report.judge(by: [Self.gate("a.x.z"), Self.gate("a.x.y")])
    #expect(report.gates.map(\.verdict) == [.pass, .warn])
    #expect(report.audits[0].status == .warn)
    #expect(report.verdict == .warn)
    #expect(report.letsRunSucceed)
    report.judge(by: [Self.gate("a.x.none"), Self.gate("a.x.y")])
    #expect(report.audits[0].status == .notAssessed)
    #expect(!report.letsRunSucceed)
  }

  @Test("does not let an excused gate decide")
  func excused() {
    var report = Self.report([Self.finding("a.x.y", 0.05)])
    report.judge(by: [Self.gate("a.x.none", isOptional: true), Self.gate("a.x.y")])
    #expect(report.audits[0].status == .pass)
    #expect(report.verdict == .pass)
    #expect(report.letsRunSucceed)
    report.judge(by: [Self.gate("a.x.none", isOptional: true)])
    #expect(report.verdict == .notAssessed)
    #expect(report.letsRunSucceed)
  }

  @Test("never lifts the status an audit gave itself")
  func keeps() {
    var report = Self.report([Self.finding("a.x.y", 0.05)], status: .insufficient)
    report.judge(by: [Self.gate("a.x.y")])
    #expect(report.audits[0].status == .insufficient)
  }

  @Test("has no verdict without gates")
  func none() {
    let report = Self.report([])
    #expect(report.verdict == nil)
    #expect(report.letsRunSucceed)
  }

  @Test("lets only pass and warn succeed")
  func verdicts() {
    #expect(Verdict.allCases.filter(\.letsRunSucceed) == [.pass, .warn])
  }
}
