/// Divides whole numbers by shares: largest remainders, with what rounding left carried on to the next stratum.
///
/// The counts of one stratum differ from its quotas by less than one and what was carried, and the sums over all strata
/// differ from the quotas of the whole by less than one.
public struct Apportionment: Sendable {
  private let shares: [Double]
  private var carried: [Double]

  /// Makes an apportionment by the shares of a plan.
  public init(_ plan: SplitPlan) {
    shares = plan.parts.map(\.share)
    carried = shares.map { _ in 0 }
  }

  /// The counts of the parts for the next stratum; they add up to `total`.
  public mutating func counts(of total: Int) -> [Int] {
    let quotas = zip(shares, carried).map { max(0, Double(total) * $0 + $1) }
    var counts = quotas.map { Int($0) }
    var rest = total - counts.reduce(0, +)
    let byRemainder = quotas.indices.sorted { a, b in
      let (left, right) = (quotas[a] - Double(counts[a]), quotas[b] - Double(counts[b]))
      return left == right ? a < b : left > right
    }
    for index in byRemainder where rest > 0 {
      counts[index] += 1
      rest -= 1
    }
    // Shares that carried more than there is give it back, the largest counts first.
    while rest < 0, let largest = counts.indices.max(by: { counts[$0] < counts[$1] }) {
      counts[largest] -= 1
      rest += 1
    }
    for index in counts.indices { carried[index] += Double(total) * shares[index] - Double(counts[index]) }
    return counts
  }
}
