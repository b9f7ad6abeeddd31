import PrefStatistics
import Testing

@Suite struct RewardScoreTests {
  private let x = [0.1, 0.4, 0.4, 0.9, 1.3, 2.2, 2.1, 3, 0.1, 1.3]
  private let y: [Double] = [1, 2, 3, 2, 4, 5, 4, 7, 0, 4]

  /// Vector J1_correlation: scipy 1.12.
  @Test func correlations() throws {
    let (a, b) = (Ranking(x), Ranking(y))
    let r = try Correlation.pearson(x, y).get()
    #expect(near(r, 0.9283263537890789))
    #expect(near(Correlation.fisherInterval(r, n: 10).value, [0.7188907581050478, 0.9832464149588467]))
    let rho = try Correlation.spearman(a, b).get()
    #expect(near(rho, 0.9596458403436596))
    #expect(near(Correlation.bonettWrightInterval(rho, n: 10).value, [0.7803101858937793, 0.9931506821014725]))
    let tau = KendallTau(a, b, values: x)
    #expect(near(tau.tauB.value, 0.8916309815169777))
    #expect(near(tau.pValue.value, 0.0006450848522023074))
  }

  @Test func degenerateCorrelations() {
    #expect(Correlation.pearson([1], [2]).reason == .noData)
    #expect(Correlation.pearson([1, 1, 1], [1, 2, 3]).reason == .zeroVariance)
    let flat = Ranking([2, 2, 2])
    #expect(KendallTau(flat, Ranking([1, 2, 3]), values: [2, 2, 2]).tauB.reason == .zeroVariance)
    #expect(Correlation.fisherInterval(0.5, n: 3).reason == .noData)
    #expect(Ranking([0, -0.0, 1]).ranks == [1.5, 1.5, 3])
    #expect(Ranking([3, -1, 2.5, -1, -7]).ranks == [5, 2.5, 4, 2.5, 1])
  }

  /// Pair by pair, against n log n.
  @Test(arguments: 0..<20) func kendallByBruteForce(seed: UInt64) {
    var numbers = SeededNumbers(seed: seed)
    let n = 60
    let x = (0..<n).map { _ in Double(numbers.next(below: 12)) }
    let y = (0..<n).map { _ in Double(numbers.next(below: 9)) }
    var scores = [Int32](repeating: 0, count: n)
    func sign(_ a: Double, _ b: Double) -> Int32 { a < b ? -1 : a > b ? 1 : 0 }
    for i in 0..<n { for j in 0..<n { scores[i] += sign(x[i], x[j]) * sign(y[i], y[j]) } }
    let tau = KendallTau(Ranking(x), Ranking(y), values: x)
    #expect(tau.scores == scores)
    #expect(tau.balance == Int(scores.reduce(0, +)) / 2)
  }

  /// Influence is the derivative of the correlation when an observation counts a little more.
  @Test(arguments: 0..<5) func influenceByFiniteDifference(seed: UInt64) throws {
    var numbers = SeededNumbers(seed: seed)
    let n = 25
    let x = (0..<n).map { _ in Double(numbers.next(below: 8)) }
    let y = (0..<n).map { _ in Double(numbers.next(below: 8)) + x[0] }
    let (a, b) = (Ranking(x), Ranking(y))
    let spearman = try RankInfluence.spearman(a, b).get()
    let kendall = try RankInfluence.kendall(KendallTau(a, b, values: x), a, b).get()
    for i in 0..<n {
      let step = 1e-5
      func moved(_ by: Double) -> (Double, Double) {
        var weights = [Double](repeating: 1 / Double(n), count: n).map { $0 * (1 - by) }
        weights[i] += by
        return weighted(x, y, weights)
      }
      let (up, down) = (moved(step), moved(-step))
      #expect(abs((up.0 - down.0) / (2 * step) - spearman[i]) < 1e-6)
      #expect(abs((up.1 - down.1) / (2 * step) - kendall[i]) < 1e-6)
    }
  }

