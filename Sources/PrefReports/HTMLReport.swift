import PrefFindings

/// Writes a report as one self-contained page: no network, no script, light and dark, readable on a phone and on paper.
public enum HTMLReport {
  /// Writes a report; everything that comes from data or file names is escaped.
  public static func text(of report: AuditReport) -> String {
    let verdict = report.verdict.map { ": \($0.words)" } ?? ""
    let sections = report.audits.enumerated().map { section($1, number: $0, in: report) }
    let document: Markup = """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <meta name="generator" content="prefkit \(report.version)">
      <title>\(report.subject.title)\(verdict)</title>
      <style>
      \(style)
      </style>
      </head>
      <body>
      <a class="skip" href="#main">Skip to the results</a>
      \(header(report))
      <main id="main">
      \(summary(report))
      \(sections)
      \(run(report))
      </main>
      <footer><p>Made by prefkit \(report.version). Schema of the JSON form: <code>\(JSONReport.schema)</code>.</p></footer>
      </body>
      </html>

      """
    return document.text
  }

  private static func header(_ report: AuditReport) -> Markup {
    let paths = report.inputs.map { $0.path == "-" ? "standard input" : $0.path }
    let others = paths.count > 3 ? " and \(paths.count - 3) more" : ""
    return """
      <header>
      <p class="product"><span aria-hidden="true">◨</span> \(report.subject.command)</p>
      <h1>\(report.subject.title)</h1>
      <p class="subject">\(paths.prefix(3).joined(separator: ", "))\(others)</p>
      \(navigation(report))
      </header>
      """
  }

  private static func navigation(_ report: AuditReport) -> Markup {
    let links = report.audits.enumerated().map { number, audit -> Markup in
      let words = report.words(for: audit)
      let dot: Markup = "<span class=\"dot \(kind(audit.status, words))\" aria-hidden=\"true\"></span>"
      return "<li><a href=\"#audit-\(number)\">\(dot)\(heading(audit.name)) <small>\(words)</small></a></li>"
    }
    return """
      <nav aria-label="Sections"><ul>
      <li><a href="#summary">Summary</a></li>
      \(links)
      <li><a href="#run">Run</a></li>
      </ul></nav>
      """
  }

  /// A verdict as a badge that is told by its word and its sign, not by colour alone.
  static func badge(_ verdict: Verdict, _ words: String) -> Markup {
    let sign: Markup =
      switch verdict {
      case .pass: words == "assessed" ? "•" : "✓"
      case .warn: "!"
      case .fail: "✕"
      case .insufficient: "?"
      case .notAssessed: "–"
      }
    return """
      <span class="badge \(kind(verdict, words))"><span class="sign" aria-hidden="true"><b>\(sign)</b></span>\
      \(heading(words))</span>
      """
  }

  /// The class that colours a verdict.
  static func kind(_ verdict: Verdict, _ words: String) -> Markup {
    switch verdict {
    case .pass: words == "assessed" ? "none" : "pass"
    case .warn: "warn"
    case .fail: "fail"
    case .insufficient: "short"
    case .notAssessed: "none"
    }
  }

  /// A name as a heading: `length` becomes `Length`.
  static func heading(_ name: String) -> String { name.prefix(1).uppercased() + name.dropFirst() }

  /// Keeps the sign of a percentage on the line of its number.
  static func prose(_ text: String) -> String {
    text.split(separator: " %", omittingEmptySubsequences: false).joined(separator: "\u{A0}%")
  }

  /// A number with a true minus sign.
  static func number(_ value: Double) -> String { signed(DisplayNumber.text(value)) }

  /// The text of a number with a true minus sign.
  static func signed(_ text: String) -> String { text.hasPrefix("-") ? "−" + text.dropFirst() : text }

  /// The bounds of an interval.
  static func range(_ interval: ConfidenceInterval) -> String {
    let bounds = [interval.low, interval.high].map { $0.map(number) ?? "open" }
    return "\(bounds[0]) – \(bounds[1])"
  }
}
