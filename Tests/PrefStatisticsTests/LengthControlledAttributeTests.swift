import PrefStatistics
import Testing

@Suite struct LengthControlledAttributeTests {
  static let attribute = [1, 0, 1, -1, 0, 1, -1, 1, 0, 1, 1, -1, 0, 1]
  static let lengths = [-20, 4, -35, 10, -8, 3, 25, -12, 6, 14, -40, -5, 9, -2]

  @Test func literalVector() throws {
    let fit = try LengthControlledAttribute.fit(attribute: Self.attribute, lengthDifference: Self.lengths).get()
    #expect(nearPrinted(fit.rawWinShare, 0.7))
    #expect(nearPrinted(fit.unadjusted.value, 0.847297860387))
    #expect(nearIterated(fit.coefficient, 0.999546617201))
    #expect(nearIterated(fit.standardError, 0.850431545755))
    #expect(nearIterated(fit.lengthCoefficient, 0.383117492027))
    #expect(nearIterated(fit.lengthStandardError, 1.16875711931))
    #expect(nearIterated(fit.winRate, 0.730969428824))
    #expect(near(fit.winRateInterval, [0.33910872012, 0.935012309427], relative: 1e-7))
    #expect(nearIterated(fit.winRateStandardError, 0.167240019327))
    #expect(nearIterated(fit.fit.negativeLogLikelihood, 8.82632539405))
  }

  @Test(.enabled(if: Vector.isPresent, Vector.skipReason))
  func referenceVector() throws {
    let vector = try Vector("A4_lc_attribute")
    let fit = try LengthControlledAttribute.fit(
      attribute: vector.input["f"].ints,
      lengthDifference: vector.input["d"].ints
    ).get()
    #expect(nearIterated(fit.coefficient, vector.output["beta_attr"].number))
    #expect(nearIterated(fit.lengthCoefficient, vector.output["beta_len"].number))
    #expect(nearIterated(fit.winRate, vector.output["lc_win"].number))
    #expect(near(fit.winRateInterval, vector.output["lc_win_ci_logit"].numbers, relative: 1e-7))
    #expect(nearIterated(fit.winRateStandardError, vector.output["lc_win_se_delta"].number))
  }

  @Test func exchangingSidesMirrors() throws {
    let straight = try LengthControlledAttribute.fit(attribute: Self.attribute, lengthDifference: Self.lengths).get()
    let mirrored = try LengthControlledAttribute.fit(
      attribute: Self.attribute.map { -$0 },
      lengthDifference: Self.lengths.map { -$0 }
    ).get()
    #expect(mirrored.coefficient == -straight.coefficient)
    #expect(near(mirrored.rawWinShare, 1 - straight.rawWinShare))
    #expect(near(mirrored.unadjusted.value, straight.unadjusted.value.map { -$0 }))
    #expect(near(mirrored.winRate, 1 - straight.winRate))
    #expect(near(mirrored.winRateStandardError, straight.winRateStandardError))
  }

  @Test func whatCannotBeFittedNamesItsReason() {
    func reason(_ attribute: [Int], _ lengths: [Int]) -> Undefined? {
      LengthControlledAttribute.fit(attribute: attribute, lengthDifference: lengths).reason
    }
    #expect(reason([], []) == .noData)
    #expect(reason([0, 0], [1, -1]) == .noDiscordantPair)
    #expect(reason([1, -1], [0, 0]) == .allTied)
    #expect(reason([1, 1, 0], [1, -1, 2]) == .separated)
  }
}
