public import PrefFindings
import PrefStatistics

/// Whether σ(margin) of each reward is the chance that it is right, and how right it could be at all.
///
/// Metrics are `calibrate.REWARD.statistic`; `calibrate.worst.accuracy` and `calibrate.worst.ece` are for gates.
public enum CalibrateCheck {
  /// Name of the check, and first part of its metrics.
  public static let name = "calibrate"

  /// Calibrates every reward against the labels of the pairs.
  ///
  /// - Parameters:
  ///   - table: Pairs.
  ///   - agreement: How often two humans agree and its standard error, where the rows carry no votes.
  ///   - settings: How estimates are made.
  /// - Returns: The result; `notAssessed` without a scored pair.
  public static func assess(
    _ table: ScoreTable,
    agreement: (share: Double, error: Double)? = nil,
    _ settings: ScoreSettings
  ) -> AuditResult {
    guard table.sides == 2, !table.rewards.isEmpty else {
      return result(
        .notAssessed,
        reason: "no scored pair",
        "There is no pair with a score of both sides, so nothing can be calibrated."
      )
    }
    let rewards = table.rewards
    let parts = settings.map(rewards.count) { CalibratePart(table, rewards[$0], settings) }
    let human = HumanVotes(table, settings)
    var result = result(.pass, headline(parts))
    result.findings = worst(parts) + human.findings(given: agreement) + parts.flatMap(\.findings)
    result.tables = [overview(parts)]
    if let ceiling = human.ceiling(given: agreement) { result.tables.append(Self.ceiling(parts, ceiling)) }
    result.tables += parts.flatMap(\.tables)
    return result
  }

  private static func worst(_ parts: [CalibratePart]) -> [Finding] {
    func value(_ resampled: Resampled) -> Double { resampled.estimate.value ?? .infinity }
    let lowest = parts.min { value($0.calibration.accuracy) < value($1.calibration.accuracy) }
    let largest = parts.max {
      ($0.calibration.calibrationError.estimate.value ?? 0) < ($1.calibration.calibrationError.estimate.value ?? 0)
    }
    return [
      lowest.map { $0.finding("accuracy", $0.calibration.accuracy, "share", as: "worst", note: $0.name) },
      largest.map { $0.finding("ece", $0.calibration.calibrationError, "share", as: "worst", note: $0.name) },
    ].compactMap { $0 }
  }

  private static func overview(_ parts: [CalibratePart]) -> FindingTable {
    FindingTable(
      "calibrate.all.rewards",
      title: "Accuracy and calibration of each reward",
      columns: ["reward", "accuracy", "low", "high", "log loss", "Brier", "ECE", "temperature", "n", "missing"],
      rows: parts.map(\.row),
      plot: .series(label: 0, value: 1, low: 2, high: 3, reference: 0.5)
    )
  }

  private static func ceiling(_ parts: [CalibratePart], _ ceiling: (low: Double, high: Double)) -> FindingTable {
    FindingTable(
      "calibrate.all.noise_ceiling",
      title: "Accuracy of each reward against the best that noisy labels allow",
      columns: ["reward", "accuracy", "low", "high", "ceiling from", "ceiling to", "verdict"],
      rows: parts.map { part in
        let bounds = part.calibration.accuracy.interval.value
        let verdict =
          bounds.map { $0.low > ceiling.high ? "above" : $0.high < ceiling.low ? "below" : "within reach" } ?? "unknown"
        return [.text(part.name)] + part.calibration.accuracy.cells
          + [.number(ceiling.low), .number(ceiling.high), .text(verdict)]
      }
    )
  }

  private static func headline(_ parts: [CalibratePart]) -> String {
    guard let first = parts.first, first.calibration.count > 0 else { return "No pair has a score of both sides." }
    let temperature = first.calibration.temperature.value.map { temperature in
      let words = temperature > 1.05 ? "over-confident" : temperature < 0.95 ? "under-confident" : "well calibrated"
      return ", \(words) (temperature \(ScorePhrase.decimal(temperature)))"
    }
    return "\(first.name) is right on \(ScorePhrase.percent(first.calibration.accuracy.estimate.value ?? 0)) % of "
      + "\(ScorePhrase.count(first.calibration.count)) pairs\(temperature ?? "")"
      + (parts.count > 1 ? "; \(parts.count) rewards in all." : ".")
  }

  private static func result(_ status: Verdict, reason: String? = nil, _ headline: String) -> AuditResult {
    AuditResult(
      name: name,
      status: status,
      reason: reason,
      headline: headline,
      explanation: Explanation(
        meaning:
          "How often the reward prefers the chosen side, and whether the sigmoid of its margin is that chance. A "
          + "temperature above one says that margins are too large, below one that they are too small.",
        consequence:
          "Optimisation goes where margins are largest: an over-confident reward model is followed furthest where it "
          + "is wrong.",
        advice:
          "Divide rewards by the temperature before they are mixed or thresholded. Accuracy beyond what human agreement "
          + "allows points to leakage or to a shortcut in the labels."
      )
    )
  }
}

