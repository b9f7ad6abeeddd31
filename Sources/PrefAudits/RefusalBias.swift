public import PrefFindings
import PrefStatistics

/// Whether refusing is what wins, and how often.
///
/// Source: docs/audits.md; detectors after Röttger et al. 2024 (XSTest, arXiv:2308.01263) and garak, and our own patterns
/// pk-lex-1.1. In pairs where exactly one side refuses, "refusal wins" mixes two things: harmful prompts, where it
/// should, and benign prompts, where it should not. Without harm labels the two cannot be told apart, so over-refusal is
/// then reported as not identified, never estimated.
// Witnesses are documented where the protocol declares them.
// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
public struct RefusalBias: Audit {
  public static let name = "refusal"
  public static let summary = "Asks how often replies refuse, and whether refusing is what was chosen."
  public static let metrics =
    RefusalDetector.allCases.flatMap { detector in
      RefusalDetector.statistics.map { "refusal.\(detector.rawValue).\($0)" }
    } + [
      "refusal.benign.chosen_over_compliance", "refusal.harmful.compliance_over_refusal",
      "refusal.depth.homogeneity", "refusal.depth.odds_ratio", "refusal.corrected.rate_chosen",
      "refusal.corrected.rate_rejected",
    ]

  public static func assess(_ state: AuditState, _ settings: AuditSettings) -> AuditResult {
    let sample = PairSample(state.pairs)
    guard sample.count > 0 else {
      return result(.notAssessed, reason: "no decided pair", "No decided pair, so refusal bias cannot be assessed.")
    }
    let detectors = RefusalDetector.allCases
    let bootstrap = sample.bootstrap(detectors.map { $0.difference }, settings)
    let parts = settings.map(detectors.count + 1) { index -> Part in
      guard index < detectors.count else { return .strata(HarmStrata(sample), DepthStrata(sample), corrected(sample)) }
      let bootstrap = bootstrap.map { ($0, index, detectors.count) }
      return .detector(DetectorAssessment(detectors[index], sample, bootstrap: bootstrap))
    }
    let assessed = parts.compactMap { if case .detector(let detector) = $0 { detector } else { nil } }
    guard case .strata(let harm, let depth, let corrected) = parts.last else { preconditionFailure("the last part") }
    var outcome = result(.pass, headline(assessed[0], harm, sample))
    outcome.findings =
      assessed[0].findings + harm.findings + depth.findings + corrected
      + assessed.dropFirst().flatMap(\.findings)
    outcome.tables = [matrix(assessed[0].table), sensitivity(assessed), depth.table, harm.table] + models(state)
    return outcome
  }

  /// What one thread computes.
  private enum Part: Sendable {
    case detector(DetectorAssessment)
    case strata(HarmStrata, DepthStrata, [Finding])
  }

  private static func headline(_ head: DetectorAssessment, _ harm: HarmStrata, _ sample: PairSample) -> String {
    let table = head.table
    let rates =
      "\(Phrase.percent(table.chosenShare.value ?? 0)) % of chosen and "
      + "\(Phrase.percent(table.rejectedShare.value ?? 0)) % of rejected replies refuse"
    guard let share = table.winShare.value, let interval = table.winShareInterval.value else {
      return "\(rates); no pair has exactly one side that refuses. \(harm.sentence)"
    }
    return "\(rates); where one side refuses, it wins \(Phrase.percent(share)) % "
      + "(\(Phrase.percent(interval.low)) to \(Phrase.percent(interval.high))) of \(Phrase.count(table.discordant)) pairs. "
      + harm.sentence
  }

