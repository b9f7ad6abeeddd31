import PrefStatistics
import Testing

@Suite struct EstimateTests {
  @Test func reasonsAreKebabCaseCodes() {
    let printed = ["no-data", "no-discordant-pair", "one-cluster", "zero-variance", "separated", "infinite"]
    #expect(printed.allSatisfy { Undefined(rawValue: $0) != nil })
    for reason in Undefined.allCases {
      #expect(reason.rawValue.wholeMatch(of: /[a-z]+(-[a-z]+)*/) != nil, "\(reason)")
    }
  }

  @Test func valueOrReason() {
    let known: Estimate<Double> = .success(0.5)
    let unknown: Estimate<Double> = .failure(.oneCluster)
    #expect(known.value == 0.5 && known.reason == nil)
    #expect(unknown.value == nil && unknown.reason == .oneCluster)
  }

  @Test func intervalsMirror() {
    let interval = Interval(center: 0.25, halfWidth: 0.5)
    #expect(interval == Interval(low: -0.25, high: 0.75))
    #expect(interval.negated == Interval(low: -0.75, high: 0.25))
    #expect(interval.complement == Interval(low: 0.25, high: 1.25))
    #expect(interval.clamped(to: 0...0.5) == Interval(low: 0, high: 0.5))
  }
}
