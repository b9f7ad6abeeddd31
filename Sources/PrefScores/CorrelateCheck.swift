public import PrefFindings
import PrefStatistics

/// Whether a reward follows the downstream metric it stands for, at the level that training uses.
///
/// Check 1 of *The Alignment Ceiling*, arXiv:2311.00168. Metrics are `correlate.REWARD.METRIC.statistic`;
/// `correlate.worst.within` is the lowest correlation within prompts over all of them, for gates.
public enum CorrelateCheck {
  /// Name of the check, and first part of its metrics.
  public static let name = "correlate"
  /// Most subsets that get numbers of their own.
  static let mostSubsets = 100
  /// Points of a scatter plot.
  static let mostPoints = 200

  /// Correlates every reward with every metric.
  public static func assess(_ table: ScoreTable, _ settings: ScoreSettings) -> AuditResult {
    let (rewards, metrics) = (table.rewards, table.metrics)
    guard !rewards.isEmpty, !metrics.isEmpty else {
      let what = metrics.isEmpty ? "downstream metric" : "reward"
      return result(
        .notAssessed,
        reason: "no \(what)",
        "There is no \(what) to correlate: rows carry it under \(metrics.isEmpty ? "\"metrics\" or \"gold\"" : "\"score\"")."
      )
    }
    let pairs = rewards.flatMap { reward in metrics.map { (reward, $0) } }
    let lengths = table.hasLengths ? table.lengths : nil
    let ranking = sharedRanking(table, pairs)
    let shared = ranking.map { _ in ScoreRows(table, []).sideResampler(settings) }
    let parts = settings.map(pairs.count) { index in
      CorrelatePart(table, pairs[index], lengths, shared.flatMap { a in ranking.map { (a, $0) } }, settings)
    }
    return result(parts)
  }

  /// The ranking of the only metric, where no number is missing anywhere: it then serves every reward.
  private static func sharedRanking(
    _ table: ScoreTable,
    _ pairs: [(ScoreTable.Column, ScoreTable.Column)]
  ) -> [String: Ranking]? {
    guard table.columns.allSatisfy({ !$0.values.contains(where: \.isNaN) }) else { return nil }
    var rankings: [String: Ranking] = [:]
    for metric in table.metrics { rankings[metric.name] = Ranking(metric.values) }
    return rankings
  }

  private static func result(_ parts: [CorrelatePart]) -> AuditResult {
    let tested = parts.compactMap { part in part.p.map { (part, $0) } }
    let adjusted = MultipleTesting.benjaminiHochberg(tested.map(\.1))
    var result = result(.pass, headline(parts))
    let worst = parts.filter { $0.levels.within.estimate.value != nil }.min {
      ($0.levels.within.estimate.value ?? 0) < ($1.levels.within.estimate.value ?? 0)
    }
    if let worst {
      result.findings.append(
        Finding(
          "correlate.worst.within",
          worst.levels.within,
          n: worst.levels.comparedCount,
          clusters: worst.levels.comparedPrompts,
          unit: "correlation",
          note: "the lowest correlation within prompts: \(worst.title)"
        )
      )
    } else {
      result.findings.append(
        Finding("correlate.worst.within", estimate: nil, reason: "no-repeated-prompt", n: 0, unit: "correlation")
      )
    }
    result.findings += parts.flatMap(\.findings)
    result.tables = [
      FindingTable(
        "correlate.all.levels",
        title: "Correlation within prompts of each reward with each metric",
        columns: [
          "reward and metric", "within prompts", "low", "high", "all", "between prompts", "Spearman", "Kendall tau-b",
          "n", "prompts", "missing", "q",
        ],
        rows: parts.map { part in
          let q = tested.firstIndex { $0.0.title == part.title }.map { Cell.number(adjusted[$0]) }
          return part.row + [q ?? .undefined("no-data")]
        },
        plot: .series(label: 0, value: 1, low: 2, high: 3, reference: 0)
      )
    ]
    result.tables += parts.flatMap(\.tables)
    return result
  }

  private static func headline(_ parts: [CorrelatePart]) -> String {
    let reversed = parts.filter(\.levels.isReversed)
    if let first = reversed.first {
      return "Simpson's reversal: \(first.title) is \(ScorePhrase.estimate(first.levels.within)) within prompts but "
        + "\(ScorePhrase.estimate(first.levels.pooled)) over all."
    }
    guard let first = parts.first else { return "Nothing was correlated." }
    if first.levels.comparedPrompts == 0 {
      return
        "No prompt has two scored responses; over all, \(first.title): \(ScorePhrase.estimate(first.levels.pooled))."
    }
    return "Within prompts, \(first.title): \(ScorePhrase.estimate(first.levels.within))"
      + (parts.count > 1 ? "; \(parts.count) combinations in all." : ".")
  }

  private static func result(_ status: Verdict, reason: String? = nil, _ headline: String) -> AuditResult {
    AuditResult(
      name: name,
      status: status,
      reason: reason,
      headline: headline,
      explanation: Explanation(
        meaning:
          "How closely the reward and the metric go together: over all responses, between the means of prompts, and "
          + "among the responses to one prompt. Training compares responses to one prompt, so that level counts.",
        consequence:
          "A reward that follows the metric only between prompts ranks prompts, not answers: optimising it leaves the "
          + "metric where it was, or lowers it.",
        advice:
          "Where the sign turns within prompts, do not train against this reward. Where it fades once length is taken "
          + "out, the reward has learnt length: audit the data for length bias."
      )
    )
  }
}

