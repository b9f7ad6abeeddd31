import PrefShards
import Testing

@Suite("SplitPlan")
struct SplitPlanTests {
  static func plan(_ parts: [(String, Double)]) throws(SplitPlanError) -> SplitPlan {
    try SplitPlan(parts: parts.map { SplitPlan.Part(name: $0.0, share: $0.1) })
  }

  @Test(
    "refuses names and shares that cannot be used",
    arguments: [
      ([], "at least one part"), ([("", 1.0)], "no split name"), ([("a/b", 1.0)], "no split name"),
      ([("tr\u{E4}in", 1.0)], "no split name"), ([("a", 0.5), ("a", 0.5)], "named twice"),
      ([("a", 0.0), ("b", 1.0)], "not above 0"), ([("a", -0.5), ("b", 1.5)], "not above 0"),
      ([("a", 1.5)], "at most 1"), ([("a", Double.nan)], "not above 0"), ([("a", 0.5), ("b", 0.4)], "add up to"),
      ([("a", 0.9), ("b", 0.9)], "add up to"),
    ] as [([(String, Double)], String)]
  )
  func errors(_ parts: [(String, Double)], _ message: String) {
    let error = #expect(throws: SplitPlanError.self) { try Self.plan(parts) }
    #expect(error?.message.contains(message) == true)
  }

  @Test("takes shares whose sum is 1 but for rounding")
  func rounding() throws {
    let plan = try Self.plan((0..<10).map { ("part_\($0)", 0.1) })
    #expect(plan.parts.count == 10)
    #expect(
      (0..<1000 as Range<UInt64>).allSatisfy { (0..<10).contains(plan.part(ofCluster: $0 &* .max / 1000, seed: 0)) }
    )
  }

  @Test("gives every part its share of clusters, within four standard deviations", arguments: [0, 1, 42] as [UInt64])
  func proportions(_ seed: UInt64) throws {
    let shares = [("train", 0.9), ("validation", 0.06), ("test", 0.03), ("rare", 0.01)]
    let plan = try Self.plan(shares)
    var counts = [0, 0, 0, 0]
    let clusters = 100_000
    // Neighbouring numbers: the plan does its own mixing.
    for cluster in 0..<UInt64(clusters) { counts[plan.part(ofCluster: cluster, seed: seed)] += 1 }
    for (count, share) in zip(counts, shares.map(\.1)) {
      let deviation = (share * (1 - share) * Double(clusters)).squareRoot()
      #expect(abs(Double(count) - share * Double(clusters)) < 4 * deviation)
    }
  }

  @Test("depends on the cluster and the seed alone")
  func purity() throws {
    let plan = try Self.plan([("a", 0.5), ("b", 0.5)])
    var random = SeededGenerator(seed: 9)
    let clusters = (0..<2000).map { _ in random.next() }
    let parts = clusters.map { plan.part(ofCluster: $0, seed: 7) }
    #expect(
      clusters.shuffled(using: &random).allSatisfy { cluster in
        plan.part(ofCluster: cluster, seed: 7) == parts[clusters.firstIndex(of: cluster) ?? 0]
      }
    )
    // Half of the clusters change sides under another seed: sd 22 of 1000.
    let moved = zip(clusters, parts).count { plan.part(ofCluster: $0, seed: 8) != $1 }
    #expect((900...1100).contains(moved))
  }

  @Test("keeps what was in the first part when that part grows")
  func growth() throws {
    let (small, large) = (try Self.plan([("a", 0.5), ("b", 0.5)]), try Self.plan([("a", 0.7), ("b", 0.3)]))
    #expect(
      (0..<5000 as Range<UInt64>).allSatisfy { cluster in
        small.part(ofCluster: cluster, seed: 1) == 1 || large.part(ofCluster: cluster, seed: 1) == 0
      }
    )
  }

  @Test("puts everything into train when nothing else is asked for")
  func whole() {
    #expect(SplitPlan.whole.parts == [SplitPlan.Part(name: "train", share: 1)])
    #expect([0, 1, UInt64.max].allSatisfy { SplitPlan.whole.part(ofCluster: $0, seed: 3) == 0 })
  }
}
