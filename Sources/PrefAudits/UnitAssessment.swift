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
    let differences = sample.values(unit.difference)
    let effects = DifferenceEffects(IntegerHistogram(differences))
    let share = sample.mean(unit: 2) { LengthBias.halves(unit, $0) }
    longerWins = Self.longerWins(unit, share, bootstrap)
    findings =
      [longerWins] + Self.shares(unit, sample, effects, share) + Self.means(unit, sample)
      + Self.correlations(unit, sample, effects, differences) + Self.logits(unit, sample, differences)
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
    return [
      .of("\(name).mean_chosen", sample.mean(unit.chosen), n: sample.count, unit: unit.rawValue),
      .of("\(name).mean_rejected", sample.mean(unit.rejected), n: sample.count, unit: unit.rawValue),
      .of("\(name).mean_difference", sample.mean(unit.difference), n: sample.count, unit: unit.rawValue),
    ]
  }

  private static func correlations(
    _ unit: LengthUnit,
    _ sample: PairSample,
    _ effects: DifferenceEffects,
    _ differences: [Int]
  ) -> [Finding] {
    let name = "length.\(unit.rawValue)"
    let correlation = effects.symmetrizedCorrelation
    var influences: [Double] = []
    if let mean = effects.mean.value, let rms = effects.rootMeanSquare.value, rms > 0 {
      influences = differences.map { value in
        let d = Double(value)
        return (d - mean) / rms - mean * (d * d - rms * rms) / (2 * rms * rms * rms)
      }
    }
    return [
      .of(
        "\(name).symmetrized_correlation",
        correlation,
        around(correlation, sample, influences),
        method: "cluster-robust delta",
        n: sample.count,
        clusters: sample.clusters,
        unit: "correlation"
      ),
      rankBiserial(name, sample, effects, differences),
    ]
  }

  private static func rankBiserial(
    _ name: String,
    _ sample: PairSample,
    _ effects: DifferenceEffects,
    _ differences: [Int]
  ) -> Finding {
    let value = effects.rankBiserial.map(\.value)
    var influences: [Double] = []
    if let value = value.value {
      let ranks = MagnitudeRanks(effects.histogram)
      influences = differences.map { d in
        d == 0 ? 0 : ranks.rank(of: abs(d)) * (Double(d.signum()) - value) / ranks.meanRank(over: differences.count)
      }
    }
    return .of(
      "\(name).rank_biserial",
      value,
      around(value, sample, influences),
      method: "cluster-robust, ranks fixed",
      n: effects.longer + effects.shorter,
      clusters: sample.clusters,
      unit: "correlation"
    )
  }

  private static func around(
    _ estimate: Estimate<Double>,
    _ sample: PairSample,
    _ influences: [Double]
  ) -> Estimate<Interval>? {
    guard let value = estimate.value, let error = sample.clusterStandardError(influences: influences) else {
      return nil
    }
    return .success(
      Interval(center: value, halfWidth: NormalDistribution.quantile975 * error).clamped(to: -1...1)
    )
  }

  private static func logits(_ unit: LengthUnit, _ sample: PairSample, _ differences: [Int]) -> [Finding] {
    let name = "length.\(unit.rawValue)"
    let fit = LengthLogit.fit(differences, clusters: sample.clusterIndices)
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
      covariate("\(name).log_ratio_logit", sample) { row in
        LengthCovariate.logRatio(chosen: unit.chosen(row), rejected: unit.rejected(row))
      },
      covariate("\(name).normalized_logit", sample, isScaled: true) { row in
        LengthCovariate.normalized(chosen: unit.chosen(row), rejected: unit.rejected(row))
      },
    ]
  }

  /// A logit on one covariate, divided by its root mean square where that is part of its definition.
  private static func covariate(
    _ metric: String,
    _ sample: PairSample,
    isScaled: Bool = false,
    _ value: (PairRow) -> Double
  ) -> Finding {
    var values = sample.values(value)
    if isScaled, let scale = LengthCovariate.rootMeanSquare(values).value {
      for index in values.indices { values[index] /= scale }
    }
    let design = PairDesign(features: 1, values: values, clusters: sample.clusterIndices)
    return coefficient(metric, PairLogit.fit(design), sample)
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
    let chosen = IntegerHistogram(sample.values(unit.chosen))
    let rejected = IntegerHistogram(sample.values(unit.rejected))
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
