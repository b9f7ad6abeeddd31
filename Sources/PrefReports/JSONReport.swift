import PrefFindings
import PrefJSON

/// Writes a report for programs, in the layout of `schemas/audit-report.schema.json`; numbers read back exactly.
///
/// Explanations and plots are for people and are left out. What is undefined is `null` with a reason beside it; a table
/// cell of that kind is `{"value": null, "reason": …}`.
public enum JSONReport {
  /// Value of the key `schema`.
  public static let schema = "prefkit/audit-report/1"

  /// Writes a report as indented UTF-8 with a final line end.
  public static func bytes(of report: AuditReport) -> [UInt8] { tree(of: report).bytes(pretty: true) }

  /// Builds the JSON value of a report.
  public static func tree(of report: AuditReport) -> JSONTree {
    .object([
      ("schema", .string(schema)),
      ("version", .string(report.version)),
      ("inputs", .array(report.inputs.map(input))),
      ("ledger", ledger(report)),
      ("audits", .array(report.audits.map(audit))),
      ("gates", .array(report.gates.map(gate))),
    ])
  }

  private static func input(_ input: ReportInput) -> JSONTree {
    .object([("path", .string(input.path)), ("records", count(input.records)), ("bytes", count(input.bytes))])
  }

  private static func ledger(_ report: AuditReport) -> JSONTree {
    .object([
      ("read", count(report.read)),
      ("assessed", count(report.assessed)),
      ("quarantined", .object(report.quarantined.map { ($0.reason, count($0.rows)) })),
      ("flagged", .object(report.flagged.map { ($0.flag, count($0.rows)) })),
    ])
  }

  private static func audit(_ audit: AuditResult) -> JSONTree {
    var members: [(String, JSONTree)] = [("name", .string(audit.name)), ("status", .string(audit.status.rawValue))]
    if let reason = audit.reason { members.append(("reason", .string(reason))) }
    members.append(("headline", .string(audit.headline)))
    members.append(("findings", .array(audit.findings.map(finding))))
    members.append(("tables", .array(audit.tables.map(table))))
    return .object(members)
  }

  private static func finding(_ finding: Finding) -> JSONTree {
    var members: [(String, JSONTree)] = [("metric", .string(finding.metric)), ("estimate", number(finding.estimate))]
    if let reason = reason(for: finding) { members.append(("reason", .string(reason))) }
    if let bounds = finding.interval { members.append(("interval", interval(bounds))) }
    members.append(("n", count(finding.n)))
    if let clusters = finding.clusters { members.append(("clusters", count(clusters))) }
    members.append(("unit", .string(finding.unit)))
    if let note = finding.note { members.append(("note", .string(note))) }
    return .object(members)
  }

  /// A null estimate never goes without a reason.
  private static func reason(for finding: Finding) -> String? {
    guard let estimate = finding.estimate else { return finding.reason ?? "unspecified" }
    return estimate.isFinite ? finding.reason : finding.reason ?? "not-finite"
  }

  private static func interval(_ interval: ConfidenceInterval) -> JSONTree {
    .object([
      ("low", number(interval.low)), ("high", number(interval.high)), ("level", .double(interval.level)),
      ("method", .string(interval.method)),
    ])
  }

  private static func table(_ table: FindingTable) -> JSONTree {
    .object([
      ("name", .string(table.name)),
      ("title", .string(table.title)),
      ("columns", .array(table.columns.map(JSONTree.string))),
      ("rows", .array(table.rows.map { .array($0.map(cell)) })),
    ])
  }

  private static func cell(_ cell: Cell) -> JSONTree {
    switch cell {
    case .text(let text): .string(text)
    case .count(let value): count(value)
    case .number(let value): value.isFinite ? .double(value) : undefined("not-finite")
    case .undefined(let reason): undefined(reason)
    }
  }

  private static func undefined(_ reason: String) -> JSONTree {
    .object([("value", .null), ("reason", .string(reason))])
  }

  private static func gate(_ gate: GateOutcome) -> JSONTree {
    var members: [(String, JSONTree)] = [
      ("metric", .string(gate.metric)), ("verdict", .string(gate.verdict.rawValue)),
      ("estimate", number(gate.estimate)),
    ]
    if let bounds = gate.interval { members.append(("interval", interval(bounds))) }
    members.append(("side", .string(gate.side.rawValue)))
    if gate.side == .distance { members.append(("safe", .double(gate.safe))) }
    members += [
      ("warn", number(gate.warn)), ("fail", number(gate.fail)), ("optional", .bool(gate.isOptional)),
      ("reason", .string(gate.reason)),
    ]
    return .object(members)
  }

  private static func count(_ value: Int) -> JSONTree { .int(Int64(value)) }

  private static func number(_ value: Double?) -> JSONTree {
    value.flatMap { $0.isFinite ? .double($0) : nil } ?? .null
  }
}
