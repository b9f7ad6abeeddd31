import PrefFindings
import PrefStatistics
import Synchronization

/// The decided pairs of a sorted state, with their prompt clusters.
struct PairSample: Sendable {
  let rows: PairRows
  /// Where the prompt clusters begin.
  let runs: ClusterRuns

  /// Number of clusters.
  var clusters: Int { runs.count }

  init(_ table: PairTable) {
    let rows = PairRows(table)
    var starts: [UInt32] = []
    for row in 0..<rows.count where row == 0 || rows[row].cluster != rows[row - 1].cluster {
      starts.append(UInt32(row))
    }
    self.rows = rows
    runs = ClusterRuns(starts: starts, rows: rows.count)
  }

  var count: Int { rows.count }

  /// A value of each row, in the order of the table.
  func values<Value>(_ value: (PairRow) -> Value) -> [Value] {
    (0..<count).map { value(rows[$0]) }
  }

  /// How often each value of a whole number occurs.
  func histogram(_ value: (PairRow) -> Int) -> IntegerHistogram { IntegerHistogram(rows: count) { value(rows[$0]) } }

  /// The clustered mean of a whole-number value; rows for which it is `nil` are left out.
  ///
  /// `unit`: What a stored 1 is a fraction of.
  func mean(unit: Int = 1, _ value: (PairRow) -> Int?) -> Estimate<ClusteredMean> {
    var totals = ClusterTotals()
    var squares = 0
    for cluster in 0..<runs.count {
      var group = ClusterSum(count: 0, sum: 0)
      for row in runs[cluster] {
        guard let value = value(rows[row]) else { continue }
        group.count += 1
        group.sum += value
        squares += value * value
      }
      totals.add(group)
    }
    return ClusteredMean.estimate(totals, sumOfSquares: squares, unit: unit)
  }

  /// The clustered means of a whole number on the chosen side, on the rejected side, and of their difference.
  func sides(_ value: (PairRow) -> (chosen: Int, rejected: Int)) -> SideMeans {
    var totals = (ClusterTotals(), ClusterTotals(), ClusterTotals())
    var squares = (0, 0, 0)
    for cluster in 0..<runs.count {
      var (chosen, rejected) = (0, 0)
      for row in runs[cluster] {
        let (c, r) = value(rows[row])
        (chosen, rejected) = (chosen + c, rejected + r)
        squares = (squares.0 + c * c, squares.1 + r * r, squares.2 + (c - r) * (c - r))
      }
      let count = runs[cluster].count
      totals.0.add(ClusterSum(count: count, sum: chosen))
      totals.1.add(ClusterSum(count: count, sum: rejected))
      totals.2.add(ClusterSum(count: count, sum: chosen - rejected))
    }
    return SideMeans(
      chosen: ClusteredMean.estimate(totals.0, sumOfSquares: squares.0),
      rejected: ClusteredMean.estimate(totals.1, sumOfSquares: squares.1),
      difference: ClusteredMean.estimate(totals.2, sumOfSquares: squares.2)
    )
  }

  /// The sums of a whole-number value, one entry a cluster in the order of the table.
  func sums(_ value: (PairRow) -> Int) -> [ClusterSum] {
    (0..<runs.count).map { cluster in
      runs[cluster].reduce(into: ClusterSum(count: 0, sum: 0)) { group, row in
        group.count += 1
        group.sum += value(rows[row])
      }
    }
  }

  /// The cluster hashes, in the order of the table.
  func clusterHashes() -> [UInt64] { runs.starts.map { rows[Int($0)].cluster } }

  /// The cluster-robust standard error of Σ v / n for real-valued influences v that sum to about zero.
  func clusterStandardError(influence: (PairRow) -> Double) -> Double? {
    guard clusters > 1 else { return nil }
    let factor = Double(clusters) / Double(clusters - 1)
    return (factor * runs.scatter { influence(rows[$0]) }).squareRoot() / Double(count)
  }

  /// Bootstraps means of several values at once: replicate sums of each value, and of the number of pairs last.
  func bootstrap(_ statistics: [(PairRow) -> Int], _ settings: AuditSettings) -> ReplicateSums? {
    guard settings.bootstrapReplicates > 0 else { return nil }
    let values = statistics.map(sums)
    guard let first = values.first else { return nil }
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

/// A whole number on both sides of the pairs, and its difference.
struct SideMeans {
  let chosen: Estimate<ClusteredMean>
  let rejected: Estimate<ClusteredMean>
  let difference: Estimate<ClusteredMean>
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
