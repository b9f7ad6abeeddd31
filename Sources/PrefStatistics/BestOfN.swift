import Glibc

/// What picking the best of n samples by a proxy does to the proxy and to the gold score.
///
/// Unbiased from N ≥ n samples of a prompt: the mean over all subsets of size n of the gold score of the pick. With the
/// samples sorted by proxy that is Σ_{i≥n} C(i−1, n−1)/C(N, n)·g_(i), gold averaged over ties of the proxy. Source:
/// Nakano et al. 2021, arXiv:2112.09332, appendix I.
public enum BestOfN {
  /// Expected value of a score of the sample with the highest proxy among n.
  ///
  /// - Parameters:
  ///   - values: The score of each sample, such as the gold score or the length.
  ///   - proxy: The proxy of each sample.
  ///   - n: From 1 to the number of samples.
  /// - Returns: The mean over all subsets of size n.
  public static func value(of values: [Double], by proxy: [Double], n: Int) -> Double {
    SortedSamples(proxy).value(of: values, n: n)
  }

  /// How far picking the best of n moves the policy, in nats: at most ln n − (n − 1)/n.
  ///
  /// The bound is met only where no two samples are alike. Source: Beirami et al. 2024, arXiv:2401.01879.
  public static func divergenceBound(_ n: Int) -> Double {
    log(Double(n)) - Double(n - 1) / Double(n)
  }
}

/// The samples of one prompt in the order of their proxy.
public struct SortedSamples: Sendable {
  private let ranking: Ranking

  /// Sorts samples.
  public init(_ proxy: [Double]) { ranking = Ranking(proxy) }

  /// Expected value of a score of the best of n by proxy.
  public func value(of values: [Double], n: Int) -> Double {
    precondition(values.count == ranking.count && n >= 1 && n <= values.count, "n of the samples")
    // w_N = n/N, w_i = w_{i+1}·(i − n + 1)/i: no factorial is computed.
    var weight = Double(n) / Double(values.count)
    var total = 0.0
    for run in ranking.starts.indices.reversed() {
      let places = ranking.run(run)
      var (sum, share) = (0.0, 0.0)
      for place in places.reversed() {
        sum += values[Int(ranking.order[place])]
        share += weight
        weight *= Double(place - n + 1) / Double(place)
      }
      total += share * sum / Double(places.count)
      if weight == 0 || places.lowerBound < n { break }
    }
    return total
  }
}
