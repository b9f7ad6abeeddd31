/// Several reward models judged together: what they agree on, what no combination of them can mend.
///
/// Rewards are standardised a model, by the mean and population deviation over both sides of all pairs, without which a
/// minimum or median would pick one model's scale. Sources: RewardBench `run_ensemble_offline.py`; Coste et al. 2023,
/// arXiv:2310.02743 (worst case, uncertainty weighting); Eisenstein et al. 2023, arXiv:2312.09244 (shared errors).
public enum RewardEnsemble {
  /// A way to make one reward of several.
  public enum Combination: String, Sendable, CaseIterable {
    /// The mean.
    case mean
    /// The median; of an even number, the mean of the middle two.
    case median
    /// The minimum: worst-case optimisation.
    case minimum
    /// The mean less the population standard deviation.
    case meanLessDeviation = "mean_less_deviation"
    /// The mean less λ times the population variance: uncertainty-weighted optimisation.
    case uncertaintyWeighted = "uncertainty_weighted"

    /// Combines the standardised rewards of one response.
    ///
    /// - Parameters:
    ///   - rewards: At least one; they are put into order where the combination needs it.
    ///   - weight: λ.
    /// - Returns: One reward.
    public func combined(_ rewards: inout [Double], weight: Double) -> Double {
      let n = Double(rewards.count)
      switch self {
      case .mean: return rewards.reduce(0, +) / n
      case .minimum: return rewards.reduce(.infinity) { min($0, $1) }
      case .median:
        rewards.sort()
        let middle = rewards.count / 2
        return rewards.count.isMultiple(of: 2) ? (rewards[middle - 1] + rewards[middle]) / 2 : rewards[middle]
      case .meanLessDeviation, .uncertaintyWeighted:
        let mean = rewards.reduce(0, +) / n
        let variance = rewards.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / n
        return self == .uncertaintyWeighted ? mean - weight * variance : mean - variance.squareRoot()
      }
    }
  }

  /// Mean and population standard deviation of a model's rewards.
  public struct Scale: Sendable, Equatable {
    /// The mean.
    public var mean: Double
    /// The population standard deviation.
    public var deviation: Double

    /// Measures rewards; `nil` where they do not vary.
    public init?(_ rewards: [Double]) {
      guard let first = rewards.first, rewards.contains(where: { $0 != first }) else { return nil }
      let mean = rewards.reduce(0, +) / Double(rewards.count)
      let variance = rewards.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(rewards.count)
      (self.mean, deviation) = (mean, variance.squareRoot())
    }
  }

  /// Margins of a combination.
  ///
  /// - Parameters:
  ///   - rewards: One array a model: chosen and rejected reward of each pair in turn.
  ///   - scales: One a model.
  ///   - combination: How they are combined.
  ///   - weight: λ of uncertainty weighting.
  /// - Returns: One margin a pair.
  public static func margins(
    _ rewards: [[Double]],
    _ scales: [Scale],
    _ combination: Combination,
    weight: Double = 1
  ) -> [Double] {
    precondition(rewards.count == scales.count && !rewards.isEmpty, "a scale for each model")
    var buffer = [Double](repeating: 0, count: rewards.count)
    return (0..<(rewards[0].count / 2)).map { pair in
      func side(_ index: Int) -> Double {
        for model in rewards.indices {
          buffer[model] = (rewards[model][index] - scales[model].mean) / scales[model].deviation
        }
        return combination.combined(&buffer, weight: weight)
      }
      return side(2 * pair) - side(2 * pair + 1)
    }
  }

  /// What several models' signs of margin say about a set of pairs.
  public struct Disagreement: Sendable, Equatable {
    /// Pairs.
    public var count = 0
    /// Share of pairs on which two models have the same sign, models × models.
    public var agreement: [[Double]] = []
    /// Share of pairs each model has right; a margin of zero is half right.
    public var accuracy: [Double] = []
    /// Mean disagreement of two models.
    public var meanDisagreement = 0.0
    /// Mean over pairs of the population deviation of the standardised margins.
    public var marginDeviation = 0.0
    /// Share of pairs that every model has wrong.
    public var unanimousWrong = 0.0
    /// Share of pairs that at least one model has right.
    public var oracle = 0.0
    /// Share of pairs that most models have right; a split vote is half right.
    public var majority = 0.0
    /// Correlation of being right, models × models; `nil` where a model is always or never right.
    public var errorCorrelation: [[Double?]] = []

