public import PrefFindings
import PrefStatistics

/// Whether several reward models together see what the best of them alone does not.
///
/// Check 3 of *The Alignment Ceiling*, arXiv:2311.00168. Metrics are `ensemble.COMBINATION.statistic` and
/// `ensemble.all.statistic`.
public enum EnsembleCheck {
  /// Name of the check, and first part of its metrics.
  public static let name = "ensemble"
  /// Above this share of the ensemble's errors, errors that all models share are what is left.
  static let sharedShare = 0.8

  /// What the user said about the ensemble.
  public struct Options: Sendable {
    /// λ of uncertainty weighting.
    public var weight = 1.0
    /// Subsets whose responses are unlike those the models were trained on.
    public var outOfDistribution: [String] = []

    /// Makes the defaults.
    public init() {}
  }

  /// Combines all rewards and compares the combinations with the best of them.
  public static func assess(_ table: ScoreTable, _ options: Options, _ settings: ScoreSettings)
    -> AuditResult
  {
    let rewards = table.rewards
    guard table.sides == 2, rewards.count > 1 else {
      return result(
        .notAssessed,
        reason: "fewer than two rewards on pairs",
        "An ensemble needs pairs that at least two reward models scored; here are \(table.sides == 2 ? rewards.count : 0)."
      )
    }
    let rows = ScoreRows(table, rewards.map(\.values))
    let scales = rewards.map { RewardEnsemble.Scale(rows.values($0.values)) }
    if let constant = zip(rewards, scales).first(where: { $0.1 == nil }) {
      return result(
        .notAssessed,
        reason: rows.rows.isEmpty ? "no pair that all models scored" : "\(constant.0.name) does not vary",
        "The rewards cannot be standardised, so they cannot be combined."
      )
    }
    return EnsembleRun(table, rewards, rows, scales.compactMap { $0 }, options, settings).result
  }

  static func result(_ status: Verdict, reason: String? = nil, _ headline: String) -> AuditResult {
    AuditResult(
      name: name,
      status: status,
      reason: reason,
      headline: headline,
      explanation: Explanation(
        meaning:
          "How often each model, and each way of making one reward of several, prefers the chosen side; and how the "
          + "models' errors go together. Far less disagreement than independent errors would give means clones.",
        consequence:
          "An ensemble mends errors that its members make apart. A pair that all of them get wrong stays wrong, and a "
          + "policy will find it: shared hacks survive every combination.",
        advice:
          "Where unanimous errors make up most of what is left, mend the data of those subsets; more models of the same "
          + "pretraining will not help. Where disagreement rises out of distribution, use the minimum or a penalty on "
          + "disagreement."
      )
    )
  }
}

/// One run of the check.
private struct EnsembleRun {
  let table: ScoreTable
  let rewards: [ScoreTable.Column]
  let rows: ScoreRows
  let scales: [RewardEnsemble.Scale]
  let options: EnsembleCheck.Options
  let values: [[Double]]
  let all: RewardEnsemble.Disagreement
  let resampler: ClusterResampler
  /// Twice the credit of each model on each pair.
  let credits: [[Int8]]
  let best: Int
  let combinations: [Combined]

  struct Combined: Sendable {
    var combination: RewardEnsemble.Combination
    var credits: [Int8]
    var accuracy: Resampled
    var difference: Resampled
    /// Pairs that only the combination has right, and that only the best model has right.
    var gained: Int
    var lost: Int
  }

  init(
    _ table: ScoreTable,
    _ rewards: [ScoreTable.Column],
    _ rows: ScoreRows,
    _ scales: [RewardEnsemble.Scale],
    _ options: EnsembleCheck.Options,
    _ settings: ScoreSettings
  ) {
    (self.table, self.rewards, self.rows, self.scales, self.options) = (table, rewards, rows, scales, options)
    let values = rewards.map { rows.values($0.values) }
    self.values = values
    all = RewardEnsemble.disagreement(values, scales, pairs: Array(rows.rows.indices)) ?? RewardEnsemble.Disagreement()
    let resampler = rows.rowResampler(settings)
    self.resampler = resampler
    let credits = rewards.map { Self.credits(rows.margins($0.values)) }
    self.credits = credits
    let accuracy = all.accuracy
    let best = accuracy.indices.max { (accuracy[$0], -$0) < (accuracy[$1], -$1) } ?? 0
    self.best = best
    let kinds = RewardEnsemble.Combination.allCases
    let weight = options.weight
    combinations = settings.map(kinds.count) { index in
      let margins = RewardEnsemble.margins(values, scales, kinds[index], weight: weight)
      return Self.combined(kinds[index], Self.credits(margins), credits[best], resampler)
    }
  }

  private static func credits(_ margins: [Double]) -> [Int8] { margins.map { $0 > 0 ? 2 : $0 == 0 ? 1 : 0 } }

