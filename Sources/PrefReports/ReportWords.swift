import PrefFindings

extension Verdict {
  /// The verdict in plain words, for people.
  var words: String {
    switch self {
    case .pass: "pass"
    case .warn: "warn"
    case .fail: "fail"
    case .insufficient: "insufficient"
    case .notAssessed: "not assessed"
    }
  }
}

extension AuditReport {
  /// The status of an audit in plain words; an audit without a gate is `assessed`, for nothing judged it.
  func words(for audit: AuditResult) -> String {
    audit.status == .pass && !outcomes(of: audit).contains { $0.verdict == .pass } ? "assessed" : audit.status.words
  }

  /// What the gates say together, such as "1 gate warns, 3 pass, 2 not assessed".
  var gateSentence: String {
    if gates.isEmpty { return "no gates were asked for" }
    let parts = Verdict.allCases.sorted { $0.severity > $1.severity }.compactMap { verdict -> String? in
      let count = gates.count { $0.verdict == verdict }
      return count == 0 ? nil : "\(count) \(Self.verb(verdict, count))"
    }
    let first = gates.count == 1 ? "1 gate: " : "\(gates.count) gates: "
    return first + parts.joined(separator: ", ")
  }

  private static func verb(_ verdict: Verdict, _ count: Int) -> String {
    switch verdict {
    case .pass: count == 1 ? "passes" : "pass"
    case .warn: count == 1 ? "warns" : "warn"
    case .fail: count == 1 ? "fails" : "fail"
    case .insufficient: "insufficient data"
    case .notAssessed: "not assessed"
    }
  }

  /// Whether the run may go on, in plain words.
  var consequence: String {
    if gates.isEmpty { return "Nothing is gated: the numbers are reported, not judged." }
    return letsRunSucceed ? "The run may go on." : "The gates stop the run."
  }

  /// What was read and what became of it, on one line.
  var ledgerSentence: String {
    let quarantinedRows = quarantined.reduce(0) { $0 + $1.rows }
    var sentence = "\(DisplayNumber.count(assessed)) of \(DisplayNumber.count(read)) \(subject.rows) assessed"
    sentence += ", \(DisplayNumber.count(quarantinedRows)) quarantined"
    if flagged.isEmpty { return sentence }
    return sentence + "; flagged: "
      + flagged.map { "\($0.flag) \(DisplayNumber.count($0.rows))" }.joined(separator: ", ")
  }

  /// The gates, worst first, else in the order of the gates file.
  var gatesWorstFirst: [GateOutcome] {
    gates.enumerated().sorted { ($1.element.severity, $0.offset) < ($0.element.severity, $1.offset) }.map(\.element)
  }

  /// The audits, worst first, else in registry order.
  var auditsWorstFirst: [AuditResult] {
    audits.enumerated().sorted {
      ($1.element.status.severity, $0.offset) < ($0.element.status.severity, $1.offset)
    }.map(\.element)
  }
}

extension GateOutcome {
  /// The verdict in plain words; says so where a gate without an answer is allowed to have none.
  var words: String { isExcused ? "\(verdict.words), allowed" : verdict.words }

  /// The limits in plain words, such as "warn beyond 0.5 ± 0.05, fail beyond 0.5 ± 0.1".
  var limits: String {
    let place =
      switch side {
      case .distance: "beyond \(DisplayNumber.text(safe)) ± "
      case .above: "above "
      case .below: "below "
      }
    let parts = [("warn", warn), ("fail", fail)].compactMap { name, limit in
      limit.map { "\(name) \(place)\(DisplayNumber.text($0))" }
    }
    return parts.joined(separator: ", ")
  }
}

extension ConfidenceInterval {
  /// The bounds in plain words, such as "0.4196 to 0.4592".
  var range: String { Self.bound(low) + " to " + Self.bound(high) }

  /// The level and the method, such as "95 % cluster-robust".
  var basis: String { DisplayNumber.percent(level) + " " + method }

  private static func bound(_ value: Double?) -> String { value.map { DisplayNumber.text($0) } ?? "open" }
}

extension Cell {
  /// The cell for people.
  var words: String {
    switch self {
    case .text(let text): text
    case .count(let count): DisplayNumber.count(count)
    case .number(let number): DisplayNumber.text(number)
    case .undefined(let reason): "undefined: \(reason)"
    }
  }

  /// Tells whether the cell is set as a number, to the right.
  var isNumeric: Bool {
    switch self {
    case .count, .number: true
    case .text, .undefined: false
    }
  }

  /// Tells whether the cell is a finite number that may have decimals.
  var isFraction: Bool {
    if case .number(let number) = self { number.isFinite } else { false }
  }

  /// The cell as a coordinate; `nil` where it is none.
  var coordinate: Double? {
    switch self {
    case .count(let count): Double(count)
    case .number(let number): number.isFinite ? number : nil
    case .text, .undefined: nil
    }
  }
}

extension Finding {
  /// The estimate for people, or why there is none.
  var estimateWords: String { estimate.map { DisplayNumber.text($0) } ?? "undefined: \(reason ?? "no reason given")" }
}
