/// Explains an audit to the person who has to act on it.
public struct Explanation: Sendable, Equatable {
  /// What the numbers mean, in plain words.
  public var meaning: String
  /// Why it matters for reward training: the failure signature it leads to.
  public var consequence: String
  /// What to do about it.
  public var advice: String

  /// Makes an explanation of three short paragraphs.
  public init(meaning: String, consequence: String, advice: String) {
    (self.meaning, self.consequence, self.advice) = (meaning, consequence, advice)
  }
}

/// Everything one audit has to say.
public struct AuditResult: Sendable, Equatable {
  /// The audit's registered name.
  public var name: String
  /// Whether the audit could be made; gates set `warn` and `fail` afterwards.
  public var status: Verdict
  /// Why the status is `insufficient` or `notAssessed`.
  public var reason: String?
  /// The result in one line of plain words.
  public var headline: String
  /// What it means, why it matters, what to do.
  public var explanation: Explanation
  /// The numbers, headline number first.
  public var findings: [Finding]
  /// The tables, most telling first.
  public var tables: [FindingTable]

  /// Makes a result.
  public init(
    name: String,
    status: Verdict,
    reason: String? = nil,
    headline: String,
    explanation: Explanation,
    findings: [Finding] = [],
    tables: [FindingTable] = []
  ) {
    (self.name, self.status, self.reason, self.headline) = (name, status, reason, headline)
    (self.explanation, self.findings, self.tables) = (explanation, findings, tables)
  }
}

/// A whole audit run: what was read, what was found, which gates hold.
public struct AuditReport: Sendable, Equatable {
  /// Version of the program that made the report.
  public var version: String
  /// The inputs as the user named them, in order, with records and decompressed bytes.
  public var inputs: [ReportInput]
  /// Rows read, and of those quarantined by reason.
  public var read: Int
  /// Rows whose numbers are in the report.
  public var assessed: Int
  /// Quarantined rows by reason, sorted by reason.
  public var quarantined: [(reason: String, rows: Int)]
  /// Things seen and kept, such as `empty-chosen`, sorted by name.
  public var flagged: [(flag: String, rows: Int)]
  /// Results in registry order.
  public var audits: [AuditResult]
  /// Outcome of each gate, in the order of the gates file; empty when no gates were asked for.
  public var gates: [GateOutcome]
  /// What the report is about; it decides headings only.
  public var subject = ReportSubject.data

  /// Makes a report.
  public init(
    version: String,
    inputs: [ReportInput],
    read: Int,
    assessed: Int,
    quarantined: [(reason: String, rows: Int)],
    flagged: [(flag: String, rows: Int)],
    audits: [AuditResult],
    gates: [GateOutcome]
  ) {
    (self.version, self.inputs, self.read, self.assessed) = (version, inputs, read, assessed)
    (self.quarantined, self.flagged, self.audits, self.gates) = (quarantined, flagged, audits, gates)
  }

  /// Compares two reports field by field.
  public static func == (a: AuditReport, b: AuditReport) -> Bool {
    a.version == b.version && a.inputs == b.inputs && a.read == b.read && a.assessed == b.assessed
      && a.quarantined.elementsEqual(b.quarantined, by: ==) && a.flagged.elementsEqual(b.flagged, by: ==)
      && a.audits == b.audits && a.gates == b.gates
  }
}

/// What a report is about.
public enum ReportSubject: Sendable, Equatable {
  /// Preference data: the report of `prefkit audit`.
  case data
  /// Score logs: the report of `prefkit scores`.
  case scores

  /// The report's title.
  public var title: String { self == .data ? "Preference data audit" : "Reward score checks" }
  /// The command that made it.
  public var command: String { self == .data ? "prefkit audit" : "prefkit scores" }
  /// What its inputs' rows are.
  public var rows: String { self == .data ? "comparisons" : "rows" }
}

/// One input of a run.
public struct ReportInput: Sendable, Equatable {
  /// The path as the user gave it, `-` for standard input.
  public var path: String
  /// Records read from it.
  public var records: Int
  /// Bytes read from it after decompression.
  public var bytes: Int

  /// Makes an input line.
  public init(path: String, records: Int, bytes: Int) {
    (self.path, self.records, self.bytes) = (path, records, bytes)
  }
}
