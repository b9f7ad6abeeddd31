import PrefFindings
import PrefStatistics

/// Everything about length in one unit.
struct UnitAssessment: Sendable {
  let unit: LengthUnit
  let longerWins: Finding
  let findings: [Finding]
  let deciles: FindingTable
  let descriptives: [Cell]

  /// `bootstrap`: Replicate sums, the column of this unit, and the column of pair counts.
  init(_ unit: LengthUnit, _ sample: PairSample, bootstrap: (sums: ReplicateSums, column: Int, pairs: Int)?) {
    self.unit = unit
    let effects = DifferenceEffects(sample.histogram(unit.difference))
    let share = sample.mean(unit: 2) { LengthBias.halves(unit, $0) }
    longerWins = Self.longerWins(unit, share, bootstrap)
    findings =
      [longerWins] + Self.shares(unit, sample, effects, share) + Self.means(unit, sample)
      + Self.correlations(unit, sample, effects) + Self.logits(unit, sample, effects)
    deciles = Self.deciles(unit, effects)
    descriptives = Self.descriptives(unit, sample, effects)
  }

  private static func longerWins(
    _ unit: LengthUnit,
    _ share: Estimate<ClusteredMean>,
    _ bootstrap: (sums: ReplicateSums, column: Int, pairs: Int)?
  ) -> Finding {
    var finding = Finding.of("length.\(unit.rawValue).longer_wins", share, n: 0, unit: "share")
    guard let bootstrap else { return finding }
    let distribution = BootstrapDistribution(
      numerators: bootstrap.sums.column(bootstrap.column),
      denominators: bootstrap.sums.column(bootstrap.pairs),
      unit: 2
    )
    finding.interval = distribution.interval.value.map {
      ConfidenceInterval($0, method: "poisson-bootstrap, B = \(bootstrap.sums.replicates)")
    }
    if distribution.dropped > 0 { finding.note = "\(distribution.dropped) empty replicates left out" }
    return finding
  }

  private static func shares(
    _ unit: LengthUnit,
    _ sample: PairSample,
    _ effects: DifferenceEffects,
    _ share: Estimate<ClusteredMean>
  ) -> [Finding] {
    let name = "length.\(unit.rawValue)"
    let decided = effects.longer + effects.shorter
    return [
      .of(
        "\(name).longer_wins_standard_error",
        share.flatMap(\.standardError),
        n: sample.count,
        clusters: sample.clusters,
        unit: "share"
      ),
      .of(
        "\(name).longer_wins_without_ties",
        effects.tieFreeShare,
        effects.tieFreeInterval,
        method: "wilson",
        n: decided,
        unit: "share"
      ),
      .p("\(name).sign_test", effects.signTest, n: decided),
    ]
  }

  private static func means(_ unit: LengthUnit, _ sample: PairSample) -> [Finding] {
    let name = "length.\(unit.rawValue)"
    let means = sample.sides { (unit.chosen($0), unit.rejected($0)) }
    return [
      .of("\(name).mean_chosen", means.chosen, n: sample.count, unit: unit.rawValue),
      .of("\(name).mean_rejected", means.rejected, n: sample.count, unit: unit.rawValue),
      .of("\(name).mean_difference", means.difference, n: sample.count, unit: unit.rawValue),
    ]
  }

  private static func correlations(
    _ unit: LengthUnit,
    _ sample: PairSample,
    _ effects: DifferenceEffects
  ) -> [Finding] {
    let name = "length.\(unit.rawValue)"
    let correlation = effects.symmetrizedCorrelation
    let (mean, rms) = (effects.mean.value ?? 0, effects.rootMeanSquare.value ?? 0)
    let influences = ValueTable(effects.histogram.values) { value in
      let d = Double(value)
      return (d - mean) / rms - mean * (d * d - rms * rms) / (2 * rms * rms * rms)
    }
    return [
      .of(
        "\(name).symmetrized_correlation",
        correlation,
        around(correlation, unit, sample, influences),
        method: "cluster-robust delta",
        n: sample.count,
        clusters: sample.clusters,
        unit: "correlation"
      ),
      rankBiserial(unit, sample, effects),
    ]
  }

  private static func rankBiserial(
    _ unit: LengthUnit,
    _ sample: PairSample,
    _ effects: DifferenceEffects
  ) -> Finding {
    let value = effects.rankBiserial.map(\.value)
    let (center, ranks) = (value.value ?? 0, MagnitudeRanks(effects.histogram))
    let influences = ValueTable(effects.histogram.values) { d in
      d == 0 ? 0 : ranks.rank(of: abs(d)) * (Double(d.signum()) - center) / ranks.meanRank(over: sample.count)
    }
    return .of(
      "length.\(unit.rawValue).rank_biserial",
      value,
      around(value, unit, sample, influences),
      method: "cluster-robust, ranks fixed",
      n: effects.longer + effects.shorter,
      clusters: sample.clusters,
      unit: "correlation"
    )
  }

