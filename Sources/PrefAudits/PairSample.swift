import PrefFindings
import PrefStatistics
import Synchronization

/// The decided pairs of a sorted state, with their prompt clusters.
struct PairSample: Sendable {
  let table: PairTable
  /// Number of clusters.
  let clusters: Int

  /// The cluster of each row, numbered from 0.
  let clusterIndices: [Int]

  init(_ table: PairTable) {
    self.table = table
    var index = -1
    clusterIndices = (0..<table.count).map { row in
      if row == 0 || table[row].cluster != table[row - 1].cluster { index += 1 }
      return index
    }
    clusters = index + 1
  }

  var count: Int { table.count }

  /// A value of each row, in the order of the table.
  func values<Value>(_ value: (PairRow) -> Value) -> [Value] {
    (0..<count).map { value(table[$0]) }
  }

  /// The clustered mean of a whole-number value; rows for which it is `nil` are left out.
  ///
  /// `unit`: What a stored 1 is a fraction of.
  func mean(unit: Int = 1, _ value: (PairRow) -> Int?) -> Estimate<ClusteredMean> {
    var squares = 0
    let groups = sums { row in
      let value = value(row)
      squares += (value ?? 0) * (value ?? 0)
      return value
    }
    return ClusteredMean.estimate(groups, sumOfSquares: squares, unit: unit)
  }

  /// The sums of a whole-number value, one entry a cluster in the order of the table.
  func sums(_ value: (PairRow) -> Int?) -> [ClusterSum] {
    var groups: [ClusterSum] = []
    groups.reserveCapacity(clusters)
    for index in 0..<count {
      let row = table[index]
      if index == 0 || row.cluster != table[index - 1].cluster { groups.append(ClusterSum(count: 0, sum: 0)) }
      guard let value = value(row) else { continue }
      groups[groups.count - 1].count += 1
      groups[groups.count - 1].sum += value
    }
    return groups
  }

  /// The cluster hashes, in the order of the table.
  func clusterHashes() -> [UInt64] {
    var hashes: [UInt64] = []
    hashes.reserveCapacity(clusters)
    for index in 0..<count where index == 0 || table[index].cluster != table[index - 1].cluster {
      hashes.append(table[index].cluster)
    }
    return hashes
  }

  /// The cluster-robust standard error of Σ v / n for real-valued influences v that sum to about zero.
  func clusterStandardError(influences: [Double]) -> Double? {
    guard clusters > 1 else { return nil }
    var (total, group) = (0.0, 0.0)
    for index in 0..<count {
      if index > 0, table[index].cluster != table[index - 1].cluster {
        total += group * group
        group = 0
      }
      group += influences[index]
    }
    total += group * group
    let factor = Double(clusters) / Double(clusters - 1)
    return (factor * total).squareRoot() / Double(count)
  }

  /// Bootstraps means of several values at once: replicate sums of each value, and of the number of pairs last.
  func bootstrap(_ values: [[ClusterSum]], _ settings: AuditSettings) -> ReplicateSums? {
    guard settings.bootstrapReplicates > 0, let first = values.first else { return nil }
    var columns = values.map { $0.map { Int64($0.sum) } }
    columns.append(first.map { Int64($0.count) })
    let bootstrap = PoissonBootstrap(clusterHashes: clusterHashes(), statistics: columns, seed: settings.seed)
    let (replicates, parts) = (settings.bootstrapReplicates, 16)
    let shards = settings.map(parts) { part in
      bootstrap.sums(replicates: part * replicates / parts..<(part + 1) * replicates / parts)
    }
    guard var all = shards.first else { return nil }
    for next in shards.dropFirst() { all.append(next) }
    return all
  }
}

extension AuditSettings {
  /// Computes parts on as many threads as the run has, and returns them in order.
  func map<Part: Sendable>(_ parts: Int, _ part: @escaping @Sendable (Int) -> Part) -> [Part] {
    let gathered = Gathered<Part>()
    spread(parts) { index in
      let value = part(index)
      gathered.parts.withLock { $0[index] = value }
    }
    return gathered.parts.withLock { found in (0..<parts).compactMap { found[$0] } }
  }
}

/// Parts as threads finish them.
private final class Gathered<Part: Sendable>: Sendable {
  let parts = Mutex<[Int: Part]>([:])
}

extension ConfidenceInterval {
  /// An interval of the statistics room, with the method that gave it.
  init(_ interval: Interval, method: String) {
    self.init(low: interval.low, high: interval.high, method: method)
  }
}

extension Finding {
  /// A finding from an estimate, which may be undefined, and its interval.
  static func of(
    _ metric: String,
    _ estimate: Estimate<Double>,
    _ interval: Estimate<Interval>? = nil,
    method: String = "",
    n: Int,
    clusters: Int? = nil,
    unit: String,
    note: String? = nil
  ) -> Finding {
    Finding(
      metric,
      estimate: estimate.value,
      reason: estimate.reason?.rawValue,
      interval: interval?.value.map { ConfidenceInterval($0, method: method) },
      n: n,
      clusters: clusters,
      unit: unit,
      note: note
    )
  }

  /// A finding from a clustered mean, with its cluster-robust interval.
  static func of(_ metric: String, _ mean: Estimate<ClusteredMean>, n: Int, unit: String) -> Finding {
    let value = mean.value
    return .of(
      metric,
      mean.map(\.mean),
      mean.flatMap(\.interval),
      method: (value?.clusters ?? 50) < 50 ? "cluster-robust, Student t" : "cluster-robust",
      n: value?.count ?? n,
      clusters: value?.clusters,
      unit: unit
    )
  }

  /// A p-value, which has no interval of its own.
  static func p(_ metric: String, _ value: Estimate<Double>, n: Int) -> Finding {
    .of(metric, value, n: n, unit: "p")
  }
}

extension Cell {
  /// A number, or why it is undefined.
  init(_ estimate: Estimate<Double>) {
    switch estimate {
    case .success(let value): self = .number(value)
    case .failure(let reason): self = .undefined(reason.rawValue)
    }
  }
}
