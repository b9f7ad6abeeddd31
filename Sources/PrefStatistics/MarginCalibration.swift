/// Whether σ(margin) of a reward model means what it says: the chance that the chosen side is the better one.
///
/// The margin is the reward of the chosen less that of the rejected side, so the truth is always "chosen", and exchanging
/// the sides of every pair mirrors accuracy. Source of the binned error: Guo et al. 2017, arXiv:1706.04599.
public struct MarginCalibration: Sendable {
  /// A bin of confidence max(σ, 1 − σ).
  public struct Bin: Sendable, Equatable {
    /// Position, from 0.
    public var index: Int
    /// Pairs in it.
    public var count: Int
    /// Share of them that are right; a margin of zero is half right.
    public var accuracy: Double
    /// Their mean confidence.
    public var confidence: Double
  }

  /// Pairs.
  public let count: Int
  /// Share right; a margin of zero is half right.
  public let accuracy: Resampled
  /// Share right where a margin of zero is wrong, as RewardBench counts.
  public let strictAccuracy: Resampled
  /// Mean of −log σ(margin), in nats.
  public let logLoss: Resampled
  /// Mean of (1 − σ(margin))².
  public let brier: Resampled
  /// Mean over pairs of |accuracy − confidence| of their bin; it is never negative, and grows as bins get sparse.
  public let calibrationError: Resampled
  /// The bins that hold pairs, ascending.
  public let bins: [Bin]
  /// The pair logit of the margin: slope β < 1 is over-confident; temperature is 1/β.
  public let fit: Estimate<PairLogit>

  /// 1/β, what rewards are to be divided by; undefined (`belowChance`) where β is not positive.
  public var temperature: Estimate<Double> {
    fit.flatMap { fit in
      let slope = fit.coefficients[0]
      return slope > 0 ? .success(1 / slope) : .failure(.belowChance)
    }
  }

  /// Mean loss after the rewards are divided by the temperature.
  public var logLossAfter: Estimate<Double> { fit.map { $0.negativeLogLikelihood / Double($0.pairs) } }

  /// Measures margins whose rows the resampler's clusters group.
  public init(_ margins: [Double], _ resampler: ClusterResampler, bins size: Int = 10) {
    precondition(margins.count == resampler.runs.rows && size > 0, "one margin a row")
    count = margins.count
    let runs = resampler.runs
    let sums = resampler.sums(width: 5 + 3 * size) { cluster, sums in
      for row in runs[cluster] { Self.add(margins[row], size, &sums) }
    }
    func mean(_ slot: Int) -> Resampled { Resampled(sums) { .ratio($0[slot], $0[0]) } }
    (accuracy, strictAccuracy, logLoss, brier) = (mean(1), mean(2), mean(3), mean(4))
    calibrationError = Resampled(sums) { Self.error($0, size) }
    bins = (0..<size).compactMap { Self.bin($0, sums.total) }
    fit = PairLogit.fit(PairDesign(features: 1, values: margins, runs: runs))
  }

  private static func add(_ margin: Double, _ size: Int, _ sums: inout [Double]) {
    let p = LogisticFunction.sigma(margin)
    let confidence = max(p, 1 - p)
    let credit = margin > 0 ? 1 : margin == 0 ? 0.5 : 0
    sums[0] += 1
    sums[1] += credit
    sums[2] += margin > 0 ? 1 : 0
    sums[3] += LogisticFunction.loss(margin)
    sums[4] += (1 - p) * (1 - p)
    let slot = 5 + 3 * min(size - 1, Int((confidence - 0.5) / 0.5 * Double(size)))
    sums[slot] += 1
    sums[slot + 1] += credit
    sums[slot + 2] += confidence
  }

  private static func error(_ sums: [Double], _ size: Int) -> Estimate<Double> {
    var total = 0.0
    for bin in 0..<size { total += abs(sums[6 + 3 * bin] - sums[7 + 3 * bin]) }
    return .ratio(total, sums[0])
  }

  private static func bin(_ index: Int, _ sums: [Double]) -> Bin? {
    let n = sums[5 + 3 * index]
    guard n > 0 else { return nil }
    return Bin(
      index: index,
      count: Int(n),
      accuracy: sums[6 + 3 * index] / n,
      confidence: sums[7 + 3 * index] / n
    )
  }
}