  private static func combined(
    _ combination: RewardEnsemble.Combination,
    _ credits: [Int8],
    _ best: [Int8],
    _ resampler: ClusterResampler
  ) -> Combined {
    let sums = resampler.sums(width: 3) { cluster, sums in
      for row in resampler.runs[cluster] {
        sums[0] += 1
        sums[1] += Double(credits[row]) / 2
        sums[2] += Double(credits[row] - best[row]) / 2
      }
    }
    let pairs = zip(credits, best)
    return Combined(
      combination: combination,
      credits: credits,
      accuracy: Resampled(sums) { $0[0] == 0 ? .failure(.noData) : .success($0[1] / $0[0]) },
      difference: Resampled(sums) { $0[0] == 0 ? .failure(.noData) : .success($0[2] / $0[0]) },
      gained: pairs.count { $0 > $1 },
      lost: pairs.count { $0 < $1 }
    )
  }

  var result: AuditResult {
    var result = EnsembleCheck.result(.pass, headline)
    result.findings = combinations.flatMap(findings) + sharedFindings
    result.tables = [
      accuracies,
      matrix("agreement", "Share of pairs on which two models agree") { i, j in .number(all.agreement[i][j]) },
      matrix("error_correlation", "Correlation of being right") { i, j in
        all.errorCorrelation[i][j].map { .number($0) } ?? .undefined("zero-variance")
      },
      matrix("disagreement_ratio", "Disagreement by that of independent errors: near 1 diverse, near 0 clones") {
        i,
        j in
        let expected = all.independentDisagreement(i, j)
        return i == j || expected == 0 ? .undefined("zero-variance") : .number((1 - all.agreement[i][j]) / expected)
      },
    ]
    if let subsets = bySubset { result.tables.append(subsets) }
    return result
  }

  private var mean: Combined { combinations[0] }

  private var headline: String {
    let gain = mean.difference
    let name = rewards[best].name
    let share = sharedOfErrors.estimate.value.map {
      " Of its errors, \(ScorePhrase.percent($0)) % are shared by all \(rewards.count) models."
    }
    let points = gain.estimate.value.map { ScorePhrase.decimal($0 * 100) } ?? "undefined"
    return
      "The mean of \(rewards.count) models is right on \(ScorePhrase.percent(mean.accuracy.estimate.value ?? 0)) % of "
      + "pairs, \(points) points against the best single one, \(name).\(share ?? "")"
  }

  private func findings(_ combined: Combined) -> [Finding] {
    let prefix = "ensemble.\(combined.combination.rawValue)."
    let p = SignTest.exact(combined.gained, combined.lost)
    return [
      Finding(prefix + "accuracy", combined.accuracy, n: all.count, clusters: rows.prompts, unit: "share"),
      Finding(
        prefix + "gain",
        combined.difference,
        n: all.count,
        clusters: rows.prompts,
        unit: "share",
        note: "accuracy less that of the best single model, \(rewards[best].name), which was chosen on the same pairs"
      ),
      Finding(
        prefix + "mcnemar_p",
        estimate: p.value,
        reason: p.reason?.rawValue,
        n: combined.gained + combined.lost,
        unit: "p",
        note: "exact, as if pairs were independent; the interval of the gain is not"
      ),
    ]
  }

  /// Unanimous errors by errors of the mean.
  private var sharedOfErrors: Resampled {
    let sums = resampler.sums(width: 2) { cluster, sums in
      for row in resampler.runs[cluster] {
        if credits.allSatisfy({ $0[row] == 0 }) { sums[0] += 1 }
        sums[1] += 1 - Double(mean.credits[row]) / 2
      }
    }
    return Resampled(sums) { $0[1] == 0 ? .failure(.noData) : .success($0[0] / $0[1]) }
  }

  private func plain(_ statistic: String, _ value: Double, _ unit: String = "share", note: String? = nil) -> Finding {
    Finding(
      "ensemble.all.\(statistic)",
      estimate: all.count == 0 ? nil : value,
      reason: all.count == 0 ? "no-data" : nil,
      n: all.count,
      clusters: rows.prompts,
      unit: unit,
      note: note
    )
  }

  private var sharedFindings: [Finding] {
    let errors = Int((Double(all.count) * (1 - (mean.accuracy.estimate.value ?? 1))).rounded())
    return [
      Finding(
        "ensemble.all.unanimous_wrong_of_errors",
        sharedOfErrors,
        n: errors,
        clusters: rows.prompts,
        unit: "share",
        note: "errors of the mean that every model makes, which no combination mends"
      ),
      plain("unanimous_wrong", all.unanimousWrong), plain("oracle", all.oracle, note: "at least one model is right"),
      plain("majority_accuracy", all.majority), plain("mean_disagreement", all.meanDisagreement),
      plain("independent_disagreement", all.meanIndependentDisagreement),
      plain("margin_deviation", all.marginDeviation, "standard deviations"),
      Finding(
        "ensemble.all.missing",
        estimate: Double(rows.missing),
        n: table.count,
        unit: "count",
        note: "pairs that not every model scored"
      ),
    ] + underspecification
  }