  /// Spearman and Kendall of a weighted sample, from their definitions.
  private func weighted(_ x: [Double], _ y: [Double], _ w: [Double]) -> (Double, Double) {
    func mid(_ v: [Double], _ i: Int) -> Double {
      v.indices.reduce(-0.5) { $0 + w[$1] * (v[$1] < v[i] ? 1 : v[$1] == v[i] ? 0.5 : 0) }
    }
    func sign(_ a: Double, _ b: Double) -> Double { a < b ? -1 : a > b ? 1 : 0 }
    let (f, g) = (x.indices.map { mid(x, $0) }, y.indices.map { mid(y, $0) })
    func mean(_ a: [Double], _ b: [Double]) -> Double { a.indices.reduce(0) { $0 + w[$1] * a[$1] * b[$1] } }
    var (k, tx, ty) = (0.0, 0.0, 0.0)
    for i in x.indices {
      for j in x.indices {
        let weight = w[i] * w[j]
        k += weight * sign(x[i], x[j]) * sign(y[i], y[j])
        tx += x[i] == x[j] ? 0 : weight
        ty += y[i] == y[j] ? 0 : weight
      }
    }
    return (mean(f, g) / (mean(f, f) * mean(g, g)).squareRoot(), k / (tx * ty).squareRoot())
  }

  /// Vector J2_within_prompt.
  @Test func levels() {
    let groups: [[(Double, Double)]] = [
      [(1, 0.9), (2, 0.7), (3, 0.5)], [(4, 1.8), (5, 1.7), (6, 1.2), (7, 1.3)], [(8, 2.6), (9, 2.1), (10, 2.2)],
    ]
    let (x, y) = (groups.flatMap { $0.map(\.0) }, groups.flatMap { $0.map(\.1) })
    let resampler = ClusterResampler(
      ClusterRuns([0, 0, 0, 1, 1, 1, 1, 2, 2, 2]),
      hashes: [11, 22, 33],
      replicates: 50,
      seed: 1
    )
    let levels = CorrelationLevels(x, y, lengths: nil, ranking: Ranking(y), resampler)
    #expect(near(levels.pooled.estimate.value, 0.79455215770466))
    #expect(near(levels.within.estimate.value, -0.8660254037844385))
    #expect(near(levels.between.estimate.value, 1))
    #expect(near(levels.meanPromptSpearman.estimate.value, -0.7666666666666666))
    #expect(levels.rankedPrompts == 3 && levels.comparedCount == 10)
    #expect(levels.withinWithoutLength.estimate.reason == .noData)
  }

  /// Vector J3_calibration: scipy and a pair logit by Newton.
  @Test func calibration() throws {
    let margins = [2.0, 0.5, -0.3, 1.2, 0, -1.5, 3.1, 0.8, 0.2, -0.1, 1.9, 0.6]
    let resampler = ClusterResampler(
      ClusterRuns(Array(0..<12)),
      hashes: (0..<12).map { UInt64($0) },
      replicates: 50,
      seed: 1
    )
    let result = MarginCalibration(margins, resampler)
    #expect(near(result.accuracy.estimate.value, 0.7083333333333334))
    #expect(near(result.strictAccuracy.estimate.value, 8.0 / 12))
    #expect(near(result.logLoss.estimate.value, 0.537314836473558))
    #expect(near(result.brier.estimate.value, 0.1814544668145446))
    #expect(near(result.calibrationError.estimate.value, 0.2527194939223868))
    #expect(result.bins.map(\.index) == [0, 1, 2, 3, 5, 6, 7, 9])
    #expect(result.bins.map(\.count) == [3, 1, 2, 1, 1, 1, 2, 1])
    #expect(near(result.bins[0].accuracy, 0.5) && near(result.bins[0].confidence, 0.524937728263806))
    let fit = try result.fit.get()
    #expect(nearIterated(fit.coefficients[0], 1.0925758208363685))
    #expect(nearIterated(fit.standardErrors[0], 0.7296144559440944))
    #expect(nearIterated(result.temperature.value, 0.9152682870416247))
    #expect(nearIterated(result.logLossAfter.value, 0.5366151696325566))
  }

