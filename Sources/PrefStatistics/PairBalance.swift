/// Takes a feature's advantage out of pairs: within bins of |d|, the pairs that the feature wins and those that it loses
/// count the same.
///
/// d is the feature of the chosen completion less that of the rejected one; pairs with d = 0 are balanced as they are.
/// Source: Singhal et al. 2023, arXiv:2310.03716, "BAL" for the subsample.
public struct PairBalance: Sendable {
  /// Upper ends of all bins but the last: quantiles of |d| over d ≠ 0, type 7.
  public let edges: [Double]
  private let bins: Int

  /// Finds the bins of differences.
  public init(_ differences: [Int], bins: Int) {
    precondition(bins >= 1, "at least one bin")
    self.bins = bins
    let sizes = differences.filter { $0 != 0 }.map { Double($0.magnitude) }.sorted()
    edges = (1..<max(1, bins)).compactMap { Quantile.type7(sorted: sizes, Double($0) / Double(bins)).value }
  }

  /// The bin of a difference that is not 0.
  private func bin(_ difference: Int) -> Int {
    let size = Double(difference.magnitude)
    return edges.firstIndex { size <= $0 } ?? edges.count
  }

  /// Weights n_b / (2 n_{b,±}), at most `cap`; 1 for d = 0.
  ///
  /// A bin in which one sign is missing cannot be balanced: the cap bounds what its pairs count.
  public func weights(_ differences: [Int], cap: Double) -> [Double] {
    var counts = [[Double]](repeating: [0, 0], count: edges.count + 1)
    for difference in differences where difference != 0 { counts[bin(difference)][difference > 0 ? 1 : 0] += 1 }
    return differences.map { difference in
      guard difference != 0 else { return 1 }
      let bin = counts[bin(difference)]
      return min(cap, (bin[0] + bin[1]) / (2 * bin[difference > 0 ? 1 : 0]))
    }
  }

  /// Which pairs stay so that each bin has as many of either sign: those of the smallest keys.
  ///
  /// `keys`: Random numbers that do not depend on the order of the pairs, such as hashes of their ids.
  public func kept(_ differences: [Int], keys: [UInt64]) -> [Bool] {
    var sides = [[[Int]]](repeating: [[], []], count: edges.count + 1)
    var kept = differences.map { $0 == 0 }
    for (index, difference) in differences.enumerated() where difference != 0 {
      sides[bin(difference)][difference > 0 ? 1 : 0].append(index)
    }
    for side in sides {
      let count = min(side[0].count, side[1].count)
      for indices in side {
        for index in indices.sorted(by: { (keys[$0], $0) < (keys[$1], $1) })[..<count] { kept[index] = true }
      }
    }
    return kept
  }

  /// The effective sample size (Σw)² / Σw²; 0 for no weight.
  public static func effectiveSize(_ weights: [Double]) -> Double {
    let sum = weights.reduce(0, +)
    let squares = weights.reduce(0) { $0 + $1 * $1 }
    return squares == 0 ? 0 : sum * sum / squares
  }
}

/// A weighted mean over clusters, with its sandwich standard error.
///
/// V = G/(G−1) · Σ_g (Σ_{i∈g} w_i (y_i − ȳ))² / (Σw)².
public struct WeightedClusterMean: Sendable {
  /// The mean; `nil` without weight.
  public private(set) var mean: Double?
  /// The 95 % interval, within [0, 1]; `nil` with fewer than two clusters.
  public private(set) var interval: Interval?
  /// Clusters that weigh anything.
  public private(set) var clusters = 0

  /// Estimates the mean of values in [0, 1].
  ///
  /// All three arrays are of one length.
  public init(values: [Double], weights: [Double], clusters keys: [UInt64]) {
    var groups: [UInt64: (weight: Double, sum: Double)] = [:]
    for index in values.indices where weights[index] > 0 {
      let old = groups[keys[index]] ?? (0, 0)
      groups[keys[index]] = (old.weight + weights[index], old.sum + weights[index] * values[index])
    }
    // Sums go in the order of keys, so that rounding does not depend on the order of a dictionary.
    let ordered = groups.sorted { $0.key < $1.key }.map(\.value)
    let total = ordered.reduce(0) { $0 + $1.weight }
    guard total > 0 else { return }
    let mean = ordered.reduce(0) { $0 + $1.sum } / total
    (self.mean, clusters) = (mean, ordered.count)
    guard ordered.count > 1 else { return }
    let squares = ordered.reduce(0) { sum, group in
      let deviation = group.sum - mean * group.weight
      return sum + deviation * deviation
    }
    let count = Double(ordered.count)
    let error = (count / (count - 1) * squares).squareRoot() / total
    interval = Interval(center: mean, halfWidth: 1.959963984540054 * error).clamped(to: 0...1)
  }
}
