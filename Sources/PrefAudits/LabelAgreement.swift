public import PrefFindings
import PrefStatistics

/// How far annotators agree, who does not, and how accurate a reward model can be at best.
///
/// Source: docs/audits.md; Krippendorff 2011, Fleiss 1971, Gwet 2008, Cohen 1960, Dawid and Skene 1979. Labels are A, tie
/// and B, with A the completion of the smaller content hash; `agreement.shown` gives the same coefficients with first and
/// second as shown, where the order is known, which is how publications usually count.
// Witnesses are documented where the protocol declares them.
// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
public struct LabelAgreement: Audit {
  public static let name = "agreement"
  public static let summary = "Asks how far annotators agree, and what accuracy their labels allow."
  public static let metrics =
    AgreementQuestion.allCases.flatMap { question in
      AgreementQuestion.statistics.map { "agreement.\(question.rawValue).\($0)" }
    } + [
      "agreement.decided.noise_ceiling_low", "agreement.decided.noise_ceiling_high", "agreement.all.without_majority",
      "agreement.all.unanimous", "agreement.all.spammers",
    ]

  public static func assess(_ state: AuditState, _ settings: AuditSettings) -> AuditResult {
    let judgements = state.judgements
    guard !judgements.items.isEmpty else {
      return result(.notAssessed, reason: "no annotations", "No annotations, so agreement cannot be assessed.")
    }
    guard judgements.items.contains(where: { $0.votes.count > 1 }) else {
      return result(
        .notAssessed,
        reason: "no item was judged twice",
        "No item was judged twice, so agreement cannot be assessed."
      )
    }
    let all = QuestionAssessment(.all, judgements, settings)
    let decided = QuestionAssessment(.decided, judgements, settings)
    let shown = QuestionAssessment(.shown, judgements, settings)
    let annotators = AnnotatorAssessment(judgements)
    var outcome = result(.pass, headline(all, decided, annotators))
    outcome.findings =
      all.findings + ceiling(decided) + decided.findings + shown.findings + majorities(judgements, all)
      + [annotators.spammers]
    outcome.tables = [annotators.table] + CohenPairs.tables(judgements)
    return outcome
  }

  private static func headline(
    _ all: QuestionAssessment,
    _ decided: QuestionAssessment,
    _ annotators: AnnotatorAssessment
  ) -> String {
    guard let percent = all.percent.estimate else { return "Agreement is undefined: \(all.percent.reason ?? "")." }
    let alpha = all.alpha.estimate.map { "; Krippendorff's alpha \(Phrase.decimal($0, places: 3))" } ?? ""
    let ceiling = decided.ceiling
    let best =
      ceiling.flatMap { ceiling in ceiling.upper.value.map { (ceiling.lower, $0) } }.map {
        " A reward model can reach an accuracy of at most \(Phrase.percent($0.0)) to \(Phrase.percent($0.1)) %."
      } ?? ""
    return
      "Annotators agree on \(Phrase.percent(percent)) % of judgement pairs (\(Phrase.count(all.comparable)) items, "
      + "\(Phrase.count(annotators.count)) annotators)\(alpha).\(best)"
  }

  private static func result(_ status: Verdict, reason: String? = nil, _ headline: String) -> AuditResult {
    AuditResult(
      name: name,
      status: status,
      reason: reason,
      headline: headline,
      explanation: Explanation(
        meaning:
          "Percent agreement counts pairs of judgements of one item; alpha, kappa and AC1 set it against chance. The "
          + "noise ceiling bounds the accuracy a reward model can reach against a fresh label: agreement itself is only its "
          + "lower end.",
        consequence:
          "Labels that annotators contradict teach a reward model noise, which shows as inconsistent answers on "
          + "similar prompts; a reward model above the ceiling has learned the annotators' habits.",
        advice:
          "Look at the annotator table first: low agreement with the others, a preference for the first shown or the "
          + "longer reply. If the set was filtered by agreement before release, these numbers do not measure reliability."
      )
    )
  }

  private static func ceiling(_ decided: QuestionAssessment) -> [Finding] {
    guard let ceiling = decided.ceiling, let percent = decided.percent.estimate else { return [] }
    let half = decided.percent.interval.flatMap(\.high).map { $0 - percent }
    let upper = ceiling.upper.value
    let spread = ceiling.upperStandardError.value.map { $0 * NormalDistribution.quantile975 }
    return [
      Finding(
        "agreement.decided.noise_ceiling_low",
        estimate: ceiling.lower,
        interval: half.map {
          ConfidenceInterval(low: ceiling.lower - $0, high: min(1, ceiling.lower + $0), method: "of the agreement")
        },
        n: decided.comparable,
        unit: "share",
        note: "items are unanimous or coin flips"
      ),
      Finding(
        "agreement.decided.noise_ceiling_high",
        estimate: upper,
        reason: ceiling.upper.reason?.rawValue,
        interval: upper.flatMap { upper in
          spread.map { ConfidenceInterval(low: upper - $0, high: min(1, upper + $0), method: "delta") }
        },
        n: decided.comparable,
        unit: "share",
        note: "all items are equally noisy"
      ),
    ]
  }

  private static func majorities(_ judgements: Judgements, _ all: QuestionAssessment) -> [Finding] {
    let several = judgements.items.filter { $0.votes.count > 1 }
    let counts = several.map { AgreementQuestion.all.counts($0, judgements) }
    let undecided = counts.count { counts in counts.allSatisfy { $0 * 2 <= counts.reduce(0, +) } }
    let unanimous = counts.count { counts in counts.contains(counts.reduce(0, +)) }
    return [
      share(
        "agreement.all.without_majority",
        undecided,
        of: several.count,
        note: "0 is a sign of filtering by agreement"
      ),
      share("agreement.all.unanimous", unanimous, of: several.count, note: nil),
    ]
  }

  private static func share(_ metric: String, _ count: Int, of total: Int, note: String?) -> Finding {
    .of(
      metric,
      .success(Double(count) / Double(total)),
      Wilson.interval(successes: count, trials: total),
      method: "wilson",
      n: total,
      unit: "share",
      note: note
    )
  }
}

/// Which labels are compared.
enum AgreementQuestion: String, CaseIterable {
  /// A, tie, B.
  case all
  /// A or B; ties left out.
  case decided
  /// First shown, tie, second shown.
  case shown

  static let statistics = [
    "percent", "percent_of_judgement_pairs", "krippendorff_alpha_nominal", "krippendorff_alpha_ordinal", "fleiss_kappa",
    "fleiss_kappa_generalized", "gwet_ac1", "gwet_ac2", "brennan_prediger", "cohen_kappa",
  ]

  var categories: Int { self == .decided ? 2 : 3 }

  /// The label of a vote as a category; `nil` where it is not part of the question.
  func category(_ vote: Judgements.Vote) -> Int? {
    switch self {
    case .all: Int(vote.label)
    case .decided: vote.label == 1 ? nil : Int(vote.label / 2)
    case .shown: vote.shown == 3 ? nil : Int(vote.shown)
    }
  }

  /// An item's votes by category.
  func counts(_ item: Judgements.Item, _ judgements: Judgements) -> [Int] {
    var counts = [Int](repeating: 0, count: categories)
    for vote in judgements.votes[item.votes] {
      if let category = category(vote) { counts[category] += 1 }
    }
    return counts
  }
}
