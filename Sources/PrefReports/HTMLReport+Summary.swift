import PrefFindings

extension HTMLReport {
  /// The section that decides: the verdict, what was read, and the gates.
  static func summary(_ report: AuditReport) -> Markup {
    """
    <section id="summary" aria-labelledby="summary-h">
    <h2 id="summary-h">Summary</h2>
    \(verdict(report))
    \(tiles(report))
    \(gates(report))
    \(unassessed(report))
    </section>
    """
  }

  private static func verdict(_ report: AuditReport) -> Markup {
    let sentence = heading(report.gateSentence)
    guard let verdict = report.verdict else {
      return "<div class=\"verdict none\"><p><strong>\(sentence).</strong> \(report.consequence)</p></div>"
    }
    return """
      <div class="verdict \(kind(verdict, verdict.words))">\(badge(verdict, verdict.words))\
      <p><strong>\(report.consequence)</strong> \(sentence).</p></div>
      """
  }

  private static func tiles(_ report: AuditReport) -> Markup {
    let quarantined = report.quarantined.reduce(0) { $0 + $1.rows }
    let values: [(name: String, value: Int, note: String)] = [
      ("Read", report.read, "comparisons"),
      ("Assessed", report.assessed, "in the numbers below"),
      ("Quarantined", quarantined, report.quarantined.map(\.reason).joined(separator: ", ")),
      (
        "Flagged", report.flagged.reduce(0) { $0 + $1.rows },
        report.flagged.map { "\($0.flag) \(DisplayNumber.count($0.rows))" }.joined(separator: ", ")
      ),
    ]
    let tiles = values.map { tile -> Markup in
      let note = tile.note.isEmpty ? "none" : tile.note
      return "<div><dt>\(tile.name)</dt><dd>\(DisplayNumber.count(tile.value))<small>\(note)</small></dd></div>"
    }
    return "<dl class=\"tiles\">\n\(tiles)\n</dl>"
  }

  private static func gates(_ report: AuditReport) -> Markup {
    if report.gates.isEmpty { return "" }
    let rows = report.gatesWorstFirst.enumerated().map { gate($1, id: "gate-\($0)", report.finding($1.metric)) }
    return """
      <h3 id="gates-h">Gates</h3>
      <p class="hint">A gate warns on the estimate and fails on the confidence bound nearer to the safe side: \
      only when the data is sure to be at least that bad.</p>
      <table class="stack gates" role="table" aria-labelledby="gates-h">
      <thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">Verdict</th>\
      <th role="columnheader" scope="col">Gate</th><th role="columnheader" scope="col">Estimate</th></tr></thead>
      <tbody role="rowgroup">
      \(rows)
      </tbody>
      </table>
      """
  }

  private static func gate(_ gate: GateOutcome, id: String, _ finding: Finding?) -> Markup {
    let gauge = SVGGauge.markup(of: gate, id: id) ?? ""
    // A gate that could not be assessed and is not excused stops the run as too little data does, and looks like it.
    let look = gate.verdict == .notAssessed && !gate.isExcused ? Verdict.insufficient : gate.verdict
    return """
      <tr role="row"><td role="cell">\(badge(look, gate.words))</td>\
      <th role="rowheader" scope="row">\(.metric(gate.metric))<p class="note">\(gate.reason)</p>\
      <p class="note">\(limits(gate))</p></th>\
      <td role="cell" class="measure">\(estimate(gate, finding))\(gauge)</td></tr>
      """
  }

  private static func limits(_ gate: GateOutcome) -> Markup {
    let optional: Markup = gate.isOptional ? " Optional: may be left unassessed." : ""
    return "Limits: \(gate.limits).\(optional)"
  }

  private static func estimate(_ gate: GateOutcome, _ finding: Finding?) -> Markup {
    guard let estimate = gate.estimate else { return "<span class=\"undefined\">no estimate</span>" }
    let size: Markup = finding.map { " <span class=\"unit\">n = \(DisplayNumber.count($0.n))</span>" } ?? ""
    let bounds: Markup = gate.interval.map { "<span class=\"range\">\(range($0))</span>" } ?? ""
    return "<span class=\"estimate\">\(number(estimate))</span>\(size)\(bounds)"
  }

  /// Lists what the numbers do not cover, so that silence is not read as health.
  private static func unassessed(_ report: AuditReport) -> Markup {
    let missing = report.audits.filter { $0.status == .insufficient || $0.status == .notAssessed }
    if missing.isEmpty { return "" }
    let items = missing.map { audit -> Markup in
      "<li><strong>\(heading(audit.name))</strong> (\(audit.status.words)): \(audit.reason ?? audit.headline)</li>"
    }
    return "<h3>Not assessed, and why</h3>\n<ul class=\"plain\">\n\(items)\n</ul>"
  }

  /// The section on the run itself: inputs, quarantine, flags.
  static func run(_ report: AuditReport) -> Markup {
    let inputs = report.inputs.map { [Cell.text($0.path), .count($0.records), .count($0.bytes)] }
    let quarantined = report.quarantined.map { [Cell.text($0.reason), .count($0.rows)] }
    let flagged = report.flagged.map { [Cell.text($0.flag), .count($0.rows)] }
    let tables = [
      FindingTable(
        "run.inputs",
        title: "Inputs",
        columns: ["Path", "Records", "Bytes, decompressed"],
        rows: inputs
      ),
      FindingTable("run.quarantined", title: "Quarantined", columns: ["Reason", "Rows"], rows: quarantined),
      FindingTable("run.flagged", title: "Flagged and kept", columns: ["Flag", "Rows"], rows: flagged),
    ]
    return """
      <section id="run" aria-labelledby="run-h">
      <h2 id="run-h">Run</h2>
      <p class="headline">\(report.ledgerSentence).</p>
      \(tables.filter { !$0.rows.isEmpty }.map(foldedTable))
      </section>
      """
  }
}
