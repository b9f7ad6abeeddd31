import PrefFindings
import PrefStatistics

/// The checkpoints of one run in the order of their divergence.
struct CheckpointSeries {
  /// What tells runs apart.
  struct Name: Hashable, Comparable {
    var method: String
    var run: String

    init(_ checkpoint: Checkpoint) { (method, run) = (checkpoint.method, checkpoint.run) }

    var title: String { run.isEmpty ? method : "\(method).\(run)" }

    static func < (a: Name, b: Name) -> Bool { (a.method, a.run) < (b.method, b.run) }
  }

  private let title: String
  private let form: GoldCurveFit.Form
  private let points: [(checkpoint: Checkpoint, gold: Double)]

  init(_ name: Name, _ checkpoints: [Checkpoint]) {
    title = name.title
    form = name.method == "bon" ? .bestOfN : .reinforcement
    points = checkpoints.compactMap { checkpoint in checkpoint.gold.map { (checkpoint, $0) } }
      .sorted { ($0.checkpoint.divergence, $0.checkpoint.step) < ($1.checkpoint.divergence, $1.checkpoint.step) }
  }

  private var distances: [Double] { points.map { $0.checkpoint.divergence.squareRoot() } }
  private var prompts: Int? { points.compactMap(\.checkpoint.prompts).min() }

  var outcome: OveroptimizeCheck.Outcome? {
    guard points.count > 2 else { return nil }
    let gold = points.map(\.gold)
    let peak = gold.indices.max { (gold[$0], -$0) < (gold[$1], -$1) } ?? 0
    let last = gold.count - 1
    let gain = points[last].checkpoint.proxy - points[peak].checkpoint.proxy
    let drop = gain > 0 && peak < last ? gold[peak] - gold[last] : 0
    let errors = [peak, last].compactMap { points[$0].checkpoint.goldError }
    // Without the scores of single prompts the difference is not paired: its error is then an upper bound.
    let error = errors.count == 2 ? (errors[0] * errors[0] + errors[1] * errors[1]).squareRoot() : nil
    let isAlarm = drop > 0 && error.map { drop > 2 * $0 } ?? false
    let dropFinding = dropFinding(drop, error, peak, last)
    let inErrors = finding(
      "gold_drop_in_errors",
      drop == 0 ? 0 : error.flatMap { $0 > 0 ? drop / $0 : nil },
      "standard errors",
      reason: error == nil ? "no-standard-error" : "zero-variance"
    )
    return OveroptimizeCheck.Outcome(
      title: title,
      headline: headline(drop, isAlarm, hasError: error != nil, peak),
      findings: [
        dropFinding, inErrors, finding("proxy_gain_after_peak", gain, "proxy"),
        finding("peak_step", points[peak].checkpoint.step, "step"),
        finding("best_distance", distances[peak], "√nats"),
      ] + fits,
      tables: [table],
      drop: dropFinding,
      dropInErrors: inErrors,
      isAlarm: isAlarm
    )
  }

  private func finding(
    _ statistic: String,
    _ value: Double?,
    _ unit: String,
    _ interval: ConfidenceInterval? = nil,
    reason: String? = nil,
    note: String? = nil
  ) -> Finding {
    Finding(
      "overoptimize.\(title).\(statistic)",
      estimate: value,
      reason: value == nil ? reason ?? "no-data" : nil,
      interval: interval,
      n: points.count,
      clusters: prompts,
      unit: unit,
      note: note
    )
  }

  private func dropFinding(_ drop: Double, _ error: Double?, _ peak: Int, _ last: Int) -> Finding {
    let half = NormalDistribution.quantile975 * (drop == 0 ? 0 : error ?? 0)
    let interval =
      drop == 0 || error != nil
      ? ConfidenceInterval(low: drop - half, high: drop + half, method: "normal, unpaired") : nil
    let note =
      drop == 0
      ? (peak == last ? "gold is highest at the last checkpoint" : "the proxy does not rise after the peak")
      : error == nil ? "without gold_se the drop cannot be told from noise" : nil
    return finding("gold_drop", drop, "gold", interval, note: note)
  }

  private func headline(_ drop: Double, _ isAlarm: Bool, hasError: Bool, _ peak: Int) -> String {
    let place = "step \(ScorePhrase.decimal(points[peak].checkpoint.step))"
    if isAlarm {
      return
        "\(title): over-optimised: gold is highest at \(place) and falls by \(ScorePhrase.decimal(drop)) while the "
        + "proxy rises."
    }
    if drop > 0 {
      let why = hasError ? "within its error" : "and no gold_se says whether that is noise"
      return "\(title): gold falls by \(ScorePhrase.decimal(drop)) after \(place), \(why)."
    }
    return "\(title): no over-optimisation over \(points.count) checkpoints."
  }

  private var fit: Estimate<GoldCurveFit> {
    // Gold is measured from the first policy: the checkpoint at no divergence, else the nearest to it.
    let start = points[0].gold
    return GoldCurveFit.fit(distances, points.map { $0.gold - start }, form: form)
  }

  private var fits: [Finding] {
    let reason = points.count < 5 ? "fewer than five checkpoints: the fit says little" : nil
    guard let fit = fit.value else {
      return [finding("peak_distance", nil, "√nats", reason: fit.reason?.rawValue)]
    }
    func bounds(_ value: GoldCurveFit.Value) -> ConfidenceInterval {
      ConfidenceInterval(low: value.interval.low, high: value.interval.high, method: "delta")
    }
    let peak = fit.peak
    return [
      finding("alpha", fit.alpha.estimate, "gold a √nat", bounds(fit.alpha)),
      finding("beta", fit.beta.estimate, "gold", bounds(fit.beta)),
      finding(
        "peak_distance",
        peak.value?.distance.estimate,
        "√nats",
        peak.value.map { bounds($0.distance) },
        reason: "no-peak-in-range",
        note: reason
      ),
      finding(
        "peak_gold",
        peak.value?.gold.estimate,
        "gold",
        peak.value.map { bounds($0.gold) },
        reason: "no-peak-in-range"
      ),
    ]
  }

  private var table: FindingTable {
    let gold = points.map(\.gold)
    let smooth = UnimodalRegression.fit(gold)?.values ?? gold
    let fitted = fit.value
    return FindingTable(
      "overoptimize.\(title).curve",
      title: "Proxy and gold by √KL: \(title)",
      columns: ["√KL", "proxy", "gold", "gold low", "gold high", "gold smoothed", "gold fitted", "step"],
      rows: points.indices.map { index in
        let half = points[index].checkpoint.goldError.map { $0 * NormalDistribution.quantile975 }
        return [
          .number(distances[index]), .number(points[index].checkpoint.proxy), .number(gold[index]),
          half.map { .number(gold[index] - $0) } ?? .undefined("no-standard-error"),
          half.map { .number(gold[index] + $0) } ?? .undefined("no-standard-error"), .number(smooth[index]),
          fitted.map { .number(gold[0] + $0.gold(at: distances[index])) } ?? .undefined("no-data"),
          .number(points[index].checkpoint.step),
        ]
      },
      plot: .curves(x: 0, y: [2, 1, 6], low: 3, high: 4, style: .lines)
    )
  }
}
