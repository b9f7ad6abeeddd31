import PrefFindings
import PrefStatistics

/// The items of an agreement question by their counts of labels, of which there are few distinct ones.
///
/// Every coefficient depends on the items only through how many there are of each type, so leaving one item out, or
/// weighing clusters anew, costs a recount of types and not of items.
struct ItemTypes {
  /// Distinct count vectors, in lexicographic order.
  let types: [[Int]]
  /// Items by type.
  let counts: [Int]
  /// For each cluster in ascending order of its hash, its items by type, as runs of `members`.
  let clusters: [(hash: UInt64, members: Range<Int>)]
  /// Types of the items, grouped by cluster and sorted within it.
  let members: [Int]

  /// Beyond this many types, uncertainty would cost too much and is reported as undefined.
  static let limit = 2000

  init(_ items: [(cluster: UInt64, counts: [Int])]) {
    let distinct = Set(items.map(\.counts)).sorted { $0.lexicographicallyPrecedes($1) }
    let place = Dictionary(uniqueKeysWithValues: distinct.enumerated().map { ($1, $0) })
    let typed = items.map { (cluster: $0.cluster, type: place[$0.counts] ?? 0) }.sorted { ($0.0, $0.1) < ($1.0, $1.1) }
    var counts = [Int](repeating: 0, count: distinct.count)
    var clusters: [(hash: UInt64, members: Range<Int>)] = []
    for (index, item) in typed.enumerated() {
      counts[item.type] += 1
      if let last = clusters.last, last.hash == item.cluster {
        clusters[clusters.count - 1].members = last.members.lowerBound..<index + 1
      } else {
        clusters.append((item.cluster, index..<index + 1))
      }
    }
    (types, self.counts, self.clusters) = (distinct, counts, clusters)
    members = typed.map(\.type)
  }

  var items: Int { members.count }

  /// The ratings as the coefficients take them.
  func ratings(_ counts: [Int]) -> RatingMultiset {
    var ratings = RatingMultiset(categories: types.first?.count ?? 1)
    for (type, count) in zip(types, counts) where count > 0 { ratings.add(counts: type, items: count) }
    return ratings
  }

  /// The interval of a coefficient: from the bootstrap where replicates were asked for, else by the clustered jackknife.
  func interval(
    of coefficient: (RatingMultiset) -> Estimate<Double>,
    _ replicates: ReplicateSums?
  ) -> ConfidenceInterval? {
    guard let value = coefficient(ratings(counts)).value, types.count <= Self.limit else { return nil }
    if let replicates { return bootstrapped(coefficient, replicates) }
    return jackknifed(coefficient, value)
  }

  /// Replicate sums of the type counts.
  func bootstrap(_ settings: AuditSettings) -> ReplicateSums? {
    guard settings.bootstrapReplicates > 0, !clusters.isEmpty, types.count <= 64 else { return nil }
    var columns = [[Int64]](repeating: [Int64](repeating: 0, count: clusters.count), count: types.count)
    for (index, cluster) in clusters.enumerated() {
      for member in cluster.members { columns[members[member]][index] += 1 }
    }
    return PoissonBootstrap(clusterHashes: clusters.map(\.hash), statistics: columns, seed: settings.seed)
      .sums(replicates: 0..<settings.bootstrapReplicates)
  }

  private func bootstrapped(
    _ coefficient: (RatingMultiset) -> Estimate<Double>,
    _ replicates: ReplicateSums
  ) -> ConfidenceInterval? {
    let values = (0..<replicates.replicates).map { replicate in
      coefficient(ratings(types.indices.map { Int(replicates[replicate, $0]) })).value
    }
    return BootstrapDistribution(values).interval.value.map {
      ConfidenceInterval($0, method: "poisson-bootstrap, B = \(replicates.replicates)")
    }
  }

  /// V = G/(G−1) · Σ_g (Σ_{i∈g} (θ − θ_(−i)))², with θ_(−i) the coefficient without item i.
  private func jackknifed(
    _ coefficient: (RatingMultiset) -> Estimate<Double>,
    _ value: Double
  ) -> ConfidenceInterval? {
    guard clusters.count > 1 else { return nil }
    var influences: [Double] = []
    for type in types.indices {
      var without = counts
      without[type] -= 1
      guard let rest = coefficient(ratings(without)).value else { return nil }
      influences.append(value - rest)
    }
    let mean = zip(influences, counts).reduce(0) { $0 + $1.0 * Double($1.1) } / Double(items)
    var scatter = 0.0
    for cluster in clusters {
      let sum = cluster.members.reduce(0.0) { $0 + influences[members[$1]] - mean }
      scatter += sum * sum
    }
    let factor = Double(clusters.count) / Double(clusters.count - 1)
    let half = NormalDistribution.quantile975 * (factor * scatter).squareRoot()
    return ConfidenceInterval(low: value - half, high: min(value + half, 1), method: "cluster-robust jackknife")
  }
}
