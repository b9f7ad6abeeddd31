public import PrefFindings
import PrefStatistics

/// When more proxy reward buys less of what was meant.
///
/// Check 2 of *The Alignment Ceiling*, arXiv:2311.00168. Metrics are `overoptimize.SERIES.statistic`, where the series is
/// `METRIC.by.REWARD` for best-of-n from samples or the name of a run; `overoptimize.worst.…` is for gates.
public enum OveroptimizeCheck {
  /// Name of the check, and first part of its metrics.
  public static let name = "overoptimize"

  /// Looks at samples: every reward as the proxy, every metric as gold.
  ///
  /// - Parameters:
  ///   - table: Responses, several to a prompt.
  ///   - sizes: Sizes n; empty: powers of two up to the fewest samples of a prompt.
  ///   - settings: How estimates are made.
  /// - Returns: The result; `notAssessed` without two samples of a prompt.
  public static func assess(_ table: ScoreTable, sizes: [Int] = [], _ settings: ScoreSettings) -> AuditResult {
    guard table.sides == 1, !table.rewards.isEmpty, !table.metrics.isEmpty else {
      return result(
        .notAssessed,
        reason: table.sides == 2 ? "rows are pairs" : table.metrics.isEmpty ? "no gold score" : "no proxy",
        "Best-of-n needs several scored responses a prompt, each with a proxy and a gold score."
      )
    }
    let pairs = table.rewards.flatMap { proxy in table.metrics.map { (proxy, $0) } }
    let series = settings.map(pairs.count) {
      SampleSeries(table, proxy: pairs[$0].0, gold: pairs[$0].1, sizes, settings)
    }
    return result(series.compactMap(\.outcome), ifNone: "No prompt has two samples with a proxy and a gold score.")
  }

  /// Looks at the checkpoints of training runs.
  ///
  /// - Parameters:
  ///   - checkpoints: In any order.
  ///   - gold: Gold scores beside the log.
  /// - Returns: The result; `notAssessed` without three checkpoints that have a gold score.
  public static func assess(_ checkpoints: [Checkpoint], gold: [GoldScore] = []) -> AuditResult {
    let whole = checkpoints.map { checkpoint in
      var checkpoint = checkpoint
      if let score = gold.last(where: { $0.step == checkpoint.step && ($0.run.isEmpty || $0.run == checkpoint.run) }) {
        (checkpoint.gold, checkpoint.goldError) = (score.gold, score.error)
      }
      return checkpoint
    }
    let names = Set(whole.map { CheckpointSeries.Name($0) }).sorted()
    let series = names.map { name in CheckpointSeries(name, whole.filter { CheckpointSeries.Name($0) == name }) }
    return result(series.compactMap(\.outcome), ifNone: "No run has three checkpoints with a gold score.")
  }

  /// What one series came to.
  struct Outcome: Sendable {
    var title: String
    var headline: String
    var findings: [Finding]
    var tables: [FindingTable]
    /// The gold drop where the proxy still rises, for gates.
    var drop: Finding
    /// The same drop in standard errors.
    var dropInErrors: Finding
    var isAlarm: Bool
  }

  static func result(_ outcomes: [Outcome], ifNone words: String) -> AuditResult {
    guard let worst = outcomes.max(by: { ($0.dropInErrors.estimate ?? 0) < ($1.dropInErrors.estimate ?? 0) }) else {
      return result(.notAssessed, reason: "too few points", words)
    }
    let others =
      outcomes.count > 1 ? " \(outcomes.count { $0.isAlarm }) of \(outcomes.count) series are over-optimised." : ""
    var result = result(.pass, worst.headline + others)
    var (drop, errors) = (worst.drop, worst.dropInErrors)
    (drop.metric, errors.metric) = ("overoptimize.worst.gold_drop", "overoptimize.worst.gold_drop_in_errors")
    result.findings = [drop, errors] + outcomes.flatMap(\.findings)
    result.tables = outcomes.flatMap(\.tables)
    return result
  }

  static func result(_ status: Verdict, reason: String? = nil, _ headline: String) -> AuditResult {
    AuditResult(
      name: name,
      status: status,
      reason: reason,
      headline: headline,
      explanation: Explanation(
        meaning:
          "The mean proxy and gold score as the policy moves away from where it began, by the square root of the "
          + "divergence. Over-optimisation: gold falls from its peak while the proxy goes on rising.",
        consequence:
          "Past the peak, every gain of reward is bought with what the reward was to stand for; the training curve "
          + "looks better all the while.",
        advice:
          "Stop at the peak, or raise the penalty on divergence. Where the proxy follows length and gold does not, the "
          + "proxy is a length hack: audit its data. Divergences of best-of-n and of training cannot be compared."
      )
    )
  }
}
