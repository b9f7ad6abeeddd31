import PrefFindings
import PrefJSON

extension JSONReport {
  /// Reads a report back, for comparing one run with another.
  ///
  /// Findings, tables and gates come back as they were written; explanations and plots, which the file does not carry,
  /// come back empty. Keys that are not known are ignored, since a later version may add some.
  ///
  /// - Parameter bytes: The whole file.
  /// - Returns: The report.
  /// - Throws: The first fault with its JSON pointer.
  public static func parse(_ bytes: [UInt8]) throws(ReportError) -> AuditReport {
    let root = try JSONNode(parsing: bytes)
    try root.requireSchema(schema)
    let ledger = try root.member("ledger")
    var report = AuditReport(
      version: try root.member("version").string(),
      inputs: [],
      read: try ledger.member("read").count(),
      assessed: try ledger.member("assessed").count(),
      quarantined: [],
      flagged: [],
      audits: [],
      gates: []
    )
    for node in try root.member("inputs").elements() { report.inputs.append(try input(node)) }
    for (key, node) in try ledger.member("quarantined").members() { report.quarantined.append((key, try node.count())) }
    for (key, node) in try ledger.member("flagged").members() { report.flagged.append((key, try node.count())) }
    for node in try root.member("audits").elements() { report.audits.append(try audit(node)) }
    for node in try root.member("gates").elements() { report.gates.append(try gate(node)) }
    return report
  }

  private static func input(_ node: JSONNode) throws(ReportError) -> ReportInput {
    ReportInput(
      path: try node.member("path").string(),
      records: try node.member("records").count(),
      bytes: try node.member("bytes").count()
    )
  }

  private static func audit(_ node: JSONNode) throws(ReportError) -> AuditResult {
    var audit = AuditResult(
      name: try node.member("name").string(),
      status: try node.member("status").choice(Verdict.self),
      reason: try node.optional("reason")?.string(),
      headline: try node.member("headline").string(),
      explanation: Explanation(meaning: "", consequence: "", advice: "")
    )
    for node in try node.member("findings").elements() { audit.findings.append(try finding(node)) }
    for node in try node.member("tables").elements() { audit.tables.append(try table(node)) }
    return audit
  }

  private static func finding(_ node: JSONNode) throws(ReportError) -> Finding {
    Finding(
      try node.member("metric").string(),
      estimate: try node.nullable("estimate")?.double(),
      reason: try node.optional("reason")?.string(),
      interval: try interval(node),
      n: try node.member("n").count(),
      clusters: try node.optional("clusters")?.count(),
      unit: try node.member("unit").string(),
      note: try node.optional("note")?.string()
    )
  }

  private static func interval(_ node: JSONNode) throws(ReportError) -> ConfidenceInterval? {
    guard let node = try node.optional("interval") else { return nil }
    return ConfidenceInterval(
      low: try node.nullable("low")?.double(),
      high: try node.nullable("high")?.double(),
      level: try node.member("level").double(),
      method: try node.member("method").string()
    )
  }

  private static func table(_ node: JSONNode) throws(ReportError) -> FindingTable {
    let title = try node.member("title").string()
    var table = FindingTable(try node.member("name").string(), title: title, columns: [], rows: [])
    for node in try node.member("columns").elements() { table.columns.append(try node.string()) }
    for row in try node.member("rows").elements() {
      let cells = try row.elements()
      guard cells.count == table.columns.count else {
        throw .wrongType(pointer: row.pointer, expected: "\(table.columns.count) cells")
      }
      var readCells: [Cell] = []
      for node in cells { readCells.append(try cell(node)) }
      table.rows.append(readCells)
    }
    return table
  }

  private static func cell(_ node: JSONNode) throws(ReportError) -> Cell {
    switch node.value {
    case .string(let text): .text(text)
    case .int(let value): .count(Int(value))
    case .double: .number(try node.double())
    case .object: .undefined(try node.member("reason").string())
    case .null, .bool, .array:
      throw .wrongType(pointer: node.pointer, expected: "a string, a number or an object with a reason")
    }
  }

  private static func gate(_ node: JSONNode) throws(ReportError) -> GateOutcome {
    GateOutcome(
      metric: try node.member("metric").string(),
      verdict: try node.member("verdict").choice(Verdict.self),
      estimate: try node.nullable("estimate")?.double(),
      interval: try interval(node),
      side: try node.member("side").choice(Gate.Side.self),
      safe: try node.optional("safe")?.double() ?? 0.5,
      warn: try node.nullable("warn")?.double(),
      fail: try node.nullable("fail")?.double(),
      isOptional: try node.member("optional").bool(),
      reason: try node.member("reason").string()
    )
  }
}