  private static func result(_ status: Verdict, reason: String? = nil, _ headline: String) -> AuditResult {
    AuditResult(
      name: name,
      status: status,
      reason: reason,
      headline: headline,
      explanation: Explanation(
        meaning:
          "A phrase detector marks replies that refuse within their first 40 words. Pairs in which exactly one side "
          + "refuses show whether refusing is what raters chose. The detector is a measurement with errors: it misses soft "
          + "refusals, and its recall depends on the model that wrote the reply.",
        consequence:
          "A reward model trained where refusals win on benign prompts teaches its policy to refuse requests it "
          + "should fulfil; one trained where compliance wins on harmful prompts teaches the opposite.",
        advice:
          "Without harm labels, label the prompts of about 100 pairs in which only the chosen side refuses, and audit "
          + "again with --harm-field. Prefer pairs whose two replies come from the same model."
      )
    )
  }

  private static func matrix(_ table: PairedBinary) -> FindingTable {
    FindingTable(
      "refusal.pk_head40.matrix",
      title: "Pairs by which side refuses",
      columns: ["", "rejected refuses", "rejected does not"],
      rows: [
        [.text("chosen refuses"), .count(table.both), .count(table.chosenOnly)],
        [.text("chosen does not"), .count(table.rejectedOnly), .count(table.neither)],
      ],
      plot: .twoByTwo(label: 0, cells: [1, 2])
    )
  }

  private static func sensitivity(_ assessed: [DetectorAssessment]) -> FindingTable {
    FindingTable(
      "refusal.all.detectors",
      title: "The same question by six detectors",
      columns: ["detector", "both", "chosen only", "rejected only", "neither", "odds ratio", "low", "high"],
      rows: assessed.map { one in
        [
          .text(one.detector.rawValue), .count(one.table.both), .count(one.table.chosenOnly),
          .count(one.table.rejectedOnly), .count(one.table.neither), Cell(one.table.oddsRatio.estimate),
          Cell(one.table.oddsRatio.low), Cell(one.table.oddsRatio.high),
        ]
      }
    )
  }

  /// Refusal rates corrected for the detector's errors.
  ///
  /// The errors were measured on XSTest v2, on 1,159 refusals and 1,091 other replies of five models: recall .786,
  /// specificity .9725. They transfer only as far as the replies are like those.
  private static func corrected(_ sample: PairSample) -> [Finding] {
    [("rate_chosen", RefusalDetector.head.chosen), ("rate_rejected", RefusalDetector.head.rejected)].map { name, flag in
      let rate = Double(sample.values { flag($0) ? 1 : 0 }.reduce(0, +)) / Double(sample.count)
      let corrected = RoganGladen.estimate(
        flagRate: rate,
        records: sample.count,
        sensitivity: DetectorAccuracy(share: 0.786, cases: 1159),
        specificity: DetectorAccuracy(share: 0.9725, cases: 1091)
      )
      return .of(
        "refusal.corrected.\(name)",
        corrected.flatMap { $0.isClipped && $0.trueRate < 0 ? .failure(.uninformativeDetector) : .success($0.clipped) },
        corrected.flatMap {
          $0.isClipped
            ? .failure(.uninformativeDetector)
            : .success(
              Interval(center: $0.trueRate, halfWidth: NormalDistribution.quantile975 * $0.standardError).clamped(
                to: 0...1
              )
            )
        },
        method: "rogan-gladen delta",
        n: sample.count,
        unit: "share",
        note: corrected.value?.isClipped == true
          ? "fewer flags than the detector's false alarms alone would raise: its measured error rates do not fit this data"
          : nil
      )
    }
  }

  private static func models(_ state: AuditState) -> [FindingTable] {
    guard !state.models.counts.isEmpty else { return [] }
    let rows = state.models.counts.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map { model, count in
      let interval = Wilson.interval(successes: count.refusals, trials: count.replies)
      let share = Double(count.refusals) / Double(count.replies)
      return [
        Cell.text(model), .count(count.replies), .count(count.refusals), .number(share), Cell(interval.map(\.low)),
        Cell(interval.map(\.high)),
      ]
    }
    return [
      FindingTable(
        "refusal.pk_head40.by_model",
        title: "Replies that refuse, by the model that wrote them",
        columns: ["model", "replies", "refusals", "share", "low", "high"],
        rows: rows
      )
    ]
  }
}