  /// Vector K1_best_of_n.
  @Test func bestOfN() {
    let proxy = [0.2, 1.1, -0.4, 0.9, 2.0, 0.9, -1.3, 0.5]
    let gold = [0.1, 0.7, 0.0, 0.9, 0.3, 0.5, -0.8, 0.6]
    let expected: [(Int, Double, Double, Double)] = [
      (1, 0.2875, 0.4875, 0), (2, 0.5214285714285714, 1.0785714285714285, 0.1931471805599453),
      (4, 0.49857142857142855, 1.5014285714285713, 0.6362943611198906), (8, 0.3, 2, 1.2044415416798357),
    ]
    for (n, g, p, kl) in expected {
      #expect(near(BestOfN.value(of: gold, by: proxy, n: n), g))
      #expect(near(BestOfN.value(of: proxy, by: proxy, n: n), p))
      #expect(near(BestOfN.divergenceBound(n), kl))
    }
  }

  /// All subsets of each size, ties of the proxy drawn evenly.
  @Test(arguments: 1...10) func bestOfNByAllSubsets(count: Int) {
    var numbers = SeededNumbers(seed: UInt64(count))
    let proxy = (0..<count).map { _ in Double(numbers.next(below: 5)) }
    let gold = (0..<count).map { _ in numbers.unit() }
    for n in 1...count {
      var (total, subsets) = (0.0, 0)
      for mask in 1..<(1 << count) where mask.nonzeroBitCount == n {
        let members = (0..<count).filter { mask >> $0 & 1 == 1 }
        let best = members.map { proxy[$0] }.max() ?? 0
        // A tie anywhere among the samples is averaged over all that tie, in the subset or not.
        let tied = (0..<count).filter { proxy[$0] == best }
        total += tied.reduce(0) { $0 + gold[$1] } / Double(tied.count)
        subsets += 1
      }
      #expect(near(BestOfN.value(of: gold, by: proxy, n: n), total / Double(subsets), relative: 1e-12))
    }
  }

  /// Vectors K2_fit_bon and K3_fit_rl.
  @Test func goldCurves() throws {
    let bon = try GoldCurveFit.fit(
      [1e-12, 0.44, 0.8, 1.1, 1.34, 1.55, 1.74, 1.91, 2.07],
      [0, 0.4, 0.66, 0.8, 0.86, 0.87, 0.85, 0.8, 0.73],
      form: .bestOfN
    ).get()
    #expect(near(bon.alpha.estimate, 1.1361256054871218) && near(bon.beta.estimate, 0.3751559511488617))
    #expect(near(bon.alpha.standardError, 0.015921534156165037) && near(bon.beta.standardError, 0.00918022873659234))
    #expect(near(bon.residual, 0.0013569007397372097) && near(bon.variance, 0.0001938429628196014))
    let top = try bon.peak.get()
    #expect(near(top.distance.estimate, 1.514204428862049) && near(top.divergence, 2.2928150523854445))
    #expect(near(top.distance.standardError, 0.016912822814918373, relative: 1e-8))
    #expect(near(top.gold.estimate, 0.8601632118860885, relative: 1e-9) || near(top.gold.estimate, 0.8601632117860885))
    #expect(near(top.gold.standardError, 0.005672439274378617, relative: 1e-8))
    let rl = try GoldCurveFit.fit(
      [0.5, 1, 2, 3, 4, 5, 6, 8, 10],
      [0.62, 1, 1.42, 1.63, 1.7, 1.66, 1.6, 1.31, 0.88],
      form: .reinforcement
    ).get()
    #expect(near(rl.alpha.estimate, 0.9466722951593027) && near(rl.beta.estimate, 0.37517307070592043))
    #expect(near(rl.alpha.standardError, 0.014274518561424792) && near(rl.beta.standardError, 0.0071028512260141825))
    let peak = try rl.peak.get()
    #expect(near(peak.distance.estimate, 4.587315056675336) && near(peak.gold.estimate, 1.721037076108389))
    #expect(near(peak.distance.standardError, 0.05928099248818439, relative: 1e-8))
    #expect(near(peak.gold.standardError, 0.019511826477591154, relative: 1e-8))
  }

  @Test func curvesWithoutPeak() throws {
    #expect(GoldCurveFit.fit([0, 1], [0, 1], form: .bestOfN).reason == .noData)
    let rising = try GoldCurveFit.fit([0.5, 1, 1.5, 2], [0.6, 1.4, 2.4, 3.7], form: .bestOfN).get()
    #expect(rising.peak.reason == .infinite)
  }

