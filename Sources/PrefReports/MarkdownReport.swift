import PrefFindings

/// Writes a report for a pull request or a dataset card, in GitHub-flavoured Markdown.
public enum MarkdownReport {
  /// Rows a table may have before it is folded away.
  private static let longTable = 12

  /// Writes a report; everything that comes from data or file names is escaped.
  public static func text(of report: AuditReport) -> String {
    var lines = head(report) + gates(report)
    for audit in report.audits { lines += section(audit, in: report) }
    lines += ["", "---", "prefkit \(escape(report.version)), schema `\(JSONReport.schema)`"]
    return lines.joined(separator: "\n") + "\n"
  }

  private static func head(_ report: AuditReport) -> [String] {
    let verdict = report.verdict.map { ": \($0.words)" } ?? ""
    var lines = ["# \(report.subject.title)\(verdict)", ""]
    lines += ["\(escape(report.gateSentence)). \(report.consequence)", "", escape(report.ledgerSentence) + "."]
    lines += ["", row(["input", "records", "bytes"]), "| --- | ---: | ---: |"]
    lines += report.inputs.map {
      row([Escaping.markdownCode($0.path), DisplayNumber.count($0.records), DisplayNumber.count($0.bytes)])
    }
    if report.quarantined.isEmpty { return lines }
    lines += ["", row(["quarantined because", "rows"]), "| --- | ---: |"]
    return lines + report.quarantined.map { row([escape($0.reason), DisplayNumber.count($0.rows)]) }
  }

  private static func gates(_ report: AuditReport) -> [String] {
    if report.gates.isEmpty { return [] }
    let head = ["", "## Gates", "", row(["verdict", "metric", "estimate", "limits", "reason"])]
    let body = report.gatesWorstFirst.map { gate in
      let range = gate.interval.map { " (\($0.range))" } ?? ""
      let estimate = gate.estimate.map { DisplayNumber.text($0) + range } ?? ""
      return row([
        "**\(gate.words)**", Escaping.markdownCode(gate.metric), escape(estimate), escape(gate.limits),
        escape(gate.reason),
      ])
    }
    return head + ["| --- | --- | ---: | --- | --- |"] + body
  }

  private static func section(_ audit: AuditResult, in report: AuditReport) -> [String] {
    var lines = ["", "## \(escape(audit.name)): \(report.words(for: audit))", "", escape(audit.headline)]
    if let reason = audit.reason { lines += ["", "Why: \(escape(reason))"] }
    lines += explanation(audit.explanation) + findings(audit.findings)
    for table in audit.tables { lines += self.table(table) }
    return lines
  }

  private static func explanation(_ explanation: Explanation) -> [String] {
    explanation.parts.flatMap { ["", "**\($0.heading).** \(escape($0.text))"] }
  }

  private static func findings(_ findings: [Finding]) -> [String] {
    if findings.isEmpty { return [] }
    let head = ["", row(["metric", "estimate", "unit", "interval", "n", "clusters", "note"])]
    let body = findings.map { finding in
      row([
        Escaping.markdownCode(finding.metric), escape(finding.estimateWords), escape(finding.unit),
        escape(finding.interval.map { "\($0.range) (\($0.basis))" } ?? ""), DisplayNumber.count(finding.n),
        finding.clusters.map(DisplayNumber.count) ?? "", escape(finding.note ?? ""),
      ])
    }
    return head + ["| --- | ---: | --- | --- | ---: | ---: | --- |"] + body
  }

  private static func table(_ table: FindingTable) -> [String] {
    let marks = table.columns.indices.map { table.isNumeric(column: $0) ? "---:" : "---" }
    let rows = [row(table.columns.map(escape)), row(marks)] + table.words.map { row($0.map(escape)) }
    if table.rows.count <= longTable { return ["", "### \(escape(table.title))", ""] + rows }
    let title = Escaping.markup(table.title)
    return ["", "<details><summary>\(title): \(table.rows.count) rows</summary>", ""] + rows + ["", "</details>"]
  }

  private static func row(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }

  private static func escape(_ text: String) -> String { Escaping.markdown(text) }
}

extension Explanation {
  /// The paragraphs that have text, with their headings.
  var parts: [(heading: String, text: String)] {
    [("What it means", meaning), ("Why it matters", consequence), ("What to do", advice)].filter { !$0.1.isEmpty }
  }
}

extension FindingTable {
  /// Tells whether a column holds numbers, so that it is set to the right.
  func isNumeric(column: Int) -> Bool {
    rows.contains { $0.indices.contains(column) && $0[column].isNumeric }
  }

  /// The cells for people; the numbers of a column have the same decimals.
  var words: [[String]] {
    var words = rows.map { $0.map(\.words) }
    for column in columns.indices {
      let places = rows.indices.filter { rows[$0].indices.contains(column) && rows[$0][column].isFraction }
      let texts = DisplayNumber.column(places.compactMap { rows[$0][column].coordinate })
      for (place, text) in zip(places, texts) { words[place][column] = text }
    }
    return words
  }
}
