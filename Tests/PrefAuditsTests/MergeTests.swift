import PrefFindings
import PrefRecord
import Testing

@testable import PrefAudits

@Suite("AuditState")
struct MergeTests {
  /// States of random parts in random order, some put together first.
  static func sharded(_ pairs: [SamplePair], seed: UInt64) -> AuditState {
    var random = SeededGenerator(seed: seed)
    let shuffled = pairs.shuffled(using: &random)
    var states = [AuditState(), AuditState(), AuditState()]
    var observer = Observer()
    var rest = shuffled[...]
    while !rest.isEmpty {
      let part = rest.prefix(Int.random(in: 1...60, using: &random))
      rest = rest.dropFirst(part.count)
      states[Int.random(in: 0..<3, using: &random)].add(observer.observe(ComparisonBatch(part)))
    }
    var whole = AuditState()
    for state in states.shuffled(using: &random) { whole.merge(state) }
    whole.sort()
    return whole
  }

  @Test("gives the same results to the last bit for any parts and order", arguments: 1...8 as ClosedRange<UInt64>)
  func merging(_ seed: UInt64) {
    let pairs = SampleData.judged(250, annotators: ["b", "a", "\u{E9}", "Z", "c"], seed: 77)
    let (whole, parts) = (SampleData.state(pairs), Self.sharded(pairs, seed: seed))
    #expect(SampleData.results(whole) == SampleData.results(parts))
    let settings = AuditSettings(bootstrapReplicates: 40, seed: 5)
    #expect(SampleData.results(whole, settings) == SampleData.results(parts, settings))
    #expect(parts.judgements.annotators == ["Z", "a", "b", "c", "\u{E9}"])
  }

  @Test("does not depend on the side from which judgements are told")
  func orientation() {
    let pairs = SampleData.judged(120, annotators: ["a", "b", "c"], seed: 3)
    let results = [pairs, pairs.map(\.retold)].map { LabelAgreement.assess(SampleData.state($0), AuditSettings()) }
    #expect(results[0] == results[1])
  }

  @Test("gives the same bootstrap for any order of its parts")
  func spread() {
    let state = SampleData.state(SampleData.judged(100, annotators: ["a", "b"], seed: 9))
    let backwards = AuditSettings(bootstrapReplicates: 50, seed: 1) { parts, body in
      for part in (0..<parts).reversed() { body(part) }
    }
    let forwards = AuditSettings(bootstrapReplicates: 50, seed: 1)
    #expect(SampleData.results(state, forwards) == SampleData.results(state, backwards))
  }

  @Test("bootstraps the same estimates, with intervals about as wide as the closed form's")
  func bootstrap() throws {
    let state = SampleData.state(SampleData.pairs(300, seed: 12))
    let closed = SampleData.results(state).flatMap(\.findings)
    let boot = SampleData.results(state, AuditSettings(bootstrapReplicates: 2000, seed: 3)).flatMap(\.findings)
    #expect(closed.map(\.metric) == boot.map(\.metric))
    #expect(closed.map(\.estimate) == boot.map(\.estimate))
    for metric in ["length.words.longer_wins", "refusal.pk_head40.risk_difference"] {
      let pair = try [closed, boot].map { findings in try #require(findings.first { $0.metric == metric }) }
      let widths = try pair.map { try #require($0.interval?.high) - #require($0.interval?.low) }
      #expect(pair[0].interval?.method == "cluster-robust")
      #expect(pair[1].interval?.method == "poisson-bootstrap, B = 2000")
      #expect((0.7...1.4).contains(widths[1] / widths[0]))
    }
    let other = SampleData.results(state, AuditSettings(bootstrapReplicates: 2000, seed: 4)).flatMap(\.findings)
    #expect(other.map(\.interval) != boot.map(\.interval))
  }

  @Test("counts ties apart, and models with their refusals")
  func counts() {
    var pairs = [SamplePair(prompt: ["p"], chosen: SampleData.refusal, rejected: "yes", models: ("m", "n"))]
    pairs.append(SamplePair(prompt: ["p"], chosen: "yes", rejected: "no", isTie: true, models: ("m", "")))
    let state = SampleData.state(pairs)
    #expect(state.pairs.count == 1 && state.ties == 1)
    #expect(
      state.models.counts == [
        "m": ModelRefusals.Count(replies: 2, refusals: 1), "n": ModelRefusals.Count(replies: 1, refusals: 0),
      ]
    )
  }

  @Test("gives up counting models beyond a thousand, in any order")
  func manyModels() {
    var (a, b) = (ModelRefusals(), ModelRefusals())
    for index in 0..<600 { a.add("a\(index)", refusals: 0) }
    for index in 0..<500 { b.add("b\(index)", refusals: 1) }
    var (ab, ba) = (a, b)
    ab.merge(b)
    ba.merge(a)
    #expect(ab.isGivenUp && ab == ba && ab.counts.isEmpty)
    a.merge(ab)
    #expect(a.isGivenUp)
  }
}
