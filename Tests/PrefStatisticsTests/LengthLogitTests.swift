import PrefStatistics
import Testing

@Suite struct LengthLogitTests {
  static let chosen = DifferenceEffectsTests.chosen
  static let rejected = DifferenceEffectsTests.rejected
  static let differences = zip(chosen, rejected).map { $0 - $1 }

  @Test func literalVector() throws {
    let logit = try LengthLogit.fit(IntegerHistogram(Self.differences)).get()
    #expect(nearIterated(logit.coefficient, 0.33010315534))
    #expect(nearIterated(logit.standardError, 1.0624888964))
    #expect(nearIterated(logit.fit.negativeLogLikelihood, 8.26902228524))
    #expect(nearIterated(logit.fit.informationBits, 0.00586021300739))
    let deviation = IntegerHistogram(Self.differences).standardDeviation.value
    let alpaca = try LengthLogit.fit(IntegerHistogram(Self.differences), scale: deviation).get()
    #expect(nearIterated(alpaca.coefficient, 0.330471270048))
    #expect(nearIterated(alpaca.standardError, 1.07805836091))
  }

  @Test func literalAlternatives() throws {
    let normalized = LengthCovariate.normalized(chosen: Self.chosen, rejected: Self.rejected)
    let scale = try LengthCovariate.rootMeanSquare(normalized).get()
    #expect(nearPrinted(scale, 0.27932672007))
    let normal = try PairLogit.fit(PairDesign(features: 1, values: normalized.map { $0 / scale })).get()
    #expect(nearIterated(normal.coefficients[0], 0.272536030131))
    #expect(nearIterated(normal.standardErrors[0], 0.587146965698))
    let ratios = LengthCovariate.logRatio(chosen: Self.chosen, rejected: Self.rejected)
    let ratio = try PairLogit.fit(PairDesign(features: 1, values: ratios)).get()
    #expect(nearIterated(ratio.coefficients[0], 0.449012402219))
    #expect(nearIterated(ratio.standardErrors[0], 1.02648065155))
  }

  @Test(.enabled(if: Vector.isPresent, Vector.skipReason))
  func referenceVector() throws {
    let output = try Vector("A2_length_effects").output["tanh_rms"]
    let logit = try LengthLogit.fit(IntegerHistogram(Self.differences)).get()
    #expect(nearIterated(logit.coefficient, output["beta"].number))
    #expect(nearIterated(logit.standardError, output["se"].number))
    #expect(nearIterated(logit.fit.informationBits, output["vinfo_bits"].number))
  }

  @Test func rowsAndHistogramAgreeAndMirror() throws {
    let clusters = [0, 0, 1, 2, 2, 2, 3, 4, 5, 5, 6, 6]
    let rows = try LengthLogit.fit(Self.differences, clusters: clusters).get()
    let histogram = try LengthLogit.fit(IntegerHistogram(Self.differences)).get()
    #expect(near(rows.coefficient, histogram.coefficient))
    #expect(near(rows.standardError, histogram.standardError))
    #expect(histogram.clusterStandardError.reason == .notClustered)
    let mirrored = try LengthLogit.fit(Self.differences.map { -$0 }, clusters: clusters).get()
    #expect(mirrored.coefficient == -rows.coefficient)
    #expect(mirrored.clusterStandardError == rows.clusterStandardError)
    #expect(LengthLogit.fit(IntegerHistogram([0, 0])).reason == .allTied)
    #expect(LengthLogit.fit(IntegerHistogram([3, 0])).reason == .separated)
  }

  @Test func shareOfWhatCanBeLearned() {
    // Singhal et al. 2023: WebGPT, length 55.7 %, reward model 61.5 %.
    #expect(near(LearnableShare.share(accuracy: 0.557, reference: 0.615).value, 0.4956521739130, relative: 1e-9))
    #expect(near(LearnableShare.share(accuracy: 0.443, reference: 0.615).value, 0.4956521739130, relative: 1e-9))
    #expect(LearnableShare.share(accuracy: 0.6, reference: 0.5).reason == .belowChance)
  }
}
