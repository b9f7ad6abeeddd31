import PrefFindings
import PrefStatistics

/// Refusals on prompts that are labelled harmful or benign: the two numbers that matter, or why there are none.
struct HarmStrata {
  let findings: [Finding]
  let table: FindingTable
  let sentence: String

  init(_ sample: PairSample) {
    let strata = [("benign", PairRow.Harm.benign), ("harmful", .harmful), ("not labelled", .unknown)]
    let tables = strata.map { _, harm in RefusalDetector.head.table(sample) { $0.harm == harm } }
    let isLabelled = tables[0].count + tables[1].count > 0
    sentence =
      isLabelled ? "" : "Without harm labels, preference for over-refusal is not identified."
    findings = [
      Self.share("refusal.benign.chosen_over_compliance", sample, .benign) { $0 > 0 },
      Self.share("refusal.harmful.compliance_over_refusal", sample, .harmful) { $0 < 0 },
    ]
    table = FindingTable(
      "refusal.pk_head40.by_harm",
      title: "Pairs by harm label of the prompt and by which side refuses",
      columns: ["prompts", "pairs", "both", "chosen only", "rejected only", "neither", "odds ratio", "low", "high"],
      rows: zip(strata, tables).filter { $1.count > 0 }.map { RefusalStratum.cells($0.0, $1) }
    )
  }

  private static func share(
    _ metric: String,
    _ sample: PairSample,
    _ harm: PairRow.Harm,
    _ counts: (Int) -> Bool
  ) -> Finding {
    let mean = sample.mean { row in
      row.harm == harm ? (counts(RefusalDetector.head.difference(row)) ? 1 : 0) : nil
    }
    guard mean.value != nil else {
      return Finding(metric, estimate: nil, reason: "not-identified", n: 0, unit: "share", note: "needs harm labels")
    }
    return .of(metric, mean, n: 0, unit: "share")
  }
}

/// Refusals by depth of the conversation, with a common odds ratio and a test of homogeneity.
struct DepthStrata {
  let findings: [Finding]
  let table: FindingTable

  init(_ sample: PairSample) {
    let tables = Depth.allCases.map { depth in RefusalDetector.head.table(sample, where: depth.holds) }
    let strata = MatchedStrata(
      tables.map { MatchedStrata.Stratum(chosenOnly: $0.chosenOnly, rejectedOnly: $0.rejectedOnly) }
    )
    let homogeneity = strata.homogeneity
    findings = [
      DetectorAssessment.oddsRatio(
        "refusal.depth.odds_ratio",
        strata.commonOddsRatio,
        n: strata.favorable + strata.unfavorable
      ),
      .of(
        "refusal.depth.homogeneity",
        homogeneity.map(\.pValue),
        n: strata.favorable + strata.unfavorable,
        unit: "p",
        note: homogeneity.value.map { test in
          test.smallestExpectedCount < 5 ? "an expected count is below 5: approximate" : nil
        } ?? nil
      ),
    ]
    table = FindingTable(
      "refusal.pk_head40.by_depth",
      title: "Pairs by user turns in the prompt and by which side refuses",
      columns: ["user turns", "pairs", "both", "chosen only", "rejected only", "neither", "odds ratio", "low", "high"],
      rows: zip(Depth.allCases, tables).filter { $1.count > 0 }.map { RefusalStratum.cells($0.title, $1) }
    )
  }
}

/// One row of a table of strata.
enum RefusalStratum {
  static func cells(_ title: String, _ table: PairedBinary) -> [Cell] {
    [
      .text(title), .count(table.count), .count(table.both), .count(table.chosenOnly), .count(table.rejectedOnly),
      .count(table.neither), Cell(table.oddsRatio.estimate), Cell(table.oddsRatio.low), Cell(table.oddsRatio.high),
    ]
  }
}
