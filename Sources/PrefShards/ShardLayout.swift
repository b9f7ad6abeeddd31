/// How the rows of a split are cut into shards.
public enum ShardLayout: Sendable, Equatable {
  /// A number of shards for the largest split; other splits get as many as their share asks for, at least one.
  case count(Int)
  /// A new shard whenever one holds this many bytes of rows, before compression.
  case size(Int)

  /// Shards of each part of a plan; `nil` where the number shows only at the end.
  public func shards(of plan: SplitPlan) -> [Int]? {
    guard case .count(let count) = self else { return nil }
    let largest = plan.parts.map(\.share).max() ?? 1
    return plan.parts.map { max(1, Int((Double(count) * $0.share / largest).rounded())) }
  }

  /// Shard of a row where rows keep their order: by its cluster, so that adding rows moves none.
  public static func shard(ofCluster cluster: UInt64, among shards: Int, seed: UInt64) -> Int {
    let hash = SplitPlan.mix64(cluster ^ SplitPlan.mix64(seed &+ 0x73_6861_7264))
    return Int(hash.multipliedFullWidth(by: UInt64(shards)).high)
  }

  /// Name of a shard's file, such as `train-00000-of-00008.jsonl.gz`.
  public static func name(split: String, shard: Int, of shards: Int, suffix: String) -> String {
    "\(split)-\(padded(shard))-of-\(padded(shards)).jsonl\(suffix)"
  }

  private static func padded(_ number: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, 5 - digits.utf8.count)) + digits
  }
}
