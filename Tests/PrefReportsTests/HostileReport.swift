import PrefFindings

/// A report in which everything that can come from data, file names or other tools tries to break out of its page.
enum HostileReport {
  static let text =
    "</script><img src=x onerror=alert(1)>\"'&]]>|`*_\u{0}\u{1B}[2J\u{202E}\u{FFFE}\u{FFFF}\r\n\u{85}\u{2028}-->"

  static func make() -> AuditReport {
    var audit = SampleReport.length
    (audit.name, audit.headline, audit.reason) = ("x" + text, text, text)
    audit.explanation = Explanation(meaning: text, consequence: text, advice: text)
    audit.findings = [
      Finding(
        text,
        estimate: -1e-7,
        interval: ConfidenceInterval(low: nil, high: 2, method: text),
        n: 1,
        clusters: 0,
        unit: text,
        note: text
      ),
      Finding(text + ".b", estimate: nil, reason: text, n: 0, unit: text),
    ]
    audit.tables = [
      FindingTable(
        text,
        title: text,
        columns: [text, text, "low", "high"],
        rows: [
          [.text(text), .number(0.25), .number(0.1), .number(0.5)],
          [.text(""), .undefined(text), .undefined(""), .count(2)],
        ],
        plot: .series(label: 0, value: 1, low: 2, high: 3, reference: 0.5)
      ),
      FindingTable(
        text,
        title: text,
        columns: [text, text, text],
        rows: [[.text(text), .count(1), .count(2)], [.text(text), .count(3), .count(0)]],
        plot: .twoByTwo(label: 0, cells: [1, 2])
      ),
      FindingTable(
        text,
        title: text,
        columns: [text],
        rows: Array(repeating: [.text(text)], count: 50),
        plot: .series(label: 0, value: 7, low: nil, high: nil, reference: nil)
      ),
    ]
    let outcome = GateOutcome(
      metric: text,
      verdict: .fail,
      estimate: 3,
      interval: nil,
      side: .above,
      warn: nil,
      fail: 1,
      reason: text
    )
    return AuditReport(
      version: text,
      inputs: [ReportInput(path: text, records: 1, bytes: 2)],
      read: 1,
      assessed: 0,
      quarantined: [(text, 1)],
      flagged: [(text, 1)],
      audits: [audit],
      gates: [outcome]
    )
  }
}