    /// Makes the counts of no pair.
    public init() {}

    /// Disagreement of two models if their errors were independent: a_i(1 − a_j) + a_j(1 − a_i).
    public func independentDisagreement(_ i: Int, _ j: Int) -> Double {
      accuracy[i] * (1 - accuracy[j]) + accuracy[j] * (1 - accuracy[i])
    }

    /// Mean of that over pairs of models.
    public var meanIndependentDisagreement: Double {
      let all = accuracy.indices.flatMap { i in (0..<i).map { independentDisagreement(i, $0) } }
      return all.isEmpty ? 0 : all.reduce(0, +) / Double(all.count)
    }
  }

  /// Counts agreement over the given pairs.
  ///
  /// - Parameters:
  ///   - rewards: One array a model: chosen and rejected reward of each pair in turn.
  ///   - scales: One a model.
  ///   - pairs: Indices of the pairs that count.
  /// - Returns: `nil` without a pair.
  public static func disagreement(_ rewards: [[Double]], _ scales: [Scale], pairs: [Int]) -> Disagreement? {
    guard !pairs.isEmpty else { return nil }
    let models = rewards.indices
    var tally = SignTally(models: rewards.count)
    var margins = [Double](repeating: 0, count: rewards.count)
    for pair in pairs {
      for model in models {
        margins[model] = (rewards[model][2 * pair] - rewards[model][2 * pair + 1]) / scales[model].deviation
      }
      tally.add(margins)
    }
    return tally.disagreement
  }
}

/// Sums over pairs from which agreement is computed.
private struct SignTally {
  private let models: Int
  private var count = 0
  private var same: [Int]
  private var credit: [Double]
  private var creditProducts: [Double]
  private var deviation = 0.0
  private var allWrong = 0
  private var anyRight = 0
  private var majority = 0.0
  private var credits: [Double]

  init(models: Int) {
    self.models = models
    same = Array(repeating: 0, count: models * models)
    credit = Array(repeating: 0, count: models)
    creditProducts = Array(repeating: 0, count: models * models)
    credits = Array(repeating: 0, count: models)
  }

  mutating func add(_ margins: [Double]) {
    count += 1
    var (votes, sum, squares) = (0, 0.0, 0.0)
    for i in 0..<models {
      let sign = Self.sign(margins[i])
      credits[i] = Double(1 + sign) / 2
      votes += sign
      sum += margins[i]
      squares += margins[i] * margins[i]
      credit[i] += credits[i]
      for j in 0...i {
        if sign == Self.sign(margins[j]) { same[i * models + j] += 1 }
        creditProducts[i * models + j] += credits[i] * credits[j]
      }
    }
    let mean = sum / Double(models)
    deviation += max(0, squares / Double(models) - mean * mean).squareRoot()
    if credits.allSatisfy({ $0 == 0 }) { allWrong += 1 }
    if credits.contains(1) { anyRight += 1 }
    majority += Double(1 + votes.signum()) / 2
  }

  private static func sign(_ margin: Double) -> Int { margin > 0 ? 1 : margin < 0 ? -1 : 0 }

  var disagreement: RewardEnsemble.Disagreement {
    let n = Double(count)
    var result = RewardEnsemble.Disagreement()
    func lower(_ i: Int, _ j: Int) -> Int { max(i, j) * models + min(i, j) }
    result.count = count
    result.agreement = (0..<models).map { i in (0..<models).map { Double(same[lower(i, $0)]) / n } }
    result.accuracy = credit.map { $0 / n }
    let pairs = (0..<models).flatMap { i in (0..<i).map { 1 - Double(same[lower(i, $0)]) / n } }
    result.meanDisagreement = pairs.isEmpty ? 0 : pairs.reduce(0, +) / Double(pairs.count)
    result.marginDeviation = deviation / n
    result.unanimousWrong = Double(allWrong) / n
    result.oracle = Double(anyRight) / n
    result.majority = majority / n
    result.errorCorrelation = (0..<models).map { i in
      (0..<models).map { j in
        let (a, b) = (credit[i] / n, credit[j] / n)
        let covariance = creditProducts[lower(i, j)] / n - a * b
        let (va, vb) = (creditProducts[lower(i, i)] / n - a * a, creditProducts[lower(j, j)] / n - b * b)
        guard va > 1e-15, vb > 1e-15 else { return nil }
        return Correlation.bounded(covariance / (va * vb).squareRoot())
      }
    }
    return result
  }
}
