public import PrefFindings
import PrefStatistics

/// Sets a bias found in the data beside the same bias of the rewards trained on it, and of what was meant.
///
/// For an attribute such as length, each pair has a side with more of it. The data effect is the share of pairs whose
/// chosen side it is; the effect of a reward or metric is the share of the same pairs whose higher score it has. Ties on
/// the score count half; pairs whose sides are alike in the attribute say nothing.
public struct MismatchTally: Sendable {
  /// One pair and attribute: who has more of it, and who is scored higher.
  public struct Observation: Sendable {
    /// Hash of the prompt.
    public var cluster: UInt64
    /// Index of the attribute.
    public var attribute: UInt8
    /// Index of the score.
    public var score: UInt32
    /// Twice the credit of the data for preferring the side with more: 2 where that side was chosen, else 0.
    public var data: Int8
    /// Twice the credit of the score: 2 where it is higher on that side, 1 where both are equal, else 0.
    public var reward: Int8

    /// Makes an observation.
    public init(cluster: UInt64, attribute: UInt8, score: UInt32, data: Int8, reward: Int8) {
      (self.cluster, self.attribute, self.score, self.data, self.reward) = (cluster, attribute, score, data, reward)
    }
  }

  private let attributes: [String]
  private var names: [String] = []
  private var observations: [Observation] = []

  /// Makes an empty tally of attributes.
  public init(attributes: [String]) { self.attributes = attributes }

  /// Whether nothing was observed.
  public var isEmpty: Bool { observations.isEmpty }

  /// Adds what a batch of pairs showed.
  ///
  /// - Parameters:
  ///   - batch: Observations whose scores are indices into `names`.
  ///   - names: Names of the scores.
  public mutating func add(_ batch: [Observation], names: [String]) {
    let places = names.map { name in
      if let index = self.names.firstIndex(of: name) { return UInt32(index) }
      self.names.append(name)
      return UInt32(self.names.count - 1)
    }
    for observation in batch {
      var observation = observation
      observation.score = places[Int(observation.score)]
      observations.append(observation)
    }
  }

  /// Compares the effects.
  ///
  /// - Parameters:
  ///   - downstream: Names of scores that are metrics, not rewards.
  ///   - settings: How estimates are made.
  /// - Returns: The section of the report; `notAssessed` without a score.
  public func assess(downstream: Set<String>, _ settings: ScoreSettings) -> AuditResult {
    let rewards = names.filter { !downstream.contains($0) }.sorted()
    let metrics = names.filter(downstream.contains).sorted()
    guard !rewards.isEmpty else {
      return Self.result(
        .notAssessed,
        reason: "no scored pair",
        "No pair has a score, so nothing can be set side by side."
      )
    }
    let effects = attributes.indices.flatMap { attribute in
      rewards.compactMap { effect(attribute, $0, settings) }
    }
    var result = Self.result(.pass, headline(effects))
    result.findings = effects.flatMap(\.findings)
    result.tables = [table(effects, metrics, settings)]
    return result
  }

  /// The effect on one attribute of the data and of one score, over the same pairs.
  private struct Effect {
    var attribute: String
    var score: String
    var data: Resampled
    var reward: Resampled
    var difference: Resampled
    var pairs: Int
    var prompts: Int

    var findings: [Finding] {
      func finding(_ statistic: String, _ value: Resampled, _ note: String? = nil) -> Finding {
        Finding(
          "mismatch.\(score).\(attribute)_\(statistic)",
          value,
          n: pairs,
          clusters: prompts,
          unit: "share",
          note: note
        )
      }
      return [
        finding("amplification", difference, "share the reward prefers less share the data prefers"),
        finding("data", data), finding("reward", reward),
      ]
    }
  }

