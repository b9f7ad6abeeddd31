public import PrefFindings
import PrefStatistics

/// How far "prefer the longer reply", or the shorter one, predicts the label.
///
/// Source: STATISTICS of the audit in docs/audits.md; Singhal et al. 2023, arXiv:2310.03716; Dubois et al. 2024,
/// arXiv:2404.04475 (tanh of the scaled difference). Where we differ: differences are scaled by their root mean square
/// about zero and never centred, so exchanging chosen and rejected mirrors every number.
// Witnesses are documented where the protocol declares them.
// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
public struct LengthBias: Audit {
  public static let name = "length"
  public static let summary = "Asks how far the longer or the shorter reply is the chosen one, whatever it says."
  public static let metrics = LengthUnit.allCases.flatMap { unit in
    LengthUnit.statistics.map { "length.\(unit.rawValue).\($0)" }
  }

  public static func assess(_ state: AuditState, _ settings: AuditSettings) -> AuditResult {
    let sample = PairSample(state.pairs)
    guard sample.count > 0 else {
      return result(.notAssessed, reason: "no decided pair", "No decided pair, so length bias cannot be assessed.")
    }
    let bootstrap = sample.bootstrap(LengthUnit.allCases.map { unit in { halves(unit, $0) } }, settings)
    let count = LengthUnit.allCases.count
    let parts = settings.map(count + 1) { index -> Part in
      guard index < count else { return .depths(byDepth(sample)) }
      return .unit(UnitAssessment(LengthUnit.allCases[index], sample, bootstrap: bootstrap.map { ($0, index, count) }))
    }
    let units = parts.compactMap { if case .unit(let unit) = $0 { unit } else { nil } }
    guard case .depths(let depths) = parts.last else { preconditionFailure("the last part") }
    var outcome = result(.pass, headline(units[0], ties: state.ties))
    outcome.findings = units.flatMap(\.findings)
    outcome.tables = units.map(\.deciles) + [depths, descriptives(units)]
    return outcome
  }

  /// What one thread computes.
  private enum Part: Sendable {
    case unit(UnitAssessment)
    case depths(FindingTable)
  }

  /// Twice the credit that "the longer reply is chosen" earns on a pair: 2, or 1 for equal lengths.
  static func halves(_ unit: LengthUnit, _ row: PairRow) -> Int { 1 + unit.difference(row).signum() }

  private static func headline(_ words: UnitAssessment, ties: Int) -> String {
    let finding = words.longerWins
    guard let share = finding.estimate else { return "Length bias is undefined: \(finding.reason ?? "no data")." }
    let half = finding.interval.flatMap { interval in interval.high.map { $0 - share } }
    let spread = half.map { " ± \(Phrase.percent($0))" } ?? ""
    return "Longer replies win \(Phrase.percent(share))\(spread) % of \(Phrase.count(finding.n)) pairs "
      + "(\(Phrase.count(finding.clusters ?? 0)) prompt clusters, lengths in words)."
  }

  private static func result(_ status: Verdict, reason: String? = nil, _ headline: String) -> AuditResult {
    AuditResult(
      name: name,
      status: status,
      reason: reason,
      headline: headline,
      explanation: Explanation(
        meaning:
          "The share of pairs in which the longer reply was chosen; equal lengths count half. One half means that "
          + "length alone says nothing about the label. A share that rises or falls with the size of the difference is a "
          + "dose-response.",
        consequence:
          "A reward model that can score by length will: optimised against, it yields verbose, padded answers, "
          + "or curt ones where the share is below one half, at a high reward.",
        advice:
          "Look at the deciles first. Where the effect is strong, collect pairs of equal length, balance or reweight "
          + "by length, or train with a length-controlled loss, and audit again."
      )
    )
  }

  private static func byDepth(_ sample: PairSample) -> FindingTable {
    let rows = Depth.allCases.compactMap { depth -> [Cell]? in
      let mean = sample.mean(unit: 2) { depth.holds($0) ? halves(.words, $0) : nil }
      guard let value = mean.value else { return nil }
      return [
        .text(depth.title), .count(value.count), .number(value.mean), Cell(mean.flatMap(\.interval).map(\.low)),
        Cell(mean.flatMap(\.interval).map(\.high)),
        Cell(sample.mean { depth.holds($0) ? LengthUnit.words.difference($0) : nil }.map(\.mean)),
      ]
    }
    return FindingTable(
      "length.words.by_depth",
      title: "Share of pairs whose longer reply is chosen, by user turns in the prompt (words)",
      columns: ["user turns", "pairs", "longer chosen", "low", "high", "mean difference"],
      rows: rows
    )
  }

  private static func descriptives(_ units: [UnitAssessment]) -> FindingTable {
    FindingTable(
      "length.all.descriptives",
      title: "Lengths of chosen and rejected replies",
      columns: [
        "unit", "mean chosen", "mean rejected", "median chosen", "median rejected", "mean difference",
        "median difference", "rms difference", "longer", "shorter", "equal",
      ],
      rows: units.map(\.descriptives)
    )
  }
}

/// A unit that lengths are measured in.
enum LengthUnit: String, CaseIterable, Sendable {
  case words
  case scalars
  case bytes
  case sentences

  static let statistics = [
    "longer_wins", "longer_wins_standard_error", "longer_wins_without_ties", "sign_test", "mean_chosen",
    "mean_rejected",
    "mean_difference", "symmetrized_correlation", "rank_biserial", "tanh_logit", "tanh_logit_standard_error",
    "tanh_logit_cluster_standard_error", "information", "log_ratio_logit", "normalized_logit",
  ]

  func chosen(_ row: PairRow) -> Int { length(row.chosen) }
  func rejected(_ row: PairRow) -> Int { length(row.rejected) }
  func difference(_ row: PairRow) -> Int { chosen(row) - rejected(row) }

  private func length(_ lengths: PairRow.Lengths) -> Int {
    switch self {
    case .words: Int(lengths.words)
    case .scalars: Int(lengths.scalars)
    case .bytes: Int(lengths.bytes)
    case .sentences: Int(lengths.sentences)
    }
  }
}

/// How deep in a conversation a pair stands, in user turns.
enum Depth: CaseIterable {
  case one, few, many

  var title: String {
    switch self {
    case .one: "1"
    case .few: "2 to 3"
    case .many: "4 or more"
    }
  }

  func holds(_ row: PairRow) -> Bool {
    switch self {
    case .one: row.depth <= 1
    case .few: row.depth == 2 || row.depth == 3
    case .many: row.depth >= 4
    }
  }
}