/// One reward against the labels.
struct CalibratePart: Sendable {
  let name: String
  let calibration: MarginCalibration
  let prompts: Int
  let tables: [FindingTable]
  private let missing: Int

  init(_ table: ScoreTable, _ column: ScoreTable.Column, _ settings: ScoreSettings) {
    let rows = ScoreRows(table, [column.values])
    let resampler = rows.rowResampler(settings)
    let margins = rows.margins(column.values)
    name = column.name
    calibration = MarginCalibration(margins, resampler)
    (prompts, missing) = (rows.prompts, rows.missing)
    tables =
      [Self.reliability(calibration, column.name)]
      + [Self.bySubset(table, column, settings), Self.byLength(table, column, settings)].compactMap { $0 }
  }

  private static func reliability(_ calibration: MarginCalibration, _ name: String) -> FindingTable {
    FindingTable(
      "calibrate.\(name).reliability",
      title: "Accuracy against confidence of \(name)",
      columns: ["confidence", "accuracy", "low", "high", "n"],
      rows: calibration.bins.map { bin in
        let wilson = Wilson.interval(
          successes: Int((bin.accuracy * Double(bin.count)).rounded(.down)),
          trials: bin.count
        )
        return [
          .number(bin.confidence), .number(bin.accuracy), Cell(wilson.map(\.low)), Cell(wilson.map(\.high)),
          .count(bin.count),
        ]
      },
      plot: .curves(x: 0, y: [1], low: 2, high: 3, style: .diagonal)
    )
  }

  private static func bySubset(
    _ table: ScoreTable,
    _ column: ScoreTable.Column,
    _ settings: ScoreSettings
  ) -> FindingTable? {
    let subsets = table.orderedSubsets
    guard subsets.count > 1 else { return nil }
    return accuracies(
      "calibrate.\(column.name).by_subset",
      title: "Accuracy of \(column.name), by subset",
      first: "subset",
      subsets.map { subset in (subset.name, ScoreRows(table, [column.values]) { table.subsets[$0] == subset.index }) },
      column,
      settings
    )
  }

  /// Quintiles of the difference in length, chosen less rejected.
  private static func byLength(
    _ table: ScoreTable,
    _ column: ScoreTable.Column,
    _ settings: ScoreSettings
  ) -> FindingTable? {
    guard table.hasLengths else { return nil }
    let whole = ScoreRows(table, [column.values, table.lengths])
    guard whole.rows.count >= 10 else { return nil }
    func difference(_ row: Int) -> Double { table.lengths[2 * row] - table.lengths[2 * row + 1] }
    let sorted = whole.rows.map(difference).sorted()
    let edges = (1...4).compactMap { Quantile.type7(sorted: sorted, Double($0) / 5).value }
    let bins = (0...4).map { bin -> (String, ScoreRows) in
      let (low, high) = (bin == 0 ? -.infinity : edges[bin - 1], bin == 4 ? .infinity : edges[bin])
      let rows = ScoreRows(table, [column.values, table.lengths]) { difference($0) > low && difference($0) <= high }
      let name =
        bin == 0
        ? "up to \(ScorePhrase.decimal(high))"
        : bin == 4
          ? "above \(ScorePhrase.decimal(low))"
          : "to \(ScorePhrase.decimal(high))"
      return (name, rows)
    }
    return accuracies(
      "calibrate.\(column.name).by_length",
      title: "Accuracy of \(column.name), by length of the chosen less the rejected side",
      first: "difference",
      bins.filter { !$0.1.rows.isEmpty },
      column,
      settings
    )
  }

  private static func accuracies(
    _ name: String,
    title: String,
    first: String,
    _ groups: [(String, ScoreRows)],
    _ column: ScoreTable.Column,
    _ settings: ScoreSettings
  ) -> FindingTable {
    FindingTable(
      name,
      title: title,
      columns: [first, "accuracy", "low", "high", "strict", "n", "prompts"],
      rows: groups.map { group, rows in
        let calibration = MarginCalibration(rows.margins(column.values), rows.rowResampler(settings))
        return [.text(group)] + calibration.accuracy.cells
          + [Cell(calibration.strictAccuracy.estimate), .count(calibration.count), .count(rows.prompts)]
      },
      plot: .series(label: 0, value: 1, low: 2, high: 3, reference: 0.5)
    )
  }