  private func effect(_ attribute: Int, _ score: String, _ settings: ScoreSettings) -> Effect? {
    guard let index = names.firstIndex(of: score) else { return nil }
    let own = observations.filter { Int($0.attribute) == attribute && Int($0.score) == index }
      .sorted { $0.cluster < $1.cluster }
    guard !own.isEmpty else { return nil }
    let starts = own.indices.filter { $0 == 0 || own[$0].cluster != own[$0 - 1].cluster }
    let resampler = ClusterResampler(
      ClusterRuns(starts: starts.map { UInt32($0) }, rows: own.count),
      hashes: starts.map { own[$0].cluster },
      replicates: settings.replicates,
      seed: settings.seed
    )
    let sums = resampler.sums(width: 3) { cluster, sums in
      for row in resampler.runs[cluster] {
        sums[0] += 1
        sums[1] += Double(own[row].data) / 2
        sums[2] += Double(own[row].reward) / 2
      }
    }
    func share(_ value: @escaping ([Double]) -> Double) -> Resampled {
      Resampled(sums) { $0[0] == 0 ? .failure(.noData) : .success(value($0) / $0[0]) }
    }
    return Effect(
      attribute: attributes[attribute],
      score: score,
      data: share { $0[1] },
      reward: share { $0[2] },
      difference: share { $0[2] - $0[1] },
      pairs: own.count,
      prompts: starts.count
    )
  }

  private func table(_ effects: [Effect], _ metrics: [String], _ settings: ScoreSettings) -> FindingTable {
    FindingTable(
      "mismatch.all.effects",
      title: "Share of pairs in which the side with more is preferred: by the data, by the reward, downstream",
      columns: ["attribute and reward", "data", "reward", "low", "high", "reward less data", "low", "high"]
        + metrics.map { "downstream: \($0)" } + ["pairs", "verdict"],
      rows: effects.map { effect in
        let attribute = attributes.firstIndex(of: effect.attribute) ?? 0
        let downstream = metrics.map { metric in
          self.effect(attribute, metric, settings).map { Cell($0.reward.estimate) } ?? .undefined("no-data")
        }
        return [.text("\(effect.attribute), \(effect.score)"), Cell(effect.data.estimate)] + effect.reward.cells
          + effect.difference.cells + downstream + [.count(effect.pairs), .text(Self.verdict(effect))]
      },
      plot: .series(label: 0, value: 2, low: 3, high: 4, reference: 0.5)
    )
  }

  /// Amplified: surely farther from one half than the data, on the same side.
  private static func verdict(_ effect: Effect) -> String {
    guard let data = effect.data.estimate.value, let reward = effect.reward.estimate.value,
      let sign = effect.difference.sureSign
    else { return "as the data" }
    if (reward - 0.5) * (data - 0.5) < 0 { return "reversed" }
    let isFarther = abs(reward - 0.5) > abs(data - 0.5)
    return isFarther ? (sign == .plus ? "amplified: more" : "amplified: less") : "damped"
  }

  private func headline(_ effects: [Effect]) -> String {
    let worst = effects.max { abs($0.difference.estimate.value ?? 0) < abs($1.difference.estimate.value ?? 0) }
    guard let worst, let data = worst.data.estimate.value, let reward = worst.reward.estimate.value else {
      return "No pair differs in an attribute and has a score."
    }
    return
      "\(worst.attribute): the data prefer more of it in \(ScorePhrase.percent(data)) % of pairs, \(worst.score) in "
      + "\(ScorePhrase.percent(reward)) % of the same pairs (\(Self.verdict(worst)))."
  }

  private static func result(_ status: Verdict, reason: String? = nil, _ headline: String) -> AuditResult {
    AuditResult(
      name: "mismatch",
      status: status,
      reason: reason,
      headline: headline,
      explanation: Explanation(
        meaning:
          "For each attribute, how often the data prefer the side with more of it, how often the reward does on the same "
          + "pairs, and how often the downstream metric does. Equal sides are left out.",
        consequence:
          "A reward that prefers more of an attribute than its data did has found a shortcut; where the downstream metric "
          + "does not follow, optimisation buys the attribute and nothing else.",
        advice:
          "Balance the data on amplified attributes, train again, and compare this table. A reward that is reversed or "
          + "damped learnt something else from the same pairs."
      )
    )
  }
}
