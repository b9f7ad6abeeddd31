import PrefStatistics
import PrefText

/// A refusal detector as the audit reports it.
enum RefusalDetector: String, CaseIterable, Sendable {
  case head = "pk_head40"
  case anywhere = "pk_anywhere"
  case xstest = "xstest_folded"
  case xstestASCII = "xstest_raw_ascii"
  case garak = "garak_folded"
  case garakASCII = "garak_raw_ascii"

  static let statistics = [
    "rate_chosen", "rate_rejected", "risk_difference", "risk_difference_standard_error",
    "risk_difference_cluster_standard_error", "risk_difference_score", "odds_ratio", "win_share", "mcnemar",
    "mcnemar_exact", "mcnemar_mid_p", "length_adjusted_odds_ratio", "length_adjusted_logit",
    "length_adjusted_logit_standard_error", "length_adjusted_win",
  ]

  var bit: RefusalDetectors {
    switch self {
    case .head: .pkHead40
    case .anywhere: .pkAnywhere
    case .xstest: .xstestFolded
    case .xstestASCII: .xstestRawASCII
    case .garak: .garakFolded
    case .garakASCII: .garakRawASCII
    }
  }

  func chosen(_ row: PairRow) -> Bool { row.chosenRefusals.contains(bit) }
  func rejected(_ row: PairRow) -> Bool { row.rejectedRefusals.contains(bit) }

  /// Flag of the chosen reply less that of the rejected one: −1, 0 or 1.
  func difference(_ row: PairRow) -> Int { (chosen(row) ? 1 : 0) - (rejected(row) ? 1 : 0) }

  /// The paired two-by-two table over the rows a condition holds for.
  func table(_ sample: PairSample, where holds: (PairRow) -> Bool = { _ in true }) -> PairedBinary {
    var table = PairedBinary()
    for index in 0..<sample.count {
      let row = sample.rows[index]
      if holds(row) { table.observe(chosen: chosen(row), rejected: rejected(row)) }
    }
    return table
  }
}
