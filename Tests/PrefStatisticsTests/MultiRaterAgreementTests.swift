import PrefStatistics
import Testing

@Suite struct MultiRaterAgreementTests {
  /// Krippendorff's own example of four raters, five labels.
  static let krippendorff: [[Int?]] = [
    [0, 0, nil, 0], [1, 1, 2, 1], [2, 2, 2, 2], [2, 2, 2, 2], [1, 1, 1, 1], [0, 1, 2, 3], [3, 3, 3, 3], [0, 0, 1, 0],
    [1, 1, 1, 1], [nil, 4, 4, 4], [nil, nil, 0, 0], [nil, nil, 2, nil],
  ]
  static let threeWay: [[Int?]] = [
    [0, 0, 0], [2, 2, 1], [2, 2, 2], [0, 2, 0], [1, 1, nil], [2, nil, 2], [0, 0, 1], [nil, 2, 2], [2, 2, 2],
    [0, nil, nil], [1, 0, 1], [2, 2, 0],
  ]

  static func multiset(_ ratings: [[Int?]], categories: Int) -> RatingMultiset {
    var multiset = RatingMultiset(categories: categories)
    for item in ratings { multiset.add(ratings: item) }
    return multiset
  }

  @Test func literalKrippendorffExample() throws {
    let ratings = Self.multiset(Self.krippendorff, categories: 5)
    let values: [Double] = [1, 2, 3, 4, 5]
    let alphas: [(KrippendorffAlpha.Metric, Double)] = [
      (.nominal, 0.743421052632), (.ordinal, 0.815387503755), (.interval, 0.849107142857), (.ratio, 0.797402774712),
    ]
    for (metric, expected) in alphas {
      #expect(nearPrinted(KrippendorffAlpha.estimate(ratings, metric: metric, values: values).value, expected))
    }
    let ac1 = try GwetAC.estimate(ratings).get()
    #expect(
      near([ac1.value, ac1.observed, ac1.expected], [0.775444068127, 0.818181818182, 0.190321180556], relative: 2e-11)
    )
    #expect(nearPrinted(ac1.standardError.value, 0.142949950641))
    #expect(near(ac1.interval.value, [0.460813348132, 1], relative: 2e-11))
    #expect(nearPrinted(BrennanPrediger.estimate(ratings).value, 0.772727272727))
    #expect(nearPrinted(FleissKappa.generalized(ratings).value?.kappa, 0.761169275422))
    let complete = try FleissKappa.complete(ratings).get()
    #expect(complete.items == 8)
    #expect(nearPrinted(complete.kappa, 0.641456582633))
    let percent = try PercentAgreement.estimate(ratings).get()
    #expect(near([percent.micro, percent.macro], [0.781818181818, 0.818181818182], relative: 2e-11))
  }

  @Test func literalWeightedAgreement() throws {
    let ratings = Self.multiset(Self.threeWay, categories: 3)
    let printed: [(AgreementWeights, [Double])] = [
      (.identity, [0.558237038552, 0.69696969697, 0.314043209877, 0.167477833612, 0.189620812129, 0.926853264975]),
      (.linear, [0.554923220331, 0.787878787879, 0.523405349794, 0.189226659874, 0.138438150057, 0.971408290604]),
      (.quadratic, [0.551867219917, 0.833333333333, 0.628086419753, 0.226525550028, 0.0532878459257, 1]),
    ]
    for (weights, expected) in printed {
      let ac = try GwetAC.estimate(ratings, weights: weights).get()
      let interval = try ac.interval.get()
      let error = try ac.standardError.get()
      let figures = [ac.value, ac.observed, ac.expected, error, interval.low, interval.high]
      #expect(near(figures, expected))
    }
  }

  @Test(
    .enabled(if: Vector.isPresent, Vector.skipReason),
    arguments: ["E2_agreement_krippendorff_example", "E2b_agreement_three_way"]
  )
  func referenceVector(name: String) throws {
    let vector = try Vector(name)
    let output = vector.output
    let categories = try #require(vector.input["q"].int)
    let ratings = Self.multiset(vector.input["R"].items.map { $0.items.map(\.int) }, categories: categories)
    let values = vector.input["values"].numbers
    for metric in KrippendorffAlpha.Metric.allCases {
      let alpha = KrippendorffAlpha.estimate(ratings, metric: metric, values: values.isEmpty ? nil : values)
      #expect(near(alpha.value, output["alpha_\(metric.rawValue)"].number), "\(metric)")
    }
    for (key, weights) in [("ac1", AgreementWeights.identity), ("ac2_linear", .linear), ("ac2_quadratic", .quadratic)] {
      guard output[key]["value"].number != nil else { continue }
      let ac = try GwetAC.estimate(ratings, weights: weights).get()
      #expect(near(ac.value, output[key]["value"].number))
      #expect(near(ac.observed, output[key]["pa"].number))
      #expect(near(ac.expected, output[key]["pe"].number))
      #expect(near(ac.standardError.value, output[key]["se"].number))
      #expect(near(ac.interval.value, output[key]["ci_t"].numbers))
    }
    #expect(near(BrennanPrediger.estimate(ratings).value, output["brennan_prediger"].number))
    #expect(near(FleissKappa.generalized(ratings).value?.kappa, output["fleiss_generalised"].number))
    #expect(near(FleissKappa.complete(ratings).value?.kappa, output["fleiss_complete_items"]["kappa"].number))
    #expect(FleissKappa.complete(ratings).value?.items == output["fleiss_complete_items"]["n"].int)
    #expect(near(PercentAgreement.estimate(ratings).value?.micro, output["percent_micro_pairs"].number))
    #expect(near(PercentAgreement.estimate(ratings).value?.macro, output["percent_macro_items"].number))
  }

  @Test func orderAndShardsDoNotMatter() throws {
    let whole = Self.multiset(Self.threeWay, categories: 3)
    var merged = Self.multiset(Self.threeWay.suffix(5).reversed(), categories: 3)
    merged.merge(Self.multiset(Array(Self.threeWay.prefix(7)), categories: 3))
    #expect(merged.entries == whole.entries)
    #expect(try GwetAC.estimate(merged).get() == GwetAC.estimate(whole).get())
  }

  @Test func coincidencesAddUpOverItems() throws {
    let parts = [Self.threeWay.prefix(4), Self.threeWay.suffix(8)].map {
      Coincidences(Self.multiset(Array($0), categories: 3))
    }
    var cells: [Double] = []
    for c in 0..<3 {
      for k in 0..<3 { cells.append(parts[0][c, k] + parts[1][c, k]) }
    }
    let alpha = KrippendorffAlpha.estimate(Coincidences(categories: 3, cells: cells), metric: .ordinal)
    #expect(nearPrinted(alpha.value, 0.554642857143))
  }

  @Test func multiplicityStandsForRepeatedItems() throws {
    var packed = RatingMultiset(categories: 3)
    var plain = packed
    for item in Self.threeWay {
      var counts = [0, 0, 0]
      for rating in item { if let rating { counts[rating] += 1 } }
      packed.add(counts: counts, items: 4)
      for _ in 0..<4 { plain.add(ratings: item) }
    }
    #expect(packed.entries == plain.entries)
    #expect(packed.items == 48)
    #expect(packed.comparableItems == 44)
  }

  @Test func samplesWithoutOverlapNameTheirReason() {
    let empty = RatingMultiset(categories: 2)
    #expect(PercentAgreement.estimate(empty).reason == .noData)
    #expect(KrippendorffAlpha.estimate(empty, metric: .nominal).reason == .noData)
    let single = Self.multiset([[0], [1]], categories: 2)
    #expect(PercentAgreement.estimate(single).reason == .noOverlap)
    #expect(KrippendorffAlpha.estimate(single, metric: .nominal).reason == .noOverlap)
    #expect(GwetAC.estimate(single).reason == .noOverlap)
    #expect(FleissKappa.generalized(single).reason == .noOverlap)
    #expect(FleissKappa.complete(single).reason == .noOverlap)
    let constant = Self.multiset([[1, 1], [1, 1]], categories: 2)
    #expect(KrippendorffAlpha.estimate(constant, metric: .nominal).reason == .zeroVariance)
    #expect(FleissKappa.generalized(constant).reason == .zeroVariance)
    #expect(GwetAC.estimate(constant).value?.value == 1)
    #expect(FleissKappa.complete(constant, raters: 3).reason == .noCompleteItem)
  }
}
