import PrefFindings

/// A report as a real run makes it: the length and refusal numbers are those of the 2312 pairs of the HH-RLHF
/// harmless-base test file, the annotators those of PandaLM's published test set; bytes, the cluster count of discordant
/// pairs and the intervals of agreement are made up.
enum SampleReport {
  static func make(gates: [Gate] = []) -> AuditReport {
    var report = AuditReport(
      version: "0.1.0",
      inputs: [
        ReportInput(path: "harmless-base-test.jsonl.gz", records: 2312, bytes: 2_868_735),
        ReportInput(path: "pandalm/testset-v1.json", records: 999, bytes: 1_033_702),
      ],
      read: 3311,
      assessed: 3305,
      quarantined: [("not-a-string", 6)],
      flagged: [("empty-chosen", 4), ("prefix-mismatch", 5)],
      audits: [length, refusal, agreement, probe],
      gates: []
    )
    report.judge(by: gates)
    return report
  }

  static let length = AuditResult(
    name: "length",
    status: .pass,
    headline: "The shorter response is chosen more often: the longer one wins 43.9 % of pairs.",
    explanation: Explanation(
      meaning: "Picking the longer response would agree with the labels in 43.9 % of pairs, picking the shorter one in"
        + " 56.1 %. The effect grows with the difference in length.",
      consequence: "A reward model can learn the length instead of the quality; a policy trained on it then writes ever"
        + " shorter answers, and reward rises while usefulness does not.",
      advice: "Compare the length share with what the task wants. Balance pairs by length or add a length term to the"
        + " reward model before training on this file."
    ),
    findings: [
      Finding(
        "length.words.longer_wins",
        estimate: 0.4392301038062284,
        interval: ConfidenceInterval(low: 0.41906882308, high: 0.45939138452, method: "cluster-robust"),
        n: 2312,
        clusters: 2178,
        unit: "share",
        note: "45 pairs of equal length count one half."
      ),
      Finding("length.words.mean_chosen", estimate: 30.760380622837372, n: 2312, clusters: 2178, unit: "words"),
      Finding("length.words.mean_rejected", estimate: 38.78762975778547, n: 2312, clusters: 2178, unit: "words"),
      Finding("length.words.rank_biserial", estimate: -0.2062126717, n: 2267, clusters: 2178, unit: "correlation"),
    ],
    tables: [deciles]
  )

  /// Upper edge, pairs, longer chosen, share with its Wilson interval.
  static let deciles = FindingTable(
    "length.words.deciles",
    title: "Longer response chosen, by difference in length",
    columns: ["Difference", "Pairs", "Longer chosen", "Share longer chosen", "Low", "High"],
    rows: [
      row("≤ 3 words", 264, 123, 0.4659090909090909, 0.40665573493532015, 0.526140330023204),
      row("≤ 6 words", 231, 123, 0.5324675324675324, 0.4681206419530888, 0.5957522366916175),
      row("≤ 9 words", 219, 127, 0.5799086757990868, 0.5137125378258727, 0.6433497978150109),
      row("≤ 12.4 words", 193, 94, 0.48704663212435234, 0.41747347166621, 0.5571253753960109),
      row("≤ 17 words", 244, 113, 0.46311475409836067, 0.4016046241377411, 0.5257683017413691),
      row("≤ 23 words", 229, 106, 0.462882096069869, 0.3994461462753987, 0.527542801113514),
      row("≤ 31 words", 225, 84, 0.37333333333333335, 0.31275533964560015, 0.4381639199424903),
      row("≤ 43 words", 216, 78, 0.3611111111111111, 0.29999857945280145, 0.4270774674317998),
      row("≤ 66 words", 225, 81, 0.36, 0.30011552545521114, 0.42458470882636246),
      row("≤ 413 words", 221, 64, 0.2895927601809955, 0.23379199965312872, 0.35258321563060874),
    ],
    plot: .series(label: 0, value: 3, low: 4, high: 5, reference: 0.5)
  )

  private static func row(_ name: String, _ n: Int, _ k: Int, _ p: Double, _ low: Double, _ high: Double) -> [Cell] {
    [.text(name), .count(n), .count(k), .number(p), .number(low), .number(high)]
  }

