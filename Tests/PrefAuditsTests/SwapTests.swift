import PrefFindings
import Testing

@testable import PrefAudits

/// How a number changes where chosen and rejected are exchanged.
enum Mirror: CaseIterable {
  case same, complement, negative, reciprocal

  init(_ statistic: String) {
    switch statistic {
    case "longer_wins", "longer_wins_without_ties", "win_share", "length_adjusted_win": self = .complement
    case "mean_difference", "symmetrized_correlation", "rank_biserial", "tanh_logit", "log_ratio_logit",
      "normalized_logit", "risk_difference", "risk_difference_score", "length_adjusted_logit":
      self = .negative
    case "odds_ratio", "length_adjusted_odds_ratio": self = .reciprocal
    default: self = .same
    }
  }

  /// The name under which the number is found after the exchange.
  static func partner(_ metric: String) -> String {
    if metric.hasSuffix("_chosen") { return metric.dropLast(6) + "rejected" }
    if metric.hasSuffix("_rejected") { return metric.dropLast(8) + "chosen" }
    return metric
  }

  /// An unbounded side of a ratio is `nil`; of nothing else.
  func callAsFunction(_ value: Double?) -> Double? {
    switch self {
    case .same: value
    case .complement: value.map { 1 - $0 }
    case .negative: value.map { -$0 }
    case .reciprocal: value.map { $0 == 0 ? nil : 1 / $0 } ?? 0
    }
  }

  func callAsFunction(_ interval: ConfidenceInterval) -> (low: Double?, high: Double?) {
    self == .same ? (interval.low, interval.high) : (self(interval.high), self(interval.low))
  }
}

/// Equal but for rounding; undefined equals undefined alone.
func isClose(_ a: Double?, _ b: Double?) -> Bool {
  guard let a, let b else { return a == nil && b == nil }
  return abs(a - b) <= 1e-7 * max(1, abs(a), abs(b))
}

@Suite("Exchanging chosen and rejected")
struct SwapTests {
  @Test("mirrors every number and its interval", arguments: [(1, 300), (2, 300), (3, 40), (4, 6)] as [(UInt64, Int)])
  func mirrors(_ seed: UInt64, _ count: Int) {
    let pairs = SampleData.pairs(count, seed: seed)
    let (straight, swapped) = (SampleData.state(pairs), SampleData.state(pairs.map(\.swapped)))
    for audit in [LengthBias.self, RefusalBias.self] as [any Audit.Type] {
      let (before, after) = (audit.assess(straight, AuditSettings()), audit.assess(swapped, AuditSettings()))
      #expect(before.findings.count > 20 && before.findings.count == after.findings.count)
      for finding in before.findings { check(finding, after) }
    }
  }

  private func check(_ finding: Finding, _ after: AuditResult) {
    let mirror = Mirror(finding.metric.split(separator: ".").last.map(String.init) ?? "")
    guard let other = after.findings.first(where: { $0.metric == Mirror.partner(finding.metric) }) else {
      Issue.record("\(finding.metric) has no partner")
      return
    }
    if finding.estimate != nil { #expect(isClose(mirror(finding.estimate), other.estimate), "\(finding.metric)") }
    // An odds ratio of 0 becomes an infinite one, which has a reason and no estimate.
    let isDefined = finding.estimate != nil && finding.estimate != 0
    if isDefined || mirror != .reciprocal { #expect(finding.reason == other.reason, "\(finding.metric)") }
    #expect(finding.n == other.n && finding.clusters == other.clusters, "\(finding.metric)")
    #expect((finding.interval == nil) == (other.interval == nil), "\(finding.metric)")
    guard let interval = finding.interval, let own = other.interval else { return }
    let expected = mirror(interval)
    #expect(isClose(expected.low, own.low) && isClose(expected.high, own.high), "\(finding.metric)")
    #expect(interval.method == own.method)
  }
}
