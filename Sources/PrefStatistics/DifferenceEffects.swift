/// How a whole-number feature differs between the chosen and the rejected side: d = f(chosen) − f(rejected), one a
/// pair.
///
/// Exchanging chosen and rejected mirrors every figure. Nothing is centred: that would delete the effect that is
/// sought.
public struct DifferenceEffects: Sendable, Hashable {
  /// The differences.
  public let histogram: IntegerHistogram
  /// Pairs whose chosen side has more (d > 0).
  public let longer: Int
  /// Pairs whose chosen side has less (d < 0).
  public let shorter: Int
  /// Pairs whose sides are equal (d = 0).
  public let ties: Int

  /// Takes the histogram of d.
  public init(_ histogram: IntegerHistogram) {
    self.histogram = histogram
    var (longer, shorter) = (0, 0)
    for (value, count) in zip(histogram.values, histogram.counts) {
      if value > 0 { longer += count } else if value < 0 { shorter += count }
    }
    self.longer = longer
    self.shorter = shorter
    ties = histogram.total - longer - shorter
  }

  /// Takes the feature of both sides, pair by pair.
  public init(chosen: [Int], rejected: [Int]) {
    precondition(chosen.count == rejected.count, "one rejected side a chosen side")
    self.init(IntegerHistogram(zip(chosen, rejected).map { $0 - $1 }))
  }

  /// Number of pairs.
  public var count: Int { histogram.total }

  /// The accuracy of always guessing the longer side, ties half right: (n₊ + n₀/2)/n.
  public var heuristicAccuracy: Estimate<Double> { .ratio(2 * longer + ties, 2 * count) }

  /// n₊/(n₊ + n₋), the share of the longer side among pairs that differ.
  public var tieFreeShare: Estimate<Double> { .ratio(longer, longer + shorter, ifZero: tieReason) }

  /// Wilson's interval of `tieFreeShare`, which takes pairs as independent.
  public var tieFreeInterval: Estimate<Interval> {
    Wilson.interval(successes: longer, trials: longer + shorter).mapError { _ in tieReason }
  }

  /// The two-sided sign test of n₊ against n₋.
  public var signTest: Estimate<Double> { SignTest.exact(longer, shorter).mapError { _ in tieReason } }

  /// The mean of d.
  public var mean: Estimate<Double> { histogram.mean }

  /// The median of d.
  public var median: Estimate<Double> { histogram.median }

  /// √(Σd²/n).
  public var rootMeanSquare: Estimate<Double> { histogram.rootMeanSquare }

  /// mean(d)/rms(d): the point-biserial correlation with the label once each pair also stands reversed.
  public var symmetrizedCorrelation: Estimate<Double> {
    guard longer + shorter > 0 else { return .failure(tieReason) }
    return mean.flatMap { mean in rootMeanSquare.map { mean / $0 } }
  }

  /// The signed-rank effect size of d.
  public var rankBiserial: Estimate<RankBiserial> { RankBiserial.estimate(histogram) }

  /// The decile edges of d at 10, 20 … 90 %.
  public var deciles: Estimate<[Double]> {
    guard count > 0 else { return .failure(.noData) }
    return .success((1...9).compactMap { histogram.quantile($0, of: 10).value })
  }

  private var tieReason: Undefined { count == 0 ? .noData : .allTied }
}