  private static func around(
    _ estimate: Estimate<Double>,
    _ unit: LengthUnit,
    _ sample: PairSample,
    _ influences: ValueTable
  ) -> Estimate<Interval>? {
    guard let value = estimate.value,
      let error = sample.clusterStandardError(influence: { influences[unit.difference($0)] })
    else { return nil }
    return .success(
      Interval(center: value, halfWidth: NormalDistribution.quantile975 * error).clamped(to: -1...1)
    )
  }

  private static func logits(_ unit: LengthUnit, _ sample: PairSample, _ effects: DifferenceEffects) -> [Finding] {
    let name = "length.\(unit.rawValue)"
    let fit = LengthLogit.fit(effects.histogram, runs: sample.runs) { unit.difference(sample.rows[$0]) }
    return [
      coefficient("\(name).tanh_logit", fit.map(\.fit), sample),
      .of(
        "\(name).tanh_logit_standard_error",
        fit.map(\.standardError),
        n: sample.count,
        unit: "log odds",
        note: "takes pairs as independent"
      ),
      .of(
        "\(name).tanh_logit_cluster_standard_error",
        fit.flatMap(\.clusterStandardError),
        n: sample.count,
        clusters: sample.clusters,
        unit: "log odds"
      ),
      .of("\(name).information", fit.map(\.fit.informationBits), n: sample.count, unit: "bits a pair"),
      coefficient("\(name).log_ratio_logit", LengthRatioLogit.logRatio(unit, sample), sample),
      coefficient("\(name).normalized_logit", LengthRatioLogit.normalized(unit, sample), sample),
    ]
  }

  private static func coefficient(_ metric: String, _ fit: Estimate<PairLogit>, _ sample: PairSample) -> Finding {
    let interval = fit.flatMap { fit in
      fit.clusterStandardErrors.map { errors in
        Interval(center: fit.coefficients[0], halfWidth: NormalDistribution.quantile975 * errors[0])
      }
    }
    return .of(
      metric,
      fit.map { $0.coefficients[0] },
      interval,
      method: "cluster-robust sandwich",
      n: sample.count,
      clusters: sample.clusters,
      unit: "log odds"
    )
  }

  private static func deciles(_ unit: LengthUnit, _ effects: DifferenceEffects) -> FindingTable {
    let bins = DoseResponse.estimate(effects.histogram).value?.bins ?? []
    return FindingTable(
      "length.\(unit.rawValue).deciles",
      title: "Share of pairs whose longer reply is chosen, by size of the difference (\(unit.rawValue))",
      columns: ["difference up to", "pairs", "longer chosen", "share", "low", "high"],
      rows: bins.map { bin in
        [
          .number(bin.upTo), .count(bin.count), .count(bin.longer), .number(bin.share), Cell(bin.interval.map(\.low)),
          Cell(bin.interval.map(\.high)),
        ]
      },
      plot: .series(label: 0, value: 3, low: 4, high: 5, reference: 0.5)
    )
  }

  private static func descriptives(
    _ unit: LengthUnit,
    _ sample: PairSample,
    _ effects: DifferenceEffects
  ) -> [Cell] {
    let chosen = sample.histogram(unit.chosen)
    let rejected = sample.histogram(unit.rejected)
    return [
      .text(unit.rawValue), Cell(chosen.mean), Cell(rejected.mean), Cell(chosen.median), Cell(rejected.median),
      Cell(effects.mean), Cell(effects.median), Cell(effects.rootMeanSquare), .count(effects.longer),
      .count(effects.shorter), .count(effects.ties),
    ]
  }
}

/// Average ranks of absolute differences, zeros left out, as the signed-rank statistics use them.
private struct MagnitudeRanks {
  private var ranks: [Int: Double] = [:]
  private var total = 0.0

  init(_ histogram: IntegerHistogram) {
    var counts: [Int: Int] = [:]
    for (value, count) in zip(histogram.values, histogram.counts) where value != 0 {
      counts[abs(value), default: 0] += count
    }
    var below = 0
    for (magnitude, count) in counts.sorted(by: { $0.key < $1.key }) {
      let rank = Double(below) + Double(count + 1) / 2
      ranks[magnitude] = rank
      total += rank * Double(count)
      below += count
    }
  }

  func rank(of magnitude: Int) -> Double { ranks[magnitude] ?? 0 }

  /// Sum of ranks spread over all pairs, those with equal sides included.
  func meanRank(over pairs: Int) -> Double { total / Double(pairs) }
}
