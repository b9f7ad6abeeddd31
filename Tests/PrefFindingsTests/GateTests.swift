import PrefFindings
import Testing

@Suite("Gate")
struct GateTests {
  struct Example: Sendable, CustomTestStringConvertible {
    var side: Gate.Side
    var estimate: Double?
    var low: Double?
    var high: Double?
    var n = 1000
    var clusters: Int? = 500
    var verdict: Verdict

    var testDescription: String { "\(side) \(estimate ?? .nan) [\(low ?? .nan), \(high ?? .nan)] → \(verdict)" }
  }

  // Limits: distance .05/.10 from ½; above .01/.03; below .70/.60. The verdicts follow from the definition by hand.
  static let examples: [Example] = [
    // The estimate decides the warning, the bound nearer to ½ the failure.
    Example(side: .distance, estimate: 0.54, low: 0.52, high: 0.56, verdict: .pass),
    Example(side: .distance, estimate: 0.56, low: 0.54, high: 0.58, verdict: .warn),
    Example(side: .distance, estimate: 0.44, low: 0.42, high: 0.46, verdict: .warn),
    Example(side: .distance, estimate: 0.65, low: 0.59, high: 0.71, verdict: .warn),
    Example(side: .distance, estimate: 0.65, low: 0.61, high: 0.69, verdict: .fail),
    Example(side: .distance, estimate: 0.35, low: 0.31, high: 0.39, verdict: .fail),
    Example(side: .distance, estimate: 0.35, low: 0.29, high: 0.41, verdict: .warn),
    // An interval that holds ½ never fails, however far its ends reach.
    Example(side: .distance, estimate: 0.65, low: 0.45, high: 0.85, verdict: .warn),
    Example(side: .distance, estimate: 0.5, low: 0.1, high: 0.9, verdict: .pass),
    Example(side: .above, estimate: 0.005, low: 0.001, high: 0.5, verdict: .pass),
    Example(side: .above, estimate: 0.01, low: 0.001, high: 0.02, verdict: .pass),
    Example(side: .above, estimate: 0.02, low: 0.01, high: 0.04, verdict: .warn),
    Example(side: .above, estimate: 0.05, low: 0.03, high: 0.07, verdict: .warn),
    Example(side: .above, estimate: 0.05, low: 0.04, high: nil, verdict: .fail),
    Example(side: .below, estimate: 0.75, low: 0.5, high: 0.9, verdict: .pass),
    Example(side: .below, estimate: 0.65, low: 0.5, high: 0.8, verdict: .warn),
    Example(side: .below, estimate: 0.5, low: 0.4, high: 0.59, verdict: .fail),
    Example(side: .below, estimate: 0.5, low: nil, high: 0.61, verdict: .warn),
    // Too little data, before anything else is asked.
    Example(side: .distance, estimate: 0.9, low: 0.8, high: 1, n: 199, verdict: .insufficient),
    Example(side: .distance, estimate: 0.9, low: 0.8, high: 1, n: 200, clusters: 49, verdict: .insufficient),
    Example(side: .distance, estimate: 0.9, low: 0.8, high: 1, n: 200, clusters: 50, verdict: .fail),
    Example(side: .distance, estimate: 0.9, low: 0.8, high: 1, n: 200, clusters: nil, verdict: .fail),
    // A bound that is not there, or not a number, is no pass.
    Example(side: .distance, estimate: 0.5, low: nil, high: 0.6, verdict: .insufficient),
    Example(side: .above, estimate: 0, low: nil, high: 0.6, verdict: .insufficient),
    Example(side: .below, estimate: 0.9, low: 0.8, high: .nan, verdict: .insufficient),
    Example(side: .above, estimate: .nan, low: 0, high: 1, verdict: .notAssessed),
    Example(side: .below, estimate: .infinity, low: 0, high: 1, verdict: .notAssessed),
    Example(side: .above, estimate: nil, low: 0, high: 1, verdict: .notAssessed),
  ]

  static func gate(_ side: Gate.Side, isOptional: Bool = false) -> Gate {
    let (warn, fail) =
      switch side {
      case .distance: (0.05, 0.10)
      case .above: (0.01, 0.03)
      case .below: (0.70, 0.60)
      }
    return Gate(metric: "a.b.c", side: side, warn: warn, fail: fail, isOptional: isOptional, reason: "because")
  }

  @Test("judges by the table", arguments: examples)
  func judges(_ example: Example) {
    let finding = Finding(
      "a.b.c",
      estimate: example.estimate,
      reason: "none-seen",
      interval: ConfidenceInterval(low: example.low, high: example.high, method: "wilson"),
      n: example.n,
      clusters: example.clusters,
      unit: "share"
    )
    #expect(Self.gate(example.side).judge(finding).verdict == example.verdict)
  }

  @Test("calls a metric that is missing or undefined not assessed")
  func missing() {
    let outcome = Self.gate(.above).judge(nil)
    #expect(outcome.verdict == .notAssessed)
    #expect(!outcome.letsRunSucceed)
    let undefined = Self.gate(.above).judge(Finding("a.b.c", estimate: nil, reason: "no-labels", n: 0, unit: "share"))
    #expect(undefined.reason == "undefined: no-labels")
  }

  @Test("asks for no interval where it has no failing limit")
  func warnsOnly() {
    var gate = Self.gate(.above)
    gate.fail = nil
    #expect(gate.judge(Finding("a.b.c", estimate: 0.02, n: 1000, unit: "share")).verdict == .warn)
    #expect(gate.judge(Finding("a.b.c", estimate: 0.01, n: 1000, unit: "share")).verdict == .pass)
    (gate.warn, gate.fail) = (nil, 0.03)
    #expect(gate.judge(Finding("a.b.c", estimate: 0.02, n: 1000, unit: "share")).verdict == .insufficient)
  }

  @Test("excuses an optional gate where the data cannot answer, and never one that it can")
  func optional() {
    let gate = Self.gate(.above, isOptional: true)
    #expect(gate.judge(nil).verdict == .notAssessed)
    #expect(gate.judge(nil).letsRunSucceed)
    let small = gate.judge(Finding("a.b.c", estimate: 0, n: 3, unit: "share"))
    #expect(small.verdict == .insufficient)
    #expect(small.letsRunSucceed)
    let needed = Self.gate(.above).judge(Finding("a.b.c", estimate: 0, n: 3, unit: "share"))
    #expect(!needed.letsRunSucceed)
    let bad = ConfidenceInterval(low: 0.8, high: 0.9, method: "any")
    let judged = gate.judge(Finding("a.b.c", estimate: 0.85, interval: bad, n: 1000, unit: "share"))
    #expect(judged.verdict == .fail)
    #expect(!judged.letsRunSucceed)
  }
}
