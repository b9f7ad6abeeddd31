import Foundation
import PrefFindings
import PrefRecord
import Testing

@testable import PrefAudits

@Suite("AuditRegistry")
struct AuditRegistryTests {
  static let states: [(name: String, state: AuditState)] = [
    ("nothing", SampleData.state([])),
    ("one pair", SampleData.state(SampleData.pairs(1, seed: 1))),
    ("three pairs", SampleData.state(SampleData.pairs(3, seed: 2))),
    ("300 pairs", SampleData.state(SampleData.pairs(300, seed: 3))),
    ("one cluster", SampleData.state(SampleData.pairs(60, seed: 4).map(Self.inOneCluster))),
    ("equal replies", SampleData.state(SampleData.pairs(60, seed: 5).map(Self.withEqualReplies))),
    ("ties alone", SampleData.state(SampleData.pairs(20, seed: 5).map(Self.tied))),
    ("two annotators", SampleData.state(SampleData.judged(80, annotators: ["a", "b"], seed: 6))),
    ("five annotators", SampleData.state(SampleData.judged(80, annotators: ["a", "b", "c", "d", "e"], seed: 7))),
    ("one item", SampleData.state([Self.item([.chosen, .rejected])])),
    ("unanimous", SampleData.state([Self.item([.chosen, .chosen]), Self.item([.chosen, .chosen])])),
    ("ties judged", SampleData.state([Self.item([.tie, .tie]), Self.item([.tie, .tie])])),
  ]

  static func inOneCluster(_ pair: SamplePair) -> SamplePair {
    var pair = pair
    pair.prompt[0] = "The same question."
    return pair
  }

  static func withEqualReplies(_ pair: SamplePair) -> SamplePair {
    var pair = pair
    pair.rejected = pair.chosen
    return pair
  }

  static func tied(_ pair: SamplePair) -> SamplePair {
    var pair = pair
    pair.isTie = true
    return pair
  }

  static func item(_ choices: [Choice]) -> SamplePair {
    let judgements = choices.enumerated().map {
      SamplePair.Judgement(annotator: "a\($0)", choice: $1, position: .first)
    }
    return SamplePair(prompt: ["p"], chosen: "x", rejected: "y", judgements: judgements)
  }

  @Test("names audits uniquely and describes each")
  func descriptions() {
    let names = AuditRegistry.all.map { $0.name }
    #expect(Set(names).count == names.count)
    for audit in AuditRegistry.all {
      #expect(audit.summary.hasSuffix("."))
      #expect(Set(audit.metrics).count == audit.metrics.count)
      #expect(audit.metrics.allSatisfy { $0.hasPrefix(audit.name + ".") && $0.split(separator: ".").count == 3 })
      #expect(AuditRegistry.audit(named: audit.name) == audit)
    }
    #expect(AuditRegistry.audit(named: "none") == nil)
  }

  @Test("lists every metric that is found, and finds every metric that is listed")
  func metrics() {
    for audit in AuditRegistry.all {
      let found = Self.states.flatMap { audit.assess($0.state, AuditSettings()).findings.map(\.metric) }
      #expect(Set(found).symmetricDifference(audit.metrics).sorted() == [])
    }
  }

  @Test("knows every metric of the default gates")
  func gates() throws {
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../schemas/default-gates.json")
    let file = try JSONSerialization.jsonObject(with: Data(contentsOf: path)) as? [String: Any]
    let gates = try #require(file?["gates"] as? [[String: Any]]).compactMap { $0["metric"] as? String }
    #expect(gates.count >= 5)
    #expect(Set(gates).subtracting(AuditRegistry.all.flatMap { $0.metrics }).sorted() == [])
  }

  @Test("gives a number or a reason, never NaN, and a metric once", arguments: states.map(\.name), [0, 30])
  func numbers(_ name: String, _ replicates: Int) throws {
    let state = try #require(Self.states.first { $0.name == name }).state
    let results = SampleData.results(state, AuditSettings(bootstrapReplicates: replicates, seed: 1))
    for result in results {
      let metrics = result.findings.map(\.metric)
      #expect(Set(metrics).count == metrics.count)
      #expect((result.status == .notAssessed) == (result.reason != nil))
      #expect(!result.headline.contains("nan") && !result.headline.contains("inf"))
      for finding in result.findings { check(finding) }
      for table in result.tables { check(table) }
    }
  }

  private func check(_ finding: Finding) {
    let name = finding.metric
    #expect((finding.estimate == nil) == (finding.reason != nil), "\(name)")
    #expect(finding.estimate?.isFinite ?? true, "\(name)")
    #expect(finding.n >= 0, "\(name)")
    guard let interval = finding.interval else { return }
    #expect(interval.low?.isFinite ?? true, "\(name)")
    #expect(interval.high?.isFinite ?? true, "\(name)")
    if let low = interval.low, let high = interval.high { #expect(low <= high, "\(name)") }
    guard let estimate = finding.estimate, !interval.method.hasPrefix("poisson") else { return }
    #expect(interval.low ?? -.infinity <= estimate + 1e-9, "\(name)")
    #expect(interval.high ?? .infinity >= estimate - 1e-9, "\(name)")
  }

  private func check(_ table: FindingTable) {
    for row in table.rows {
      #expect(row.count == table.columns.count, "\(table.name)")
      for case .number(let value) in row { #expect(value.isFinite, "\(table.name)") }
    }
  }

  @Test("assesses nothing where there is nothing")
  func nothing() {
    for result in SampleData.results(AuditState()) {
      #expect(result.status == .notAssessed && result.findings.isEmpty && result.tables.isEmpty)
    }
  }

  @Test("says that one cluster has no standard error")
  func oneCluster() throws {
    let state = try #require(Self.states.first { $0.name == "one cluster" }).state
    let findings = SampleData.results(state).flatMap(\.findings)
    for metric in [
      "length.words.longer_wins_standard_error", "refusal.pk_head40.risk_difference_cluster_standard_error",
    ] {
      let finding = try #require(findings.first { $0.metric == metric })
      #expect(finding.estimate == nil && finding.reason == "one-cluster" && finding.clusters == 1)
    }
    let share = try #require(findings.first { $0.metric == "length.words.longer_wins" })
    #expect(share.estimate != nil && share.interval == nil)
  }

  @Test("says that equal replies decide nothing")
  func equalReplies() throws {
    let state = try #require(Self.states.first { $0.name == "equal replies" }).state
    let findings = SampleData.results(state).flatMap(\.findings)
    func finding(_ metric: String) throws -> Finding { try #require(findings.first { $0.metric == metric }) }
    #expect(try finding("length.words.longer_wins").estimate == 0.5)
    #expect(try finding("length.words.longer_wins_without_ties").reason == "all-tied")
    #expect(try finding("length.words.rank_biserial").estimate == nil)
    #expect(try finding("refusal.pk_head40.odds_ratio").reason == "no-discordant-pair")
    #expect(try finding("refusal.pk_head40.win_share").reason == "no-discordant-pair")
    #expect(try finding("refusal.pk_head40.risk_difference").estimate == 0)
  }
}