  @Test func unimodal() throws {
    let fit = try #require(UnimodalRegression.fit([0, 2, 1, 3, 2, 2.5, 0]))
    #expect(fit.peak == 3)
    #expect(fit.values == [0, 1.5, 1.5, 3, 2.25, 2.25, 0])
    #expect(UnimodalRegression.fit([]) == nil)
  }

  /// Vector L1_ensemble: numpy, by the rules of RewardBench's run_ensemble_offline.py.
  @Test func ensemble() throws {
    let rewards: [[Double]] = [
      [1.2, 0.3, 0.1, 0.4, 2, -1, 0.5, 0.6, 0.9, 0.2, -0.3, -0.8], [3, 2, 1, 1.5, 4, 0.5, 2.2, 2, 1, 2.4, 0.6, 0.1],
      [-0.2, -0.9, 0.4, 0.1, 1.5, 0, 0.1, -0.4, 0.2, 0.7, -1, -0.2],
    ]
    let scales = try rewards.map { try #require(RewardEnsemble.Scale($0)) }
    #expect(near(scales.map(\.mean), [0.34166666666666673, 1.6916666666666667, 0.02499999999999998]))
    #expect(near(scales.map(\.deviation), [0.7899982419108426, 1.0850947219277935, 0.645658578507248]))
    let expected: [(RewardEnsemble.Combination, [Double])] = [
      (
        .mean,
        [
          1.0483286341726303, -0.12529836350851342, 3.1154036474939306, 0.27737874623737824, -0.3928450383369146,
          -0.04844762725790708,
        ]
      ),
      (
        .minimum,
        [
          1.084164329727313, -0.46078926557830213, 3.7974768054465793, 0.7744030926623663, -0.45809985712611834,
          -0.12068051120025558,
        ]
      ),
      (
        .median,
        [
          1.1392430416339734, -0.3797476805446579, 3.2255248590481154, -0.0837309934858281, -0.3817437104707664,
          0.4390943322267662,
        ]
      ),
      (
        .meanLessDeviation,
        [
          1.0848341077746895, -0.5103547925012559, 3.719985178126187, 0.5818542268751685, -0.4421764621770717,
          0.14428137278735553,
        ]
      ),
      (
        .uncertaintyWeighted,
        [
          1.1012244961208633, -0.37307369663524886, 3.5795219042293445, 0.4615552806994454, -0.4456584282792624,
          0.11568005284423077,
        ]
      ),
    ]
    for (combination, margins) in expected {
      let found = RewardEnsemble.margins(rewards, scales, combination)
      for (value, margin) in zip(found, margins) { #expect(abs(value - margin) < 1e-12, "\(combination)") }
    }
    let all = try #require(RewardEnsemble.disagreement(rewards, scales, pairs: Array(0..<6)))
    #expect(near(all.accuracy, [2.0 / 3, 2.0 / 3, 2.0 / 3]))
    #expect(near(all.agreement[0], [1, 2.0 / 3, 1.0 / 3]) && near(all.agreement[1], [2.0 / 3, 1, 2.0 / 3]))
    #expect(near(all.meanDisagreement, 0.44444444444444453))
    #expect(near(all.marginDeviation, 0.5441247852300253))
    #expect(all.unanimousWrong == 0 && all.oracle == 1 && near(all.majority, 2.0 / 3))
    #expect(near(all.independentDisagreement(0, 1), 4.0 / 9))
  }

  /// Few clusters are drawn as themselves, many in groups that keep the error: against the closed form.
  @Test(arguments: [500, 20_000]) func resamplingGivesTheStandardError(clusters: Int) throws {
    var numbers = SeededNumbers(seed: 3)
    let values = (0..<clusters).map { _ in numbers.unit() }
    let resampler = ClusterResampler(
      ClusterRuns(Array(0..<clusters)),
      hashes: (0..<clusters).map { _ in numbers.next() },
      replicates: 1000,
      seed: 9
    )
    let sums = resampler.sums(width: 2) { cluster, sums in
      sums[0] = values[cluster]
      sums[1] = 1
    }
    let mean = Resampled(sums) { .success($0[0] / $0[1]) }
    let error = try mean.standardError.get()
    let closed = (1.0 / 12 / Double(clusters)).squareRoot()
    #expect(abs(error / closed - 1) < 0.1)
    #expect(resampler.units == min(clusters, ClusterResampler.limit))
  }
}
