import PrefFindings

extension HTMLReport {
  /// Rows a table may have before it is folded away.
  private static let longTable = 12

  /// The section of one audit.
  static func section(_ audit: AuditResult, number: Int, in report: AuditReport) -> Markup {
    let id = "audit-\(number)"
    let tables = audit.tables.enumerated().map { figure($1, id: "\(id)-plot-\($0)") }
    let reason: Markup = audit.reason.map { "<p class=\"reason\">Why: \($0)</p>" } ?? ""
    return """
      <section id="\(id)" aria-labelledby="\(id)-h">
      <div class="title"><h2 id="\(id)-h">\(heading(audit.name))</h2>\
      \(badge(audit.status, report.words(for: audit)))</div>
      <p class="headline">\(prose(audit.headline))</p>
      \(reason)
      \(explanation(audit.explanation))
      \(findings(audit.findings, id: id))
      \(tables)
      </section>
      """
  }

  private static func explanation(_ explanation: Explanation) -> Markup {
    let parts = explanation.parts.map { "<div><h3>\($0.heading)</h3><p>\(prose($0.text))</p></div>" as Markup }
    return parts.isEmpty ? "" : "<div class=\"explanation\">\n\(parts)\n</div>"
  }

  private static func findings(_ findings: [Finding], id: String) -> Markup {
    if findings.isEmpty { return "" }
    let names = ["Metric", "Estimate", "Interval", "n", "Clusters"]
    let head = names.map { "<th role=\"columnheader\" scope=\"col\">\($0)</th>" as Markup }
    return """
      <h3 id="\(id)-f">Findings</h3>
      <table class="stack findings" role="table" aria-labelledby="\(id)-f">
      <thead role="rowgroup"><tr role="row">\(head)</tr></thead>
      <tbody role="rowgroup">
      \(findings.map(row))
      </tbody>
      </table>
      """
  }

  private static func row(_ finding: Finding) -> Markup {
    let note: Markup = finding.note.map { "<p class=\"note\">\($0)</p>" } ?? ""
    let estimate: Markup =
      finding.estimate.map {
        "<span class=\"estimate\">\(HTMLReport.number($0))</span> <span class=\"unit\">\(finding.unit)</span>"
      } ?? "<span class=\"undefined\">undefined: \(finding.reason ?? "no reason given")</span>"
    let interval: Markup =
      finding.interval.map {
        "<td role=\"cell\" class=\"number interval\">\(range($0))<span class=\"basis\">\($0.basis)</span></td>"
      }
      ?? "<td role=\"cell\" class=\"number undefined absent\">none</td>"
    let clusters = finding.clusters.map(DisplayNumber.count) ?? "–"
    return """
      <tr role="row"><th role="rowheader" scope="row">\(.metric(finding.metric))\(note)</th>\
      <td role="cell" class="number">\(estimate)</td>\(interval)\
      <td role="cell" class="number" data-label="n">\(DisplayNumber.count(finding.n))</td>\
      <td role="cell" class="number" data-label="clusters">\(clusters)</td></tr>
      """
  }

  /// A table with its plot beside it, where it has one.
  private static func figure(_ table: FindingTable, id: String) -> Markup {
    guard let plot = SVGPlot.markup(of: table, id: id) else { return foldedTable(table) }
    let legend: Markup = SVGSeries.legend(of: table).map { "<p class=\"note\">\($0)</p>" } ?? ""
    return """
      <figure>
      <figcaption>\(table.title)</figcaption>
      <div class="beside"><div>\(plot)\(legend)</div>
      \(foldedTable(table))
      </div>
      </figure>
      """
  }

  /// A table that scrolls sideways in its own box; folded away when it is long.
  static func foldedTable(_ table: FindingTable) -> Markup {
    let rows = self.table(table)
    if table.rows.count <= longTable { return rows }
    return
      "<details><summary>\(table.title): \(DisplayNumber.count(table.rows.count)) rows</summary>\n\(rows)\n</details>"
  }

  private static func table(_ table: FindingTable) -> Markup {
    let numeric = table.columns.indices.map { table.isNumeric(column: $0) }
    let head = zip(table.columns, numeric).map { name, isNumeric -> Markup in
      isNumeric ? "<th scope=\"col\" class=\"number\">\(name)</th>" : "<th scope=\"col\">\(name)</th>"
    }
    let body = zip(table.rows, table.words).map { cells, words -> Markup in
      let row = zip(cells, words).enumerated().map { cell($1.0, $1.1, isFirst: $0 == 0) }
      return "<tr>\(row)</tr>"
    }
    return """
      <div class="scroll" role="region" aria-label="\(table.title)" tabindex="0"><table>
      <caption>\(table.title)</caption>
      <thead><tr>\(head)</tr></thead>
      <tbody>
      \(body)
      </tbody></table></div>
      """
  }

  private static func cell(_ cell: Cell, _ words: String, isFirst: Bool) -> Markup {
    if isFirst { return "<th scope=\"row\">\(words)</th>" }
    return switch cell {
    case .text: "<td>\(words)</td>"
    case .count, .number: "<td class=\"number\">\(signed(words))</td>"
    case .undefined: "<td class=\"undefined\">\(words)</td>"
    }
  }
}
