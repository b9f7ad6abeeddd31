import PrefStatistics
import Testing

@Suite struct DawidSkeneTests {
  static let vectors = [
    "E3_dawid_skene", "E3b_dawid_skene_noisy_iter1", "E3b_dawid_skene_noisy_iter2", "E3b_dawid_skene_noisy_iter5",
    "E3b_dawid_skene_noisy_iter25",
  ]

  @Test func literalVector() throws {
    let fit = try DawidSkene.fit(NamedLabels.small.labels, maximumIterations: 10, tolerance: 0).get()
    #expect(fit.iterations == 10)
    #expect(nearIterated(fit.logLikelihoods.first, -10.7134471749))
    #expect(nearIterated(fit.logLikelihoods.last, -9.80775573994))
    #expect(near(fit.priors, [0.288044108693, 0.711955891307], relative: 1e-7, absolute: 1e-7))
    let ones = [1, 6.21146160158e-12, 0.999999999999, 1, 0.983691239128, 1.56442692008e-11, 1]
    #expect(near((0..<7).map { fit.posterior($0, 1) }, ones, relative: 0, absolute: 1e-7))
    #expect(nearIterated(fit.errorRate(1, truth: 1, label: 0), 0.39803654439))
    #expect(nearIterated(fit.errorRate(2, truth: 0, label: 1), 0.00808842434712))
  }

  @Test(.enabled(if: Vector.isPresent, Vector.skipReason), arguments: vectors)
  func referenceVector(name: String) throws {
    let vector = try Vector(name)
    let named = NamedLabels(vector.input)
    let iterations = try #require(vector.input["iters"].int)
    let fit = try DawidSkene.fit(named.labels, maximumIterations: iterations, tolerance: 0).get()
    #expect(nearIterated(fit.logLikelihoods.first, vector.output["loglik_init"].number))
    #expect(nearIterated(fit.logLikelihoods.last, vector.output["loglik_after"].number))
    #expect(near(fit.priors, vector.output["priors"].numbers, relative: 1e-7, absolute: 1e-7))
    for (i, item) in named.items.enumerated() {
      let expected = vector.output["posterior"][item].numbers
      #expect(near([fit.posterior(i, 0), fit.posterior(i, 1)], expected, relative: 0, absolute: 1e-7), "\(item)")
    }
    for (j, annotator) in named.annotators.enumerated() {
      for truth in 0..<2 {
        let rates = (0..<2).map { fit.errorRate(j, truth: truth, label: $0) }
        let expected = vector.output["error"][annotator][truth].numbers
        #expect(near(rates, expected, relative: 1e-7, absolute: 1e-7), "\(annotator)")
      }
    }
  }

  /// Labels of annotators with known accuracies; a share of them guess.
  static func simulated(items: Int, annotators: Int, perItem: Int, categories: Int, seed: UInt64) -> CrowdLabels {
    var numbers = SeededNumbers(seed: seed)
    let accuracies = (0..<annotators).map { _ in 0.4 + 0.55 * numbers.unit() }
    var (itemOf, annotatorOf, labels): ([Int32], [Int32], [UInt8]) = ([], [], [])
    for item in 0..<items {
      let truth = numbers.next(below: categories)
      for _ in 0..<perItem {
        let annotator = numbers.next(below: annotators)
        let isRight = numbers.unit() < accuracies[annotator]
        itemOf.append(Int32(item))
        annotatorOf.append(Int32(annotator))
        labels.append(UInt8(isRight ? truth : numbers.next(below: categories)))
      }
    }
    return CrowdLabels(categories: categories, items: itemOf, annotators: annotatorOf, labels: labels)
  }

  @Test(arguments: [2, 3, 5])
  func likelihoodNeverFalls(categories: Int) throws {
    for seed in UInt64(1)...5 {
      let labels = Self.simulated(items: 200, annotators: 12, perItem: 4, categories: categories, seed: seed)
      let fit = try DawidSkene.fit(labels, maximumIterations: 60, tolerance: 0).get()
      for (before, after) in zip(fit.logLikelihoods, fit.logLikelihoods.dropFirst()) {
        #expect(after >= before - 1e-9 * abs(before))
      }
      for item in 0..<200 {
        let sum = (0..<categories).reduce(0) { $0 + fit.posterior(item, $1) }
        #expect(near(sum, 1))
      }
    }
  }

  @Test func stopsWhenNothingIsGained() throws {
    let labels = Self.simulated(items: 300, annotators: 10, perItem: 5, categories: 2, seed: 9)
    #expect(try DawidSkene.fit(labels).get().iterations < 100)
    let none = CrowdLabels(categories: 2, items: [], annotators: [], labels: [])
    #expect(DawidSkene.fit(none).reason == .noData)
  }
}
