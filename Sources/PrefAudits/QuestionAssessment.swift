import PrefFindings
import PrefStatistics

/// All coefficients of one agreement question.
struct QuestionAssessment {
  let percent: Finding
  let alpha: Finding
  let findings: [Finding]
  /// Items with two labels or more.
  let comparable: Int
  /// Bounds on the best accuracy, from the agreement; `nil` where there is none.
  let ceiling: NoiseCeiling?

  init(_ question: AgreementQuestion, _ judgements: Judgements, _ settings: AuditSettings) {
    let items = judgements.items.map { (cluster: $0.cluster, counts: question.counts($0, judgements)) }
      .filter { $0.counts.contains { $0 > 0 } }
    let types = ItemTypes(items)
    let replicates = types.bootstrap(settings)
    let ratings = types.ratings(types.counts)
    let comparable = items.isEmpty ? 0 : ratings.comparableItems
    func finding(_ statistic: String, _ coefficient: (RatingMultiset) -> Estimate<Double>) -> Finding {
      let value = items.isEmpty ? .failure(.noData) : coefficient(ratings)
      return Finding(
        "agreement.\(question.rawValue).\(statistic)",
        estimate: value.value,
        reason: value.reason?.rawValue,
        interval: items.isEmpty ? nil : types.interval(of: coefficient, replicates),
        n: comparable,
        clusters: types.clusters.count,
        unit: statistic.hasPrefix("percent") ? "share" : "coefficient"
      )
    }
    func gwet(_ statistic: String, _ weights: AgreementWeights) -> Finding {
      let value = items.isEmpty ? .failure(.noData) : GwetAC.estimate(ratings, weights: weights)
      return .of(
        "agreement.\(question.rawValue).\(statistic)",
        value.map(\.value),
        value.flatMap(\.interval),
        method: "gwet, Student t over items",
        n: comparable,
        clusters: types.clusters.count,
        unit: "coefficient",
        note: weights == .linear ? "a tie lies halfway between the sides" : nil
      )
    }
    let raters = ratings.mostRatings
    percent = finding("percent") { PercentAgreement.estimate($0).map(\.macro) }
    alpha = finding("krippendorff_alpha_nominal") { KrippendorffAlpha.estimate($0, metric: .nominal) }
    self.comparable = comparable
    findings =
      [
        percent,
        finding("percent_of_judgement_pairs") { PercentAgreement.estimate($0).map(\.micro) },
        alpha,
        finding("krippendorff_alpha_ordinal") { KrippendorffAlpha.estimate($0, metric: .ordinal) },
        finding("fleiss_kappa") { FleissKappa.complete($0, raters: raters).map(\.kappa) },
        finding("fleiss_kappa_generalized") { FleissKappa.generalized($0).map(\.kappa) },
        gwet("gwet_ac1", .identity),
        gwet("gwet_ac2", .linear),
        finding("brennan_prediger") { BrennanPrediger.estimate($0) },
      ] + CohenPairs.finding(question, judgements)
    ceiling = Self.ceiling(percent)
  }

  private static func ceiling(_ percent: Finding) -> NoiseCeiling? {
    guard let estimate = percent.estimate else { return nil }
    let low = percent.interval.flatMap(\.low) ?? estimate
    return NoiseCeiling(agreement: estimate, standardError: (estimate - low) / NormalDistribution.quantile975)
  }
}
