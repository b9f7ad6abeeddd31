/// How much more often the chosen side has an attribute than the rejected one: (b − c)/n.
extension PairedBinary {
  /// P(chosen) − P(rejected), in `[-1, 1]`.
  public var riskDifference: Estimate<Double> { .ratio(chosenOnly - rejectedOnly, count) }

  /// √(b + c − (b − c)²/n)/n, for independent pairs; undefined (`zero-variance`) when all pairs are alike.
  public var riskDifferenceStandardError: Estimate<Double> {
    guard count > 0 else { return .failure(.noData) }
    let difference = chosenOnly - rejectedOnly
    let scatter = count * discordant - difference * difference
    guard scatter > 0 else { return .failure(.zeroVariance) }
    return .success((Double(scatter) / Double(count)).squareRoot() / Double(count))
  }

  /// The normal interval of the difference, for independent pairs.
  public var riskDifferenceInterval: Estimate<Interval> {
    riskDifference.flatMap { center in
      riskDifferenceStandardError.map { error in
        Interval(center: center, halfWidth: NormalDistribution.quantile975 * error)
      }
    }
  }

  /// The score interval of the difference, good for small samples.
  ///
  /// Source: Newcombe 1998, method 10: Wilson's intervals of both shares, joined with the continuity-corrected φ of the
  /// table.
  public var riskDifferenceScoreInterval: Estimate<Interval> {
    guard count > 0 else { return .failure(.noData) }
    return Wilson.interval(successes: both + chosenOnly, trials: count).flatMap { chosen in
      Wilson.interval(successes: both + rejectedOnly, trials: count).map { joined(chosen, $0) }
    }
  }

  /// The difference with its dependence within clusters.
  ///
  /// - Parameter clusters: Per cluster the number of pairs and Σ(flag of chosen − flag of rejected).
  /// - Returns: The difference as a clustered mean.
  public func clusteredRiskDifference(_ clusters: [ClusterSum]) -> Estimate<ClusteredMean> {
    ClusteredMean.estimate(clusters, sumOfSquares: discordant)
  }

  private func joined(_ chosen: Interval, _ rejected: Interval) -> Interval {
    let n = Double(count)
    let (p, q) = (Double(both + chosenOnly) / n, Double(both + rejectedOnly) / n)
    let phi = correctedPhi
    func distance(_ x: Double, _ y: Double) -> Double { (x * x - 2 * phi * x * y + y * y).squareRoot() }
    return Interval(
      low: p - q - distance(p - chosen.low, rejected.high - q),
      high: p - q + distance(chosen.high - p, q - rejected.low)
    )
  }

  private var correctedPhi: Double {
    let margins =
      Double(both + chosenOnly) * Double(rejectedOnly + neither)
      * Double(both + rejectedOnly) * Double(chosenOnly + neither)
    guard margins > 0 else { return 0 }
    let determinant = Double(both) * Double(neither) - Double(chosenOnly) * Double(rejectedOnly)
    let corrected = determinant > 0 ? max(determinant - Double(count) / 2, 0) : determinant
    return corrected / margins.squareRoot()
  }
}
