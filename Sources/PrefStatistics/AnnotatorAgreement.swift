/// How often an annotator says what the majority of the others said.
public struct AnnotatorAgreement: Sendable, Hashable {
  /// Labels whose item has a majority among the others.
  public let compared: Int
  /// Those among them that match it.
  public let agreeing: Int

  /// Share that matches; undefined (`no-overlap`) when nothing could be compared.
  public var share: Estimate<Double> { .ratio(agreeing, compared, ifZero: .noOverlap) }

  /// Wilson's interval of `share`.
  public var interval: Estimate<Interval> {
    Wilson.interval(successes: agreeing, trials: compared).mapError { _ in .noOverlap }
  }

  /// Whether even the upper bound of the share is below `threshold`: the annotator is no better than a coin.
  public func isSpammer(below threshold: Double = 0.55) -> Bool {
    guard let interval = interval.value else { return false }
    return interval.high < threshold
  }

  /// Compares every annotator with the others, item by item; an item without a single leader among the others is
  /// skipped.
  public static func leaveOneOut(_ labels: CrowdLabels) -> [AnnotatorAgreement] {
    var compared = Array(repeating: 0, count: labels.annotators)
    var agreeing = compared
    for item in 0..<labels.items {
      var counts = labels.counts(item)
      for row in labels.offsets[item]..<labels.offsets[item + 1] {
        let own = Int(labels.label[row])
        counts[own] -= 1
        if let leader = CrowdLabels.leader(counts) {
          compared[Int(labels.annotator[row])] += 1
          agreeing[Int(labels.annotator[row])] += leader == own ? 1 : 0
        }
        counts[own] += 1
      }
    }
    return zip(compared, agreeing).map { AnnotatorAgreement(compared: $0, agreeing: $1) }
  }
}
