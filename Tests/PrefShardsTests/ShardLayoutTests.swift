import PrefShards
import Testing

@Suite("ShardLayout")
struct ShardLayoutTests {
  @Test("names shards as trainers expect them")
  func names() {
    #expect(ShardLayout.name(split: "train", shard: 0, of: 8, suffix: ".gz") == "train-00000-of-00008.jsonl.gz")
    #expect(ShardLayout.name(split: "a_1", shard: 12, of: 345, suffix: "") == "a_1-00012-of-00345.jsonl")
    #expect(
      ShardLayout.name(split: "t", shard: 99_999, of: 100_000, suffix: ".zst") == "t-99999-of-100000.jsonl.zst"
    )
  }

  @Test("counts shards by share, at least one a split")
  func counts() throws {
    let plan = try SplitPlan(
      parts: [("train", 0.9), ("validation", 0.09), ("test", 0.01)].map { SplitPlan.Part(name: $0.0, share: $0.1) }
    )
    #expect(ShardLayout.count(20).shards(of: plan) == [20, 2, 1])
    #expect(ShardLayout.count(1).shards(of: plan) == [1, 1, 1])
    #expect(ShardLayout.count(5).shards(of: .whole) == [5])
    #expect(ShardLayout.size(1 << 20).shards(of: plan) == nil)
  }

  @Test("spreads clusters evenly over shards, by cluster and seed alone")
  func spread() {
    var counts = [Int](repeating: 0, count: 8)
    for cluster in 0..<UInt64(80_000) { counts[ShardLayout.shard(ofCluster: cluster, among: 8, seed: 5)] += 1 }
    // sd √(80,000 · ⅛ · ⅞) = 94
    #expect(counts.allSatisfy { abs($0 - 10_000) < 5 * 94 })
    let moved = (0..<1000 as Range<UInt64>).count {
      ShardLayout.shard(ofCluster: $0, among: 8, seed: 5) != ShardLayout.shard(ofCluster: $0, among: 8, seed: 6)
    }
    #expect(moved > 800)
  }

  @Test("does not follow the split")
  func independence() throws {
    let plan = try SplitPlan(parts: [("a", 0.5), ("b", 0.5)].map { SplitPlan.Part(name: $0.0, share: $0.1) })
    var counts = [0, 0, 0, 0]
    for cluster in 0..<UInt64(40_000) {
      counts[plan.part(ofCluster: cluster, seed: 1) * 2 + ShardLayout.shard(ofCluster: cluster, among: 2, seed: 1)] += 1
    }
    // sd √(40,000 · ¼ · ¾) = 87
    #expect(counts.allSatisfy { abs($0 - 10_000) < 5 * 87 })
  }
}
