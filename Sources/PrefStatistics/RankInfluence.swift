/// What each observation adds to a rank correlation, to first order (its Hájek projection).
///
/// Ranks depend on the whole sample, so a rank correlation is no function of sums; its projection is. Adding the
/// projections of resampled clusters to the estimate gives the bootstrap of the correlation at the price of a sum.
/// Source: van der Vaart 1998, chapters 12 and 20; where we differ: both tie corrections are carried along.
public enum RankInfluence {
  /// Influence of each observation on Spearman's ρ, of mean zero.
  ///
  /// With F, G the mid-distribution functions less ½, C = mean of FG, A = mean of F², B = mean of G²: the influence on C
  /// is F·G + p + q − 3C, where p is the mean of G over the observations at or above on x, half of the ties, and q the
  /// reverse; A and B likewise.
  public static func spearman(_ x: Ranking, _ y: Ranking) -> Estimate<[Double]> {
    let n = Double(x.count)
    guard x.count > 1 else { return .failure(.noData) }
    let f = x.ranks.map { ($0 - 0.5) / n - 0.5 }
    let g = y.ranks.map { ($0 - 0.5) / n - 0.5 }
    let (a, b, c) = (meanProduct(f, f), meanProduct(g, g), meanProduct(f, g))
    guard a > 0, b > 0 else { return .failure(.zeroVariance) }
    let (p, q) = (upperMeans(of: g, along: x), upperMeans(of: f, along: y))
    let (pa, qb) = (upperMeans(of: f, along: x), upperMeans(of: g, along: y))
    let root = a.squareRoot() * b.squareRoot()
    let rho = c / root
    return .success(
      f.indices.map { i in
        let onC = f[i] * g[i] + p[i] + q[i] - 3 * c
        let onA = f[i] * f[i] + 2 * pa[i] - 3 * a
        let onB = g[i] * g[i] + 2 * qb[i] - 3 * b
        return onC / root - rho / 2 * (onA / a + onB / b)
      }
    )
  }

  /// Influence of each observation on Kendall's τ-b, of mean zero.
  ///
  /// With k the mean concordance of an observation with all, t the share of observations it does not tie with: the
  /// influence on their means K, T is 2(k − K), 2(t − T), and τ-b = K/√(T_x·T_y).
  public static func kendall(_ tau: KendallTau, _ x: Ranking, _ y: Ranking) -> Estimate<[Double]> {
    let n = Double(tau.count)
    guard tau.count > 1 else { return .failure(.noData) }
    let k = tau.scores.map { Double($0) / n }
    let (tx, ty) = (untied(x), untied(y))
    let (meanK, meanX, meanY) = (Correlation.mean(k), Correlation.mean(tx), Correlation.mean(ty))
    guard meanX > 0, meanY > 0 else { return .failure(.zeroVariance) }
    let root = meanX.squareRoot() * meanY.squareRoot()
    return .success(
      k.indices.map { i in
        let onTies = (tx[i] - meanX) / meanX + (ty[i] - meanY) / meanY
        return 2 * (k[i] - meanK) / root - meanK / root * onTies
      }
    )
  }

  private static func meanProduct(_ a: [Double], _ b: [Double]) -> Double {
    var sum = 0.0
    for i in a.indices { sum += a[i] * b[i] }
    return sum / Double(a.count)
  }

  /// Σ of `values` over the observations above on a ranking, and half of those tied, by n.
  private static func upperMeans(of values: [Double], along ranking: Ranking) -> [Double] {
    var means = [Double](repeating: 0, count: values.count)
    var above = 0.0
    for run in ranking.starts.indices.reversed() {
      var tied = 0.0
      for place in ranking.run(run) { tied += values[Int(ranking.order[place])] }
      let mean = (above + tied / 2) / Double(values.count)
      for place in ranking.run(run) { means[Int(ranking.order[place])] = mean }
      above += tied
    }
    return means
  }

  private static func untied(_ ranking: Ranking) -> [Double] {
    var shares = [Double](repeating: 0, count: ranking.count)
    for run in ranking.starts.indices {
      let places = ranking.run(run)
      let share = 1 - Double(places.count) / Double(ranking.count)
      for place in places { shares[Int(ranking.order[place])] = share }
    }
    return shares
  }
}
