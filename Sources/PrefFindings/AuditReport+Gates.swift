extension Verdict {
  /// How bad the verdict is, 0 (pass) to 4 (fail), for putting the worst first.
  public var severity: Int {
    switch self {
    case .pass: 0
    case .notAssessed: 1
    case .warn: 2
    case .insufficient: 3
    case .fail: 4
    }
  }
}

extension GateOutcome {
  /// How bad the outcome is, 0 (pass) to 4 (fail); a missing metric that is not excused is as bad as too little data.
  public var severity: Int {
    verdict == .notAssessed && !isExcused ? Verdict.insufficient.severity : verdict.severity
  }
}

extension AuditReport {
  /// Judges the findings by `gates` and sets the status of each audit to the worst of its own and its gates' verdicts.
  ///
  /// A metric belongs to the audit whose name it starts with, up to the first dot. An optional gate that could not be
  /// assessed leaves the status of its audit alone.
  public mutating func judge(by gates: [Gate]) {
    self.gates = gates.map { $0.judge(finding($0.metric)) }
    for i in audits.indices {
      let verdicts = outcomes(of: audits[i]).filter { !$0.isExcused }
      guard let worst = verdicts.max(by: { $0.severity < $1.severity }) else { continue }
      if worst.severity > audits[i].status.severity { audits[i].status = worst.verdict }
    }
  }

  /// Finds the finding of a metric; `nil` when no audit reports it.
  public func finding(_ metric: String) -> Finding? {
    for audit in audits {
      if let finding = audit.findings.first(where: { $0.metric == metric }) { return finding }
    }
    return nil
  }

  /// Lists the outcomes of the gates on an audit's metrics, in the order of the gates file.
  public func outcomes(of audit: AuditResult) -> [GateOutcome] {
    gates.filter { $0.metric.prefix { $0 != "." } == audit.name }
  }

  /// Tells whether every gate lets the run succeed; true where no gate was asked for.
  public var letsRunSucceed: Bool { gates.allSatisfy(\.letsRunSucceed) }

  /// The outcome that decides the run: the worst of all gates; `nil` when no gate was asked for.
  ///
  /// Excused gates do not decide; where every gate is excused, the outcome is `notAssessed` and the run may succeed.
  public var verdict: Verdict? {
    if gates.isEmpty { return nil }
    let deciding = gates.filter { !$0.isExcused }
    return deciding.max { $0.severity < $1.severity }?.verdict ?? .notAssessed
  }
}
