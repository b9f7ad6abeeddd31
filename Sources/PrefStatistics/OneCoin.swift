import Glibc

/// Annotators with one accuracy each, for two labels that are equally likely beforehand.
///
/// Repeats a_j = share of j's labels that are right in expectation; logit P(i) = Σ_j ±logit a_j. Smoothing adds two
/// right labels and one wrong one to every annotator, so that a handful of labels cannot make anyone infallible.
public struct OneCoin: Sendable {
  /// a_j, in (0, 1).
  public let accuracies: [Double]
  /// Probability that an item's true label is 1.
  public let posteriors: [Double]

  /// Fits labels of two categories; undefined (`no-data`) without any.
  ///
  /// - Parameters:
  ///   - labels: With `categories` equal to 2.
  ///   - iterations: At least 1.
  ///   - isSmoothed: Whether a_j = (Σ + 2)/(n_j + 3); otherwise Σ/n_j, kept at least 1e-6 from 0 and 1.
  /// - Returns: The fit after the last iteration.
  public static func fit(_ labels: CrowdLabels, iterations: Int, isSmoothed: Bool = true) -> Estimate<OneCoin> {
    precondition(labels.categories == 2, "two labels")
    guard labels.count > 0 else { return .failure(.noData) }
    let counts = labelCounts(labels)
    var accuracies: [Double] = []
    let shares = labels.shares()
    var posteriors = (0..<labels.items).map { shares[2 * $0 + 1] }
    for _ in 0..<max(iterations, 1) {
      let right = expectedRight(labels, posteriors)
      accuracies = zip(right, counts).map { accuracy($0, of: $1, isSmoothed) }
      posteriors = posterior(labels, accuracies.map(LogisticFunction.logit))
    }
    return .success(OneCoin(accuracies: accuracies, posteriors: posteriors))
  }

  private static func labelCounts(_ labels: CrowdLabels) -> [Int] {
    var counts = Array(repeating: 0, count: labels.annotators)
    for annotator in labels.annotator { counts[Int(annotator)] += 1 }
    return counts
  }

  // An annotator without labels is at the prior mean, or at ½ without a prior.
  private static func accuracy(_ right: Double, of count: Int, _ isSmoothed: Bool) -> Double {
    if isSmoothed { return (right + 2) / Double(count + 3) }
    guard count > 0 else { return 0.5 }
    return min(max(right / Double(count), 1e-6), 1 - 1e-6)
  }

  private static func expectedRight(_ labels: CrowdLabels, _ posteriors: [Double]) -> [Double] {
    var right = Array(repeating: 0.0, count: labels.annotators)
    for item in 0..<labels.items {
      let one = posteriors[item]
      for row in labels.offsets[item]..<labels.offsets[item + 1] {
        right[Int(labels.annotator[row])] += labels.label[row] == 1 ? one : 1 - one
      }
    }
    return right
  }

  private static func posterior(_ labels: CrowdLabels, _ logits: [Double]) -> [Double] {
    (0..<labels.items).map { item in
      var sum = 0.0
      for row in labels.offsets[item]..<labels.offsets[item + 1] {
        let logit = logits[Int(labels.annotator[row])]
        sum += labels.label[row] == 1 ? logit : -logit
      }
      return LogisticFunction.sigma(sum)
    }
  }
}