  /// Disagreement out of distribution less that within.
  private var underspecification: [Finding] {
    let outside = Set(
      options.outOfDistribution.compactMap { name in
        table.subsetNames.firstIndex(of: name).map { Int32($0) }
      }
    )
    if options.outOfDistribution.isEmpty { return [] }
    let sums = resampler.sums(width: 4) { cluster, sums in
      for row in resampler.runs[cluster] {
        let slot = outside.contains(table.subsets[rows.rows[row]]) ? 2 : 0
        sums[slot] += 1
        sums[slot + 1] += disagreement(row)
      }
    }
    func share(_ sums: [Double], _ slot: Int) -> Double? { sums[slot] == 0 ? nil : sums[slot + 1] / sums[slot] }
    func finding(_ name: String, _ n: Int, _ statistic: ([Double]) -> Double?, _ note: String? = nil) -> Finding {
      Finding(
        "ensemble.all.\(name)",
        Resampled(sums) { statistic($0).map { .success($0) } ?? .failure(.noData) },
        n: n,
        clusters: rows.prompts,
        unit: "share",
        note: note
      )
    }
    let (inside, out) = (Int(sums.total[0]), Int(sums.total[2]))
    return [
      finding("disagreement_in_distribution", inside, { share($0, 0) }),
      finding("disagreement_out_of_distribution", out, { share($0, 2) }),
      finding(
        "underspecification",
        inside + out,
        { sums in share(sums, 2).flatMap { out in share(sums, 0).map { out - $0 } } },
        "mean disagreement out of distribution less that within; a rise at like accuracy is underspecification"
      ),
    ]
  }

  /// Share of pairs of models that disagree on a row.
  private func disagreement(_ row: Int) -> Double {
    var counts = (0, 0, 0)
    for credit in credits {
      switch credit[row] {
      case 0: counts.0 += 1
      case 1: counts.1 += 1
      default: counts.2 += 1
      }
    }
    let n = credits.count
    let same = [counts.0, counts.1, counts.2].reduce(0) { $0 + $1 * ($1 - 1) }
    return 1 - Double(same) / Double(n * (n - 1))
  }

  private var accuracies: FindingTable {
    let singles = rewards.indices.map { index in
      Self.combined(.mean, credits[index], credits[best], resampler)
    }
    let named =
      zip(rewards.map(\.name), singles).map { ($0, $1) } + combinations.map { (title($0.combination), $0) }
    return FindingTable(
      "ensemble.all.accuracy",
      title: "Accuracy of each model and of each combination",
      columns: [
        "reward", "accuracy", "low", "high", "against the best", "low", "high", "only it right", "only best right",
      ],
      rows: named.map { name, combined in
        [.text(name)] + combined.accuracy.cells + combined.difference.cells
          + [.count(combined.gained), .count(combined.lost)]
      },
      plot: .series(label: 0, value: 1, low: 2, high: 3, reference: all.accuracy.max())
    )
  }

  private func title(_ combination: RewardEnsemble.Combination) -> String {
    combination.rawValue.split(separator: "_").joined(separator: " ")
  }

  private func matrix(_ name: String, _ title: String, _ cell: (Int, Int) -> Cell) -> FindingTable {
    FindingTable(
      "ensemble.all.\(name)",
      title: title,
      columns: ["model"] + rewards.map(\.name),
      rows: rewards.indices.map { i in [.text(rewards[i].name)] + rewards.indices.map { cell(i, $0) } }
    )
  }

  private var bySubset: FindingTable? {
    let subsets = table.orderedSubsets
    guard subsets.count > 1 else { return nil }
    return FindingTable(
      "ensemble.all.by_subset",
      title: "Where an ensemble helps, by subset",
      columns: [
        "subset", "best single", "mean", "best combination", "unanimous wrong", "of the mean's errors", "disagreement",
        "n", "verdict",
      ],
      rows: subsets.compactMap { row($0.name, $0.index) }
    )
  }

  private func row(_ name: String, _ index: Int32) -> [Cell]? {
    let pairs = rows.rows.indices.filter { table.subsets[rows.rows[$0]] == index }
    guard let part = RewardEnsemble.disagreement(values, scales, pairs: pairs) else { return nil }
    func accuracy(_ credits: [Int8]) -> Double {
      Double(pairs.reduce(0) { $0 + Int(credits[$1]) }) / Double(2 * pairs.count)
    }
    let (single, mean) = (part.accuracy.max() ?? 0, accuracy(mean.credits))
    let combined = combinations.map { accuracy($0.credits) }.max() ?? 0
    let shared = mean < 1 ? part.unanimousWrong / (1 - mean) : nil
    let verdict =
      mean == 1
      ? "no error left"
      : (shared ?? 0) > EnsembleCheck.sharedShare
        ? "cannot help: the errors are shared" : combined > single ? "helps" : "does not help"
    return [
      .text(name), .number(single), .number(mean), .number(combined), .number(part.unanimousWrong),
      shared.map { .number($0) } ?? .undefined("no-error"), .number(part.meanDisagreement), .count(part.count),
      .text(verdict),
    ]
  }
}
