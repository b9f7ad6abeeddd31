import PrefStatistics
import Testing

@Suite struct RoganGladenTests {
  @Test func literalVector() throws {
    let estimate = try RoganGladen.estimate(
      flagRate: 0.0402,
      records: 2312,
      sensitivity: DetectorAccuracy(share: 0.786, cases: 1159),
      specificity: DetectorAccuracy(share: 0.9725, cases: 1091)
    ).get()
    #expect(nearPrinted(estimate.trueRate, 0.0167435728411))
    #expect(nearPrinted(estimate.standardError, 0.00838276355639))
    #expect(!estimate.isClipped)
  }

  @Test(.enabled(if: Vector.isPresent, Vector.skipReason))
  func referenceVector() throws {
    let vector = try Vector("C5_rogan_gladen")
    let input = vector.input
    let estimate = try RoganGladen.estimate(
      flagRate: try #require(input["p"].number),
      records: try #require(input["n"].int),
      sensitivity: DetectorAccuracy(share: try #require(input["se"].number), cases: try #require(input["nse"].int)),
      specificity: DetectorAccuracy(share: try #require(input["sp"].number), cases: try #require(input["nsp"].int))
    ).get()
    #expect(near(estimate.trueRate, vector.output["true_rate"].number))
    #expect(near(estimate.standardError, vector.output["se_delta"].number))
    #expect(near(estimate.clipped, vector.output["clipped"].number))
  }

  @Test func cutsAndRefuses() {
    let weak = DetectorAccuracy(share: 0.5, cases: 100)
    let strong = DetectorAccuracy(share: 0.9, cases: 100)
    #expect(
      RoganGladen.estimate(flagRate: 0.1, records: 10, sensitivity: weak, specificity: weak).reason
        == .uninformativeDetector
    )
    let cut = RoganGladen.estimate(flagRate: 0.02, records: 10, sensitivity: strong, specificity: strong).value
    #expect(cut?.clipped == 0)
    #expect(cut?.isClipped == true)
  }
}
