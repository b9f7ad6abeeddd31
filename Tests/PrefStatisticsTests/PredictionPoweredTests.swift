import PrefStatistics
import Testing

@Suite struct PredictionPoweredTests {
  @Test func manyDisagreementsUseTheirVariance() throws {
    let checked = CheckedSample(truePositives: 20, falsePositives: 8, falseNegatives: 2, trueNegatives: 170)
    let estimate = try PredictionPoweredRate.estimate(flagged: 1400, of: 10_000, checked: checked).get()
    #expect(!estimate.isBounded)
    #expect(near(estimate.rate, 0.11))
    // By hand: .14·.86/10⁴ + (10/200 − .03²)/200 = 1.204e-5 + 2.455e-4.
    #expect(near(estimate.standardError.value, (1.204e-5 + 2.455e-4).squareRoot()))
  }

  @Test func noDisagreementAddsTheRuleOfThree() throws {
    let checked = CheckedSample(truePositives: 6, falsePositives: 0, falseNegatives: 0, trueNegatives: 154)
    let estimate = try PredictionPoweredRate.estimate(flagged: 93, of: 2312, checked: checked).get()
    let halfWidth = 1.959963984540054 * (93.0 / 2312 * (1 - 93.0 / 2312) / 2312).squareRoot() + 3.0 / 160
    #expect(estimate.isBounded)
    #expect(near(estimate.interval.high, 93.0 / 2312 + halfWidth))
    #expect(estimate.standardError.reason == .zeroVariance)
  }

  @Test func fewDisagreementsStayInsideTheirBound() throws {
    let checked = CheckedSample(truePositives: 6, falsePositives: 1, falseNegatives: 2, trueNegatives: 151)
    let estimate = try PredictionPoweredRate.estimate(flagged: 93, of: 2312, checked: checked).get()
    #expect(estimate.isBounded)
    #expect(estimate.interval.low < estimate.rate && estimate.rate < estimate.interval.high)
    #expect(PredictionPoweredRate.estimate(flagged: 0, of: 0, checked: checked).reason == .noData)
  }
}