  static let refusal = AuditResult(
    name: "refusal",
    status: .pass,
    headline: "Where only one side refuses, the refusal is chosen in 88 of 115 pairs.",
    explanation: Explanation(
      meaning: "Refusals are 3.3 times as likely to be on the chosen side. Without labels that say which prompts are"
        + " harmful it is not known whether that is caution or over-refusal.",
      consequence: "A reward model that pays for refusing teaches a policy to decline benign requests.",
      advice: "Label a sample of 100 pairs in which only the chosen side refuses, or pass a file with harm labels."
    ),
    findings: [
      Finding(
        "refusal.pk_head40.length_adjusted_win",
        estimate: 0.7708723908887274,
        interval: ConfidenceInterval(low: 0.6850833, high: 0.8387669, method: "wald-logit"),
        n: 115,
        clusters: 112,
        unit: "share"
      ),
      Finding(
        "refusal.pk_head40.odds_ratio",
        estimate: 3.259259259259259,
        interval: ConfidenceInterval(low: 2.0968216688878836, high: 5.219684875479284, method: "clopper-pearson"),
        n: 2312,
        clusters: 2178,
        unit: "odds ratio",
        note: "A lexicon sees no soft refusals; about 8 % of responses are of that kind."
      ),
      Finding("refusal.pk_head40.p_exact", estimate: 9.925611878636325e-09, n: 115, unit: "p"),
      Finding("refusal.benign.chosen_over_compliance", estimate: nil, reason: "no-harm-labels", n: 0, unit: "share"),
    ],
    tables: [
      FindingTable(
        "refusal.pk_head40.pairs",
        title: "Refusals on either side",
        columns: ["Chosen", "Rejected refuses", "Rejected complies"],
        rows: [
          [.text("Chosen refuses"), .count(5), .count(88)], [.text("Chosen complies"), .count(27), .count(2192)],
        ],
        plot: .twoByTwo(label: 0, cells: [1, 2])
      )
    ]
  )

  static let agreement = AuditResult(
    name: "agreement",
    status: .pass,
    headline: "Annotators agree in 92.0 % of pairs of judgements.",
    explanation: Explanation(
      meaning: "Two annotators of one comparison give the same label in 92 of 100 cases.",
      consequence: "Agreement bounds what a reward model can reach: it cannot agree with people more than they do.",
      advice: "Ask whether rows were filtered by agreement before release; then this is no measure of reliability."
    ),
    findings: [
      Finding(
        "agreement.all.percent",
        estimate: 0.9199199199199199,
        interval: ConfidenceInterval(low: 0.9065, high: 0.9333, method: "poisson-bootstrap"),
        n: 999,
        clusters: 999,
        unit: "share"
      ),
      Finding(
        "agreement.all.gwet_ac1",
        estimate: 0.886,
        interval: ConfidenceInterval(low: 0.8668, high: 0.9052, method: "gwet-t"),
        n: 999,
        clusters: 999,
        unit: "coefficient"
      ),
    ],
    tables: [
      FindingTable(
        "agreement.annotators.majority",
        title: "Agreement with the majority of the others, by annotator",
        columns: ["Annotator", "Items", "Agreement", "Low", "High"],
        rows: [
          [.text("annotator1"), .count(917), .number(0.9585605234460196), .number(0.94363), .number(0.96966)],
          [.text("annotator2"), .count(928), .number(0.947198275862069), .number(0.93087), .number(0.95983)],
          [.text("annotator3"), .count(912), .number(0.9638157894736842), .number(0.94962), .number(0.97412)],
        ],
        plot: .series(label: 0, value: 2, low: 3, high: 4, reference: 0.5)
      )
    ]
  )

  static let probe = AuditResult(
    name: "probe",
    status: .notAssessed,
    reason: "needs 1,000 pairs in 200 clusters of one source",
    headline: "The shortcut probe was not run.",
    explanation: Explanation(meaning: "", consequence: "", advice: "")
  )

  static let gates = [
    Gate(metric: "length.words.longer_wins", side: .distance, warn: 0.05, fail: 0.10, reason: "WebGPT stood at 0.057."),
    Gate(metric: "agreement.all.percent", side: .below, warn: 0.70, fail: 0.60, reason: "InstructGPT 0.73, HH 0.63."),
    Gate(
      metric: "refusal.pk_head40.length_adjusted_win",
      side: .distance,
      warn: 0.10,
      fail: 0.20,
      minimumN: 69,
      reason: "Very few biased pairs suffice to bias a reward model."
    ),
    Gate(
      metric: "refusal.benign.chosen_over_compliance",
      side: .above,
      warn: 0.01,
      fail: 0.03,
      isOptional: true,
      reason: "One per cent of biased pairs suffices."
    ),
    Gate(metric: "agreement.all.gwet_ac1", side: .below, warn: 0.95, fail: 0.92, reason: "Set high for the example."),
    Gate(metric: "probe.dense.accuracy", side: .above, warn: 0.60, fail: 0.70, reason: "HH reaches 0.61."),
  ]
}
