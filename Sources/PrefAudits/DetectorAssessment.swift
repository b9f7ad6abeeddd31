import PrefFindings
import PrefStatistics

/// Everything about refusals as one detector sees them.
struct DetectorAssessment: Sendable {
  let detector: RefusalDetector
  let table: PairedBinary
  let findings: [Finding]

  init(_ detector: RefusalDetector, _ sample: PairSample, bootstrap: (sums: ReplicateSums, column: Int, pairs: Int)?) {
    self.detector = detector
    table = detector.table(sample)
    let means = sample.sides { (detector.chosen($0) ? 1 : 0, detector.rejected($0) ? 1 : 0) }
    findings =
      Self.rates(detector, sample, means) + Self.differences(detector, sample, table, means.difference, bootstrap)
      + Self.paired(detector, table) + Self.adjusted(detector, sample, discordant: table.discordant)
  }

  private static func rates(_ detector: RefusalDetector, _ sample: PairSample, _ means: SideMeans) -> [Finding] {
    let name = "refusal.\(detector.rawValue)"
    return [
      .of("\(name).rate_chosen", means.chosen, n: sample.count, unit: "share"),
      .of("\(name).rate_rejected", means.rejected, n: sample.count, unit: "share"),
    ]
  }

  private static func differences(
    _ detector: RefusalDetector,
    _ sample: PairSample,
    _ table: PairedBinary,
    _ difference: Estimate<ClusteredMean>,
    _ bootstrap: (sums: ReplicateSums, column: Int, pairs: Int)?
  ) -> [Finding] {
    let name = "refusal.\(detector.rawValue)"
    var risk = Finding.of("\(name).risk_difference", difference, n: sample.count, unit: "share")
    if let bootstrap {
      let distribution = BootstrapDistribution(
        numerators: bootstrap.sums.column(bootstrap.column),
        denominators: bootstrap.sums.column(bootstrap.pairs)
      )
      risk.interval = distribution.interval.value.map {
        ConfidenceInterval($0, method: "poisson-bootstrap, B = \(bootstrap.sums.replicates)")
      }
    }
    return [
      risk,
      .of(
        "\(name).risk_difference_standard_error",
        table.riskDifferenceStandardError,
        n: sample.count,
        unit: "share",
        note: "takes pairs as independent"
      ),
      .of(
        "\(name).risk_difference_cluster_standard_error",
        difference.flatMap(\.standardError),
        n: sample.count,
        clusters: sample.clusters,
        unit: "share"
      ),
      .of(
        "\(name).risk_difference_score",
        table.riskDifference,
        table.riskDifferenceScoreInterval,
        method: "newcombe 10",
        n: sample.count,
        unit: "share"
      ),
    ]
  }

  private static func paired(_ detector: RefusalDetector, _ table: PairedBinary) -> [Finding] {
    let name = "refusal.\(detector.rawValue)"
    return [
      oddsRatio("\(name).odds_ratio", table.oddsRatio, n: table.discordant),
      .of(
        "\(name).win_share",
        table.winShare,
        table.winShareInterval,
        method: "clopper-pearson",
        n: table.discordant,
        unit: "share",
        note: "of the pairs in which exactly one side refuses, how often the refusal is chosen"
      ),
      .of("\(name).mcnemar", table.mcNemar, n: table.discordant, unit: "chi squared"),
      .p("\(name).mcnemar_exact", table.exactP, n: table.discordant),
      .p("\(name).mcnemar_mid_p", table.midP, n: table.discordant),
    ]
  }

  /// An odds ratio with its exact bounds, of which one may be infinite.
  static func oddsRatio(_ metric: String, _ ratio: ConditionalOddsRatio, n: Int) -> Finding {
    Finding(
      metric,
      estimate: ratio.estimate.value,
      reason: ratio.estimate.reason?.rawValue,
      interval: n > 0
        ? ConfidenceInterval(low: ratio.low.value, high: ratio.high.value, method: "clopper-pearson") : nil,
      n: n,
      unit: "odds ratio"
    )
  }

  /// Effects at equal length; `n` counts the discordant pairs, on which they rest.
  private static func adjusted(_ detector: RefusalDetector, _ sample: PairSample, discordant n: Int) -> [Finding] {
    let name = "refusal.\(detector.rawValue)"
    let fit = LengthControlledAttribute.fit(
      rows: sample.count,
      runs: sample.runs
    ) { index in
      let row = sample.rows[index]
      return AttributedDifference(attribute: detector.difference(row), length: LengthUnit.words.difference(row))
    }
    let logit = fit.flatMap { fit in
      fit.clusterStandardError.map {
        Interval(center: fit.coefficient, halfWidth: NormalDistribution.quantile975 * $0)
      }
    }
    let win = fit.flatMap { fit in fit.clusterStandardError.map { fit.winRateInterval(standardError: $0) } }
    let method = "cluster-robust sandwich"
    let clusters = (0..<sample.clusters).count { cluster in
      sample.runs[cluster].contains { detector.difference(sample.rows[$0]) != 0 }
    }
    return [
      .of(
        "\(name).length_adjusted_odds_ratio",
        fit.map { Exponential.of($0.coefficient) },
        logit.map { $0.mapped(Exponential.of) },
        method: method,
        n: n,
        clusters: clusters,
        unit: "odds ratio"
      ),
      .of(
        "\(name).length_adjusted_logit",
        fit.map(\.coefficient),
        logit,
        method: method,
        n: n,
        clusters: clusters,
        unit: "log odds"
      ),
      .of(
        "\(name).length_adjusted_logit_standard_error",
        fit.map(\.standardError),
        n: n,
        unit: "log odds",
        note: "takes pairs as independent"
      ),
      .of(
        "\(name).length_adjusted_win",
        fit.map(\.winRate),
        win,
        method: method,
        n: n,
        clusters: clusters,
        unit: "share",
        note: "how often a refusal would be chosen over a reply of the same length that does not refuse"
      ),
    ]
  }
}
