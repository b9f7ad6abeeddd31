import PrefFindings

/// Writes the summary a person sees on the terminal after a run: under a screen, worst verdict first.
public enum TextReport {
  /// Lines a screen has.
  static let screen = 24
  /// Columns the verdict takes, with the space after it.
  private static let verdictWidth = 14

  /// Writes the summary, each line ended by a line feed.
  ///
  /// - Parameters:
  ///   - report: The report.
  ///   - isColored: Whether verdicts are coloured besides being named.
  ///   - width: Columns of the terminal, in characters; longer lines are cut.
  /// - Returns: At most 24 lines without any control character but the line feed and, when asked for, colour.
  public static func text(of report: AuditReport, isColored: Bool, width: Int = 80) -> String {
    let page = Page(isColored: isColored, width: max(40, width))
    let head = head(report, page)
    // What a reader can spare first is the second line of each headline, then the reasons.
    for (headlineLines, hasReasons) in [(2, true), (1, true), (1, false)] {
      let lines = head + audits(report, page, lines: headlineLines) + gates(report, page, hasReasons: hasReasons)
      if lines.count <= screen { return page.text(lines) }
    }
    let lines = head + cut(audits(report, page, lines: 1), to: screen / 2 - head.count, "audits")
    return page.text(lines + cut(gates(report, page, hasReasons: false), to: screen - lines.count, "gates"))
  }

  private static func head(_ report: AuditReport, _ page: Page) -> [String] {
    let sentence = "\(report.gateSentence). \(report.consequence)"
    let ledger = page.wrap(report.ledgerSentence, margin: 0, lines: 2)
    guard let verdict = report.verdict else {
      return page.wrap((report.subject == .data ? "audit: " : "scores: ") + sentence, margin: 0, lines: 2) + ledger
    }
    return page.lines(verdict, sentence, indent: 0, lines: 2) + ledger
  }

  private static func audits(_ report: AuditReport, _ page: Page, lines: Int) -> [String] {
    if report.audits.isEmpty { return [] }
    let nameWidth = min(20, report.audits.map(\.name.count).max() ?? 0)
    let rows = report.auditsWorstFirst.flatMap { audit in
      let result = audit.reason.map { "\(audit.headline) (\($0))" } ?? audit.headline
      return page.lines(
        audit.status,
        page.cell(audit.name, nameWidth) + "  " + result,
        words: report.words(for: audit),
        hanging: nameWidth + 2,
        lines: lines
      )
    }
    return ["", report.subject == .data ? "audits" : "checks"] + rows
  }

  private static func gates(_ report: AuditReport, _ page: Page, hasReasons: Bool) -> [String] {
    if report.gates.isEmpty { return [] }
    let nameWidth = min(44, report.gates.map(\.metric.count).max() ?? 0)
    let rows = report.gatesWorstFirst.flatMap { gate in
      let row = page.lines(gate.verdict, page.cell(gate.metric, nameWidth) + " " + number(gate), lines: 1)
      return hasReasons && gate.verdict != .pass ? row + page.wrap(note(gate), margin: verdictWidth + 2, lines: 1) : row
    }
    return ["", "gates"] + rows
  }

  /// Cuts a list of lines; the last that fits says how many were left out, none of them worse than those shown.
  private static func cut(_ lines: [String], to room: Int, _ name: String) -> [String] {
    if lines.count <= room { return lines }
    return lines.prefix(room - 1) + ["  … and \(lines.count - room + 1) more \(name), none worse than these"]
  }

  private static func number(_ gate: GateOutcome) -> String {
    guard let estimate = gate.estimate else { return gate.isExcused ? "(allowed)" : "(not allowed)" }
    let range = gate.interval.map { " (\($0.range))" } ?? ""
    return DisplayNumber.text(estimate) + range
  }

  private static func note(_ gate: GateOutcome) -> String {
    gate.verdict.letsRunSucceed || gate.verdict == .fail ? "\(gate.limits): \(gate.reason)" : gate.reason
  }

  /// How lines are laid out.
  private struct Page {
    var isColored: Bool
    var width: Int

    func text(_ lines: [String]) -> String { lines.map { $0 + "\n" }.joined() }

    /// Breaks a text at spaces into at most `lines` lines behind a margin; what does not fit is cut.
    func wrap(_ text: String, margin: Int, lines: Int, hanging: Int = 0) -> [String] {
      var rest = Escaping.terminal(text)[...]
      var result: [String] = []
      while !rest.isEmpty, result.count < lines {
        let indent = margin + (result.isEmpty ? 0 : hanging)
        let room = max(10, width - indent)
        let line = result.count == lines - 1 ? Self.cut(rest, to: room) : Self.line(of: rest, room)
        result.append(String(repeating: " ", count: indent) + line)
        rest = rest.dropFirst(line.count).drop { $0 == " " }
      }
      return result
    }

    /// A name cut or padded to a column; escaping twice changes nothing.
    func cell(_ name: String, _ width: Int) -> String {
      Self.cut(Escaping.terminal(name)[...], to: width).padded(to: width)
    }

    private static func cut(_ text: Substring, to width: Int) -> String {
      text.count <= width ? String(text) : text.prefix(width - 1) + "…"
    }

    private static func line(of text: Substring, _ width: Int) -> String {
      let head = text.prefix(width + 1)
      guard text.count > width else { return String(text) }
      guard let space = head.lastIndex(of: " "), space > head.startIndex else { return String(text.prefix(width)) }
      return String(head[..<space])
    }

    /// A verdict and what it is about, the further lines under the first.
    func lines(
      _ verdict: Verdict,
      _ text: String,
      words: String? = nil,
      indent: Int = 2,
      hanging: Int = 0,
      lines: Int
    ) -> [String] {
      let margin = indent + verdictWidth
      let wrapped = wrap(text, margin: margin, lines: lines, hanging: hanging)
      let word = (words ?? verdict.words).uppercased().padded(to: verdictWidth)
      let shown = isColored ? "\u{1B}[\(Self.color(verdict))m\(word)\u{1B}[0m" : word
      let first = (wrapped.first ?? "").dropFirst(margin)
      return [String(repeating: " ", count: indent) + shown + first] + wrapped.dropFirst()
    }

    /// Colours among the eight every terminal has; the word says the verdict besides.
    private static func color(_ verdict: Verdict) -> String {
      switch verdict {
      case .pass: "32"
      case .warn: "33"
      case .fail: "1;31"
      case .insufficient: "35"
      case .notAssessed: "2"
      }
    }
  }
}

extension String {
  fileprivate func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }
}