/// One reward against one metric.
struct CorrelatePart: Sendable {
  let reward: String
  let metric: String
  let levels: CorrelationLevels
  private let missing: Int
  private let bySubset: FindingTable?
  private let scatter: FindingTable

  var title: String { "\(reward) with \(metric)" }
  private var prefix: String { "correlate.\(reward).\(metric)." }

  init(
    _ table: ScoreTable,
    _ columns: (ScoreTable.Column, ScoreTable.Column),
    _ lengths: [Double]?,
    _ shared: (ClusterResampler, [String: Ranking])?,
    _ settings: ScoreSettings
  ) {
    (reward, metric) = (columns.0.name, columns.1.name)
    let (x, y) = (columns.0.values, columns.1.values)
    let known = lengths.flatMap { $0.contains(where: \.isNaN) ? nil : $0 }
    if let shared, let ranking = shared.1[columns.1.name] {
      levels = CorrelationLevels(x, y, lengths: known, ranking: ranking, shared.0)
      missing = 0
      scatter = Self.points(x, y, columns)
    } else {
      let rows = ScoreRows(table, [x, y])
      levels = Self.levels(rows, x, y, known, settings)
      missing = rows.missing
      scatter = Self.points(rows.values(x), rows.values(y), columns)
    }
    bySubset = Self.bySubset(table, columns, known, settings)
  }

  private static func levels(
    _ rows: ScoreRows,
    _ x: [Double],
    _ y: [Double],
    _ lengths: [Double]?,
    _ settings: ScoreSettings
  ) -> CorrelationLevels {
    let metric = rows.values(y)
    return CorrelationLevels(
      rows.values(x),
      metric,
      lengths: lengths.map(rows.values),
      ranking: Ranking(metric),
      rows.sideResampler(settings)
    )
  }

  private static func bySubset(
    _ table: ScoreTable,
    _ columns: (ScoreTable.Column, ScoreTable.Column),
    _ lengths: [Double]?,
    _ settings: ScoreSettings
  ) -> FindingTable? {
    let subsets = table.orderedSubsets
    guard subsets.count > 1, subsets.count <= CorrelateCheck.mostSubsets else { return nil }
    let (x, y) = (columns.0.values, columns.1.values)
    return FindingTable(
      "correlate.\(columns.0.name).\(columns.1.name).by_subset",
      title: "\(columns.0.name) with \(columns.1.name), by subset",
      columns: ["subset", "within prompts", "low", "high", "all", "n", "prompts"],
      rows: subsets.map { subset in
        let rows = ScoreRows(table, [x, y]) { table.subsets[$0] == subset.index }
        let levels = levels(rows, x, y, lengths, settings)
        return [.text(subset.name)] + levels.within.cells
          + [Cell(levels.pooled.estimate), .count(levels.count), .count(levels.prompts)]
      },
      plot: .series(label: 0, value: 1, low: 2, high: 3, reference: 0)
    )
  }

  /// Every k-th observation in the order of prompts, which is that of hashes: a sample that depends on nothing else.
  private static func points(
    _ x: [Double],
    _ y: [Double],
    _ columns: (ScoreTable.Column, ScoreTable.Column)
  ) -> FindingTable {
    let step = max(1, (x.count + CorrelateCheck.mostPoints - 1) / CorrelateCheck.mostPoints)
    return FindingTable(
      "correlate.\(columns.0.name).\(columns.1.name).points",
      title: "\(columns.1.name) against \(columns.0.name), a sample of responses",
      columns: [columns.0.name, columns.1.name],
      rows: stride(from: 0, to: x.count, by: step).map { [.number(x[$0]), .number(y[$0])] },
      plot: .curves(x: 0, y: [1], low: nil, high: nil, style: .points)
    )
  }

  /// Two-sided p of no correlation within prompts, or over all where no prompt repeats, on Fisher's scale.
  var p: Double? {
    let level = levels.comparedPrompts > 1 ? levels.within : levels.pooled
    guard let r = level.estimate.value, let error = level.standardError.value, error > 0, abs(r) < 1 else { return nil }
    return 2 * NormalDistribution.upperTail(abs(r) / error)
  }

  var row: [Cell] {
    [.text(title)] + levels.within.cells
      + [levels.pooled, levels.between, levels.spearman, levels.kendall].map { Cell($0.estimate) }
      + [.count(levels.count), .count(levels.prompts), .count(missing)]
  }

  var tables: [FindingTable] { [bySubset, scatter].compactMap { $0 } }

  var findings: [Finding] {
    let (all, prompts) = (levels.count, levels.prompts)
    let (inner, compared) = (levels.comparedCount, levels.comparedPrompts)
    func finding(_ statistic: String, _ value: Resampled, _ n: Int, _ clusters: Int, _ note: String? = nil) -> Finding {
      Finding(prefix + statistic, value, n: n, clusters: clusters, unit: "correlation", note: note)
    }
    let reversal =
      levels.isReversed ? "Simpson's reversal: the sign over all responses or prompts is the opposite" : nil
    let absent = missing > 0 ? "\(missing) rows lack one of the two" : nil
    return [
      finding("within", levels.within, inner, compared, reversal),
      finding("pooled", levels.pooled, all, prompts, absent),
      finding("between", levels.between, prompts, prompts),
      finding("spearman", levels.spearman, all, prompts),
      finding("kendall_tau_b", levels.kendall, all, prompts),
      finding("prompt_spearman", levels.meanPromptSpearman, levels.rankedPrompts, levels.rankedPrompts),
      finding("within_without_length", levels.withinWithoutLength, inner, compared),
      finding("pooled_without_length", levels.pooledWithoutLength, all, prompts),
    ]
  }
}
