/// Where the clusters of sorted rows begin: the rows of one cluster stand together.
///
/// 4 bytes a cluster, which is what lets an audit of many pairs take the dependence within prompts into account.
public struct ClusterRuns: Sendable, Hashable {
  /// Index of the first row of each cluster, ascending from 0.
  public let starts: [UInt32]
  /// Number of rows.
  public let rows: Int

  /// Number of clusters.
  public var count: Int { starts.count }

  /// Takes the first row of each cluster; none where there are no rows.
  public init(starts: [UInt32], rows: Int) {
    precondition((starts.first ?? 0) == 0 && starts.isEmpty == (rows == 0), "the first cluster begins at row 0")
    (self.starts, self.rows) = (starts, rows)
  }

  /// Takes the cluster of each row, equal numbers side by side.
  public init(_ clusters: [Int]) {
    let starts = clusters.indices.filter { $0 == 0 || clusters[$0] != clusters[$0 - 1] }
    self.init(starts: starts.map(UInt32.init), rows: clusters.count)
  }

  /// The rows of a cluster.
  public subscript(cluster: Int) -> Range<Int> {
    Int(starts[cluster])..<(cluster + 1 < starts.count ? Int(starts[cluster + 1]) : rows)
  }

  /// Σ_g(Σ_{i∈g} v_i)², added up in the order of the rows.
  public func scatter(_ value: (Int) -> Double) -> Double {
    var total = 0.0
    for cluster in 0..<count {
      var sum = 0.0
      for row in self[cluster] { sum += value(row) }
      total += sum * sum
    }
    return total
  }
}
