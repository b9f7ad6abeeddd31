import PrefStatistics
import Testing

@Suite struct OneCoinTests {
  @Test func literalVector() throws {
    let fit = try OneCoin.fit(NamedLabels.small.labels, iterations: 10, isSmoothed: false).get()
    let accuracies = [0.99982967283, 0.749967226515, 0.749967226515]
    #expect(near(fit.accuracies, accuracies, relative: 1e-7, absolute: 1e-7))
    let ones = [
      0.99982967283, 1.89347246118e-05, 0.99982967283, 0.999943207904, 0.5, 5.67920961047e-05, 0.999981065275,
    ]
    #expect(near(fit.posteriors, ones, relative: 0, absolute: 1e-7))
  }

  @Test(.enabled(if: Vector.isPresent, Vector.skipReason), arguments: DawidSkeneTests.vectors)
  func referenceVector(name: String) throws {
    let vector = try Vector(name)
    let named = NamedLabels(vector.input)
    let iterations = try #require(vector.input["iters"].int)
    let fit = try OneCoin.fit(named.labels, iterations: iterations, isSmoothed: false).get()
    let expected = vector.output["one_coin"]
    for (j, annotator) in named.annotators.enumerated() {
      #expect(nearIterated(fit.accuracies[j], expected["accuracy"][annotator].number))
    }
    for (i, item) in named.items.enumerated() {
      #expect(near(fit.posteriors[i], expected["p1"][item].number, relative: 0, absolute: 1e-7))
    }
  }

  @Test func smoothingIsTwoRightAndOneWrong() throws {
    // Annotators 0 and 1 agree on one item, so each is expected to be right once: (1 + 2)/(1 + 3).
    let labels = CrowdLabels(categories: 2, items: [0, 0], annotators: [0, 1], labels: [1, 1])
    let fit = try OneCoin.fit(labels, iterations: 1).get()
    #expect(near(fit.accuracies, [0.75, 0.75]))
    #expect(near(fit.posteriors, [0.9]))
  }
}
