import Glibc

/// True labels and annotators' error rates, estimated together from labels that disagree.
///
/// Expectation–maximisation from label shares; each iteration is E-step, priors, M-step, as crowd-kit does it. Error
/// rates are floored at 1e-10 before they are normalised. Below about 150 labels an annotator plain majority is usually
/// better. Source: Dawid & Skene 1979.
public struct DawidSkene: Sendable {
  /// T_ik, item by item: the probability of each label.
  public let posteriors: [Double]
  /// p_k.
  public let priors: [Double]
  /// π^j_kl, annotator by annotator, row-major K × K: the chance that annotator j says l where the truth is k.
  public let errorRates: [Double]
  /// The log-likelihood in nats of the starting parameters and after each iteration; it never falls (up to the floor of
  /// error rates).
  public let logLikelihoods: [Double]
  /// Number of labels, K.
  public let categories: Int

  /// Iterations made.
  public var iterations: Int { logLikelihoods.count - 1 }

  /// The probability that an item's true label is `category`.
  public func posterior(_ item: Int, _ category: Int) -> Double { posteriors[item * categories + category] }

  /// The chance that an annotator says `label` where the truth is `truth`.
  public func errorRate(_ annotator: Int, truth: Int, label: Int) -> Double {
    errorRates[(annotator * categories + truth) * categories + label]
  }

  /// Fits the labels.
  ///
  /// - Parameters:
  ///   - labels: Of all items; undefined (`no-data`) without any.
  ///   - maximumIterations: At least 1.
  ///   - tolerance: Stops when the log-likelihood a label gains less, in nats; 0 or less makes every iteration.
  /// - Returns: The fit, with the log-likelihood of every iteration.
  public static func fit(
    _ labels: CrowdLabels,
    maximumIterations: Int = 100,
    tolerance: Double = 1e-6
  ) -> Estimate<DawidSkene> {
    guard labels.count > 0 else { return .failure(.noData) }
    var state = DawidSkeneState(labels)
    var history: [Double] = []
    for _ in 0..<max(maximumIterations, 1) {
      history.append(state.expect(labels))
      state.maximize(labels)
      guard tolerance > 0, history.count > 1 else { continue }
      if (history[history.count - 1] - history[history.count - 2]) < tolerance * Double(labels.count) { break }
    }
    history.append(state.logLikelihood(labels))
    return .success(
      DawidSkene(
        posteriors: state.posteriors,
        priors: state.priors,
        errorRates: state.errorRates(),
        logLikelihoods: history,
        categories: labels.categories
      )
    )
  }
}

/// The quantities that iterate.
private struct DawidSkeneState {
  let categories: Int
  var posteriors: [Double]
  var priors: [Double]
  // log π by annotator, label given, truth: what one label adds to an item stands side by side.
  private var logRates: [Double]

  init(_ labels: CrowdLabels) {
    categories = labels.categories
    posteriors = labels.shares()
    priors = Array(repeating: 0, count: categories)
    logRates = Array(repeating: 0, count: labels.annotators * categories * categories)
    maximize(labels)
  }

  /// Sets posteriors and returns the log-likelihood of the parameters they came from.
  mutating func expect(_ labels: CrowdLabels) -> Double {
    var next = posteriors
    let total = walk(labels, into: &next)
    posteriors = next
    return total
  }

  /// The log-likelihood of the current parameters.
  func logLikelihood(_ labels: CrowdLabels) -> Double {
    var scratch = posteriors
    return walk(labels, into: &scratch)
  }

  private func walk(_ labels: CrowdLabels, into posteriors: inout [Double]) -> Double {
    let k = categories
    let logPriors = priors.map { log($0) }
    let (rates, annotator, label) = (logRates.span, labels.annotator.span, labels.label.span)
    var scores = posteriors.mutableSpan
    var total = 0.0
    for item in 0..<labels.items {
      let base = item * k
      for truth in 0..<k { scores[base + truth] = logPriors[truth] }
      for row in labels.offsets[item]..<labels.offsets[item + 1] {
        let cell = (Int(annotator[row]) * k + Int(label[row])) * k
        for truth in 0..<k { scores[base + truth] += rates[cell + truth] }
      }
      var largest = scores[base]
      for truth in 1..<max(k, 1) { largest = max(largest, scores[base + truth]) }
      var sum = 0.0
      for truth in 0..<k {
        let share = exp(scores[base + truth] - largest)
        scores[base + truth] = share
        sum += share
      }
      for truth in 0..<k { scores[base + truth] /= sum }
      total += largest + log(sum)
    }
    return total
  }

  mutating func maximize(_ labels: CrowdLabels) {
    setPriors(items: labels.items)
    for i in logRates.indices { logRates[i] = 0 }
    addLabels(labels)
    for annotator in 0..<labels.annotators { normalize(annotator) }
  }

  private mutating func setPriors(items: Int) {
    for truth in 0..<categories {
      var sum = 0.0
      for item in 0..<items { sum += posteriors[item * categories + truth] }
      priors[truth] = sum / Double(items)
    }
  }

  private mutating func addLabels(_ labels: CrowdLabels) {
    let k = categories
    // A local reference, for reading one property while another is written.
    let posteriors = posteriors
    let (shares, annotator, label) = (posteriors.span, labels.annotator.span, labels.label.span)
    var rates = logRates.mutableSpan
    for item in 0..<labels.items {
      for row in labels.offsets[item]..<labels.offsets[item + 1] {
        let cell = (Int(annotator[row]) * k + Int(label[row])) * k
        for truth in 0..<k { rates[cell + truth] += shares[item * k + truth] }
      }
    }
  }

  private mutating func normalize(_ annotator: Int) {
    let k = categories
    for truth in 0..<k {
      var sum = 0.0
      for label in 0..<k { sum += max(logRates[(annotator * k + label) * k + truth], 1e-10) }
      for label in 0..<k {
        let cell = (annotator * k + label) * k + truth
        logRates[cell] = log(max(logRates[cell], 1e-10) / sum)
      }
    }
  }

  /// π^j_kl in the public order: annotator, truth, label.
  func errorRates() -> [Double] {
    let k = categories
    return logRates.indices.map { index in
      let (annotator, cell) = index.quotientAndRemainder(dividingBy: k * k)
      let (truth, label) = cell.quotientAndRemainder(dividingBy: k)
      return exp(logRates[(annotator * k + label) * k + truth])
    }
  }
}
