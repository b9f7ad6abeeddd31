import Foundation
import Testing

@Suite(
  "HH harmless-base test, 2,312 pairs",
  .enabled(if: Shared.hh != nil && Shared.hhReference != nil, "no shared data")
)
struct HHAcceptanceTests {
  let space: Workspace
  let reference: Row

  init() throws {
    space = try Workspace()
    let hh = try #require(Shared.hh)
    try FileManager.default.createSymbolicLink(at: space.url("hh.jsonl.gz"), withDestinationURL: hh)
    reference = try object(try Data(contentsOf: try #require(Shared.hhReference)))
    try space.must("ingest", "hh.jsonl.gz", "-o", "rows.jsonl", "--ledger", "run.json")
  }

  @Test func everyRowIsReadAndTheOddOnesAreFlagged() throws {
    let ledger = try object(try space.data("run.json"))
    #expect(ledger["read"] as? Int == 2312 && ledger["written"] as? Int == 2312)
    let flagged = ledger["flagged"] as? [String: Int]
    #expect(flagged == ["prompt-mismatch": 5, "empty-chosen": 4])
    #expect(try space.prefkit("validate", "rows.jsonl").status == 0)
  }

  @Test func promptAndCompletionGiveTheOriginalBytes() throws {
    let original = try rows(try space.shell("gzip -dc hh.jsonl.gz").output)
    let canonical = try rows(try space.data("rows.jsonl"))
    try #require(original.count == canonical.count)
    for (index, (raw, row)) in zip(original, canonical).enumerated() {
      for side in ["chosen", "rejected"] {
        let text = try transcript(row, side)
        #expect(text.utf8.elementsEqual((raw[side] as? String ?? "?").utf8), "row \(index + 1), \(side)")
      }
    }
  }

  /// The transcript that a row comes from: the marks before each turn, and the spaces after them that the canonical form
  /// sets apart.
  private func transcript(_ row: Row, _ side: String) throws -> String {
    let prompt = try #require(row["prompt"] as? [Row])
    let completion = try #require(row[side] as? [Row])
    let metadata = try object(Data((row["metadata"] as? String ?? "{}").utf8))
    let bare = metadata["unspaced_\(side)_turns"] as? [Int] ?? []
    var text = ""
    for (index, turn) in (prompt + completion).enumerated() {
      text += turn["role"] as? String == "user" ? "\n\nHuman:" : "\n\nAssistant:"
      text += (bare.contains(index) ? "" : " ") + (turn["content"] as? String ?? "?")
    }
    return text
  }

  @Test func lengthFiguresAreThoseOfTheReference() throws {
    try space.must("audit", "rows.jsonl", "--bootstrap", "1000", "--seed", "0", "--report", "x.json", "--quiet")
    let figures = try AuditFigures(try object(try space.data("x.json")))
    let units = try #require(reference["length"] as? [String: Row])
    #expect(units.count == 4)
    for (name, expected) in units {
      let unit = name == "chars" ? "scalars" : name
      try compareLength("length.\(unit)", expected, figures)
      try compareDescriptives(unit, expected, figures)
      try compareDeciles("length.\(unit).deciles", expected, figures)
    }
    try compareDepth(figures)
    try compareRefusals(figures)
  }

  private func compareLength(_ name: String, _ expected: Row, _ figures: AuditFigures) throws {
    let closed = [
      "mean_chosen": "mean_chosen", "mean_rejected": "mean_rejected", "mean_diff": "mean_difference",
      "lha_half": "longer_wins", "lha_cluster_se": "longer_wins_standard_error",
      "lha_excl_ties": "longer_wins_without_ties", "sign_p": "sign_test", "r_sym": "symmetrized_correlation",
      "rank_biserial": "rank_biserial",
    ]
    let iterative = [
      "tanh_beta": "tanh_logit", "tanh_se": "tanh_logit_standard_error",
      "tanh_se_cluster": "tanh_logit_cluster_standard_error", "tanh_vinfo_bits": "information",
      "logratio_beta": "log_ratio_logit", "normdiff_beta": "normalized_logit",
    ]
    for (names, tolerance) in [(closed, 1e-9), (iterative, 1e-7)] {
      for (key, metric) in names {
        let found = figures.estimate("\(name).\(metric)")
        #expect(isClose(found, expected[key] as? Double, tolerance), "\(name).\(metric): \(found ?? .nan)")
      }
    }
    let boot = try #require(expected["lha_boot_ci"] as? [Double])
    let interval = try #require(figures.interval("\(name).longer_wins"))
    #expect(interval.low == boot[0] && interval.high == boot[1], "\(name): the bootstrap is exact")
    let wilson = try #require(expected["wilson_excl_ties"] as? [Double])
    let found = try #require(figures.interval("\(name).longer_wins_without_ties"))
    #expect(isClose(found.low, wilson[0]) && isClose(found.high, wilson[1]))
    #expect(figures.count("\(name).longer_wins", "clusters") == expected["clusters"] as? Int)
    #expect(figures.count("\(name).longer_wins", "n") == 2312)
  }

  private func compareDescriptives(_ unit: String, _ expected: Row, _ figures: AuditFigures) throws {
    let row = try #require(figures.row("length.all.descriptives", unit))
    let names = [
      "median chosen": "median_chosen", "median rejected": "median_rejected", "median difference": "median_diff",
      "rms difference": "rms_diff", "longer": "longer", "shorter": "shorter", "equal": "ties",
    ]
    for (column, key) in names {
      #expect(isClose(row[column] as? Double, expected[key] as? Double), "\(unit) \(column)")
    }
  }

  private func compareDeciles(_ name: String, _ expected: Row, _ figures: AuditFigures) throws {
    // Few distinct lengths leave bins empty; those are not reported.
    let deciles = try #require(expected["deciles"] as? [Row]).filter { $0["n"] as? Int != 0 }
    let table = try #require(figures.tables[name])
    #expect(table.count == deciles.count, "\(name)")
    for (row, decile) in zip(table, deciles) {
      #expect(isClose(row[0] as? Double, decile["upto"] as? Double), "\(name)")
      #expect(row[1] as? Int == decile["n"] as? Int && row[2] as? Int == decile["longer"] as? Int, "\(name)")
      #expect(isClose(row[3] as? Double, decile["share"] as? Double), "\(name)")
    }
  }

  private func compareDepth(_ figures: AuditFigures) throws {
    let expected = try #require(reference["length_by_turns"] as? [String: Row])
    for (key, name) in ["1": "1", "2-3": "2 to 3", "4+": "4 or more"] {
      let row = try #require(figures.row("length.words.by_depth", name))
      let turns = try #require(expected[key])
      #expect(row["pairs"] as? Int == turns["n"] as? Int)
      #expect(isClose(row["longer chosen"] as? Double, turns["lha_half"] as? Double))
      #expect(isClose(row["mean difference"] as? Double, turns["mean_diff"] as? Double))
    }
  }

  private func compareRefusals(_ figures: AuditFigures) throws {
    let expected = try #require(reference["paired_binary"] as? [String: Row]).filter { $0.key.hasPrefix("refusal_") }
    #expect(expected.count == 6)
    for (key, values) in expected {
      let detector = String(key.dropFirst("refusal_".count))
      try compareDetector(detector, values, figures)
    }
  }

  private func compareDetector(_ detector: String, _ expected: Row, _ figures: AuditFigures) throws {
    let name = "refusal.\(detector)"
    let closed = [
      "p_chosen": "rate_chosen", "p_rejected": "rate_rejected", "rd": "risk_difference",
      "rd_se": "risk_difference_standard_error", "rd_se_cluster": "risk_difference_cluster_standard_error",
      "or_cond": "odds_ratio", "win_share": "win_share", "mcnemar_chi2": "mcnemar", "p_exact": "mcnemar_exact",
      "p_mid": "mcnemar_mid_p",
    ]
    let iterative = [
      "adj_beta": "length_adjusted_logit", "adj_se": "length_adjusted_logit_standard_error",
      "adj_or": "length_adjusted_odds_ratio", "lc_win": "length_adjusted_win",
    ]
    for (names, tolerance) in [(closed, 1e-9), (iterative, 1e-7)] {
      for (key, metric) in names {
        let found = figures.estimate("\(name).\(metric)")
        #expect(isClose(found, expected[key] as? Double, tolerance), "\(name).\(metric): \(found ?? .nan)")
      }
    }
    for (key, metric) in ["or_ci": "odds_ratio", "win_ci": "win_share"] {
      let bounds = try #require(expected[key] as? [Double])
      let found = try #require(figures.interval("\(name).\(metric)"))
      #expect(isClose(found.low, bounds[0]) && isClose(found.high, bounds[1]), "\(name).\(metric) interval")
    }
    let row = try #require(figures.row("refusal.all.detectors", detector))
    let counts = ["both", "chosen only", "rejected only", "neither"].map { row[$0] as? Int }
    #expect(counts == (expected["table"] as? [Int]), "\(name) table")
  }
}
