import PrefFindings

/// Writes a report as JUnit XML, valid against the schema of the Jenkins JUnit plugin, for continuous integration.
///
/// Each audit is a test suite whose cases are its findings: they pass, or are skipped where undefined. The suite `gates`
/// decides: a gate that fails, has too little data or cannot be assessed is a failure with the verdict as its type; only
/// an optional gate for which the data has no answer, or too little, is skipped.
public enum JUnitReport {
  /// Writes a report; every character that XML 1.0 cannot carry is spelled out.
  public static func text(of report: AuditReport) -> String {
    let suites = report.audits.map(suite) + (report.gates.isEmpty ? [] : [gates(report.gates)])
    let body: [Markup] = suites.map(\.markup)
    let document: Markup = """
      <?xml version="1.0" encoding="UTF-8"?>
      <testsuites name="\(report.subject.command)" tests="\(suites.reduce(0) { $0 + $1.cases.count })" \
      failures="\(suites.reduce(0) { $0 + $1.failures })" errors="0">
      \(body)
      </testsuites>

      """
    return document.text
  }

  private static func suite(_ audit: AuditResult) -> Suite {
    if audit.findings.isEmpty {
      let outcome: Outcome =
        audit.status.letsRunSucceed ? .passed(audit.headline) : .skipped(audit.reason ?? audit.headline)
      return Suite(name: audit.name, cases: [Case(name: audit.name, suite: audit.name, outcome: outcome)])
    }
    return Suite(
      name: audit.name,
      cases: audit.findings.map { Case(name: $0.metric, suite: audit.name, outcome: outcome($0)) }
    )
  }

  private static func outcome(_ finding: Finding) -> Outcome {
    guard let estimate = finding.estimate else { return .skipped("undefined: \(finding.reason ?? "no reason given")") }
    let bounds = finding.interval.map { " (\($0.range), \($0.basis))" } ?? ""
    return .passed("\(DisplayNumber.text(estimate)) \(finding.unit)\(bounds), n = \(finding.n)")
  }

  private static func gates(_ gates: [GateOutcome]) -> Suite {
    Suite(name: "gates", cases: gates.map { Case(name: $0.metric, suite: "gates", outcome: outcome($0)) })
  }

  private static func outcome(_ gate: GateOutcome) -> Outcome {
    let bounds = gate.interval.map { " (\($0.range))" } ?? ""
    let estimate = gate.estimate.map { DisplayNumber.text($0) + bounds } ?? "no estimate"
    let details = "\(gate.verdict.words): \(estimate); \(gate.limits). \(gate.reason)"
    if gate.isExcused { return .skipped(details) }
    if gate.verdict.letsRunSucceed { return .passed(details) }
    return .failed(type: gate.verdict.rawValue, details)
  }

  private enum Outcome {
    case passed(String)
    case skipped(String)
    case failed(type: String, String)
  }

  private struct Case {
    var name: String
    var suite: String
    var outcome: Outcome

    var markup: Markup {
      let body: Markup =
        switch outcome {
        case .passed(let details): "<system-out>\(details)</system-out>"
        case .skipped(let reason): "<skipped>\(reason)</skipped>"
        case .failed(let type, let details): "<failure type=\"\(type)\" message=\"\(details)\">\(details)</failure>"
        }
      return "    <testcase name=\"\(name)\" classname=\"prefkit.\(suite)\" time=\"0\">\(body)</testcase>"
    }
  }

  private struct Suite {
    var name: String
    var cases: [Case]

    var failures: Int { cases.count { if case .failed = $0.outcome { true } else { false } } }
    var skipped: Int { cases.count { if case .skipped = $0.outcome { true } else { false } } }

    var markup: Markup {
      """
        <testsuite name="\(name)" tests="\(cases.count)" failures="\(failures)" errors="0" skipped="\(skipped)" time="0">
      \(cases.map(\.markup))
        </testsuite>
      """
    }
  }
}