  var row: [Cell] {
    [.text(name)] + calibration.accuracy.cells
      + [
        Cell(calibration.logLoss.estimate), Cell(calibration.brier.estimate),
        Cell(calibration.calibrationError.estimate), Cell(calibration.temperature), .count(calibration.count),
        .count(missing),
      ]
  }

  func finding(
    _ statistic: String,
    _ value: Resampled,
    _ unit: String,
    as reward: String? = nil,
    note: String? = nil
  ) -> Finding {
    Finding(
      "calibrate.\(reward ?? name).\(statistic)",
      value,
      n: calibration.count,
      clusters: prompts,
      unit: unit,
      note: note
    )
  }

  var findings: [Finding] {
    let fit = calibration.fit.value
    let error = fit.flatMap { $0.clusterStandardErrors.value?[0] ?? $0.standardErrors[0] }
    let slope = Finding(
      "calibrate.\(name).slope",
      estimate: fit?.coefficients[0],
      reason: calibration.fit.reason?.rawValue,
      interval: fit.flatMap { fit in
        error.map {
          let half = NormalDistribution.quantile975 * $0
          return ConfidenceInterval(
            low: fit.coefficients[0] - half,
            high: fit.coefficients[0] + half,
            method: fit.clusterStandardErrors.value == nil ? "wald" : "cluster-robust"
          )
        }
      },
      n: calibration.count,
      clusters: prompts,
      unit: "slope"
    )
    func plain(_ statistic: String, _ value: Estimate<Double>, _ unit: String) -> Finding {
      Finding(
        "calibrate.\(name).\(statistic)",
        estimate: value.value,
        reason: value.reason?.rawValue,
        n: calibration.count,
        clusters: prompts,
        unit: unit
      )
    }
    return [
      finding("accuracy", calibration.accuracy, "share", note: "equal scores are half right"),
      finding(
        "strict_accuracy",
        calibration.strictAccuracy,
        "share",
        note: "equal scores are wrong, as RewardBench counts"
      ),
      finding("log_loss", calibration.logLoss, "nats"),
      finding("brier", calibration.brier, "squared error"),
      finding(
        "ece",
        calibration.calibrationError,
        "share",
        note: "ten bins of confidence; never negative by construction"
      ),
      slope, plain("temperature", calibration.temperature, "factor"),
      plain("log_loss_after", calibration.logLossAfter, "nats"),
    ]
  }
}

/// How far humans agree among themselves, from the votes that rows carry.
struct HumanVotes {
  private let agreement: Resampled
  private let pairs: Int
  private let prompts: Int

  init(_ table: ScoreTable, _ settings: ScoreSettings) {
    let rows = ScoreRows(table, []) { table.votes[$0].chosen + table.votes[$0].rejected > 1 }
    let resampler = rows.rowResampler(settings)
    let sums = resampler.sums(width: 2) { cluster, sums in
      for index in resampler.runs[cluster] {
        let votes = table.votes[rows.rows[index]]
        let (a, b) = (Double(votes.chosen), Double(votes.rejected))
        // Share of the pairs of votes that are the same; each item counts once.
        sums[0] += (a * (a - 1) + b * (b - 1)) / ((a + b) * (a + b - 1))
        sums[1] += 1
      }
    }
    agreement = Resampled(sums) { $0[1] == 0 ? .failure(.noData) : .success($0[0] / $0[1]) }
    (pairs, prompts) = (rows.rows.count, rows.prompts)
  }

  /// The best accuracy that the labels allow: from the agreement to the bound where all pairs are equally noisy.
  func ceiling(given: (share: Double, error: Double)?) -> (low: Double, high: Double)? {
    guard let share = agreement.estimate.value ?? given?.share else { return nil }
    let error = agreement.standardError.value ?? given?.error ?? 0
    let ceiling = NoiseCeiling(agreement: share, standardError: error)
    guard let upper = ceiling.upper.value else { return nil }
    let half = NormalDistribution.quantile975
    let upperError = ceiling.upperStandardError.value ?? 0
    return (max(0, ceiling.lower - half * error), min(1, upper + half * upperError))
  }

  func findings(given: (share: Double, error: Double)?) -> [Finding] {
    guard agreement.estimate.value != nil else {
      guard let given else { return [] }
      return [
        Finding(
          "calibrate.human.agreement",
          estimate: given.share,
          interval: ConfidenceInterval(
            low: given.share - NormalDistribution.quantile975 * given.error,
            high: given.share + NormalDistribution.quantile975 * given.error,
            method: "as given"
          ),
          n: 0,
          unit: "share",
          note: "given on the command line"
        )
      ]
    }
    return [Finding("calibrate.human.agreement", agreement, n: pairs, clusters: prompts, unit: "share")]
  }
}
