/// Kendall's τ-b: how much oftener two observations are ordered alike than unlike by two measurements, ties corrected.
///
/// Counted in n log n steps with a tree of partial sums; pairs that tie on either measurement count as neither.
public struct KendallTau: Sendable {
  /// Number of observations.
  public let count: Int
  /// Concordant less discordant partners of each observation.
  public let scores: [Int32]
  /// Concordant less discordant pairs.
  public let balance: Int
  /// Pairs that tie on the first measurement, and on the second.
  public let ties: (x: Int, y: Int)
  private let spread: Double

  /// Number of pairs, n(n − 1)/2.
  public var pairs: Int { count * (count - 1) / 2 }

  /// τ-b in `[-1, 1]`; undefined as `no-data` below two observations, `zero-variance` where either is constant.
  public var tauB: Estimate<Double> {
    guard count > 1 else { return .failure(.noData) }
    let (x, y) = (Double(pairs - ties.x), Double(pairs - ties.y))
    guard x > 0, y > 0 else { return .failure(.zeroVariance) }
    return .success(Correlation.bounded(Double(balance) / x.squareRoot() / y.squareRoot()))
  }

  /// The two-sided p-value of no association, by the normal approximation with ties (Kendall 1970).
  public var pValue: Estimate<Double> {
    guard count > 2, spread > 0 else { return .failure(count > 2 ? .zeroVariance : .noData) }
    return .success(2 * NormalDistribution.upperTail(abs(Double(balance)) / spread.squareRoot()))
  }

  /// Counts the pairs of observations that are ranked alike and unlike.
  public init(_ x: Ranking, _ y: Ranking, values: [Double]) {
    precondition(x.count == y.count && values.count == x.count && x.count < Int(Int32.max), "the same observations")
    count = x.count
    // Ties on x in the order of y, so that those that are lower on y stand before.
    scores = Self.scores(Ranking(values, from: y.order), y)
    balance = scores.reduce(0) { $0 + Int($1) } / 2
    ties = (Self.tied(x), Self.tied(y))
    spread = Self.variance(x, y)
  }

  private static func tied(_ ranking: Ranking) -> Int {
    ranking.starts.indices.reduce(0) { sum, index in
      let size = ranking.run(index).count
      return sum + size * (size - 1) / 2
    }
  }

  private static func variance(_ x: Ranking, _ y: Ranking) -> Double {
    let n = Double(x.count)
    func sums(_ ranking: Ranking) -> (Double, Double, Double) {
      (
        ranking.sumOverTies { Double($0) * Double($0 - 1) },
        ranking.sumOverTies { Double($0) * Double($0 - 1) * Double($0 - 2) },
        ranking.sumOverTies { Double($0) * Double($0 - 1) * Double(2 * $0 + 5) }
      )
    }
    let ((x1, x2, x3), (y1, y2, y3)) = (sums(x), sums(y))
    let m = n * (n - 1)
    guard n > 2 else { return 0 }
    return (m * (2 * n + 5) - x3 - y3) / 18 + x1 * y1 / (2 * m) + x2 * y2 / (9 * m * (n - 2))
  }

  /// Walks up x run by run: the tree holds the y of all that are lower on x.
  ///
  /// With L the concordant less discordant partners that are lower on x, those that are higher follow from the totals:
  /// (higher y − lower y) + L − the same difference among ties on x.
  private static func scores(_ x: Ranking, _ y: Ranking) -> [Int32] {
    var level = [UInt32](repeating: 0, count: x.count)
    for run in y.starts.indices {
      for place in y.run(run) { level[Int(y.order[place])] = UInt32(run) }
    }
    var tree = PartialSums(count: y.starts.count)
    var scores = [Int32](repeating: 0, count: x.count)
    for run in x.starts.indices {
      let places = x.run(run)
      var begin = places.lowerBound
      while begin < places.upperBound {
        let own = level[Int(x.order[begin])]
        var end = begin + 1
        while end < places.upperBound, level[Int(x.order[end])] == own { end += 1 }
        let below = tree.sum(below: Int(own))
        let lower = 2 * below + tree.value(Int(own)) - places.lowerBound
        let all = y.run(Int(own))
        let total = x.count - all.upperBound - all.lowerBound
        let tied = (places.upperBound - end) - (begin - places.lowerBound)
        let score = Int32(2 * lower + total - tied)
        for place in begin..<end { scores[Int(x.order[place])] = score }
        begin = end
      }
      for place in places { tree.increment(Int(level[Int(x.order[place])])) }
    }
    return scores
  }
}

/// Counts by position whose sums up to a position cost the logarithm of their number (Fenwick 1994).
private struct PartialSums {
  private var tree: [UInt32]
  private var counts: [UInt32]

  init(count: Int) {
    tree = Array(repeating: 0, count: count + 1)
    counts = Array(repeating: 0, count: count)
  }

  func value(_ position: Int) -> Int { Int(counts[position]) }

  mutating func increment(_ position: Int) {
    counts[position] += 1
    var index = position + 1
    while index < tree.count {
      tree[index] += 1
      index += index & -index
    }
  }

  func sum(below position: Int) -> Int {
    var (sum, index) = (0, position)
    while index > 0 {
      sum += Int(tree[index])
      index -= index & -index
    }
    return sum
  }
}
