import PrefStatistics
import Testing

@Suite struct MatchedStrataTests {
  static let strata = MatchedStrata(
    [(30, 10), (12, 9), (5, 8)].map { MatchedStrata.Stratum(chosenOnly: $0.0, rejectedOnly: $0.1) }
  )

  @Test func literalVector() throws {
    let common = Self.strata.commonOddsRatio
    #expect(nearPrinted(common.estimate.value, 1.74074074074))
    #expect(nearPrinted(common.low.value, 1.06215206285))
    #expect(nearPrinted(common.high.value, 2.90662483082))
    #expect(nearPrinted(Self.strata.chiSquared.value, 5.40540540541))
    #expect(near(Self.strata.oddsRatios.compactMap(\.estimate.value), [3, 1.33333333333, 0.625], relative: 2e-11))
    let homogeneity = try Self.strata.homogeneity.get()
    #expect(nearPrinted(homogeneity.chiSquared, 6.16586565523))
    #expect(homogeneity.degreesOfFreedom == 2)
    #expect(nearPrinted(homogeneity.pValue, 0.0458246635377))
    // 13 pairs of the last stratum, 27 of 74 of them expected the other way.
    #expect(near(homogeneity.smallestExpectedCount, 13.0 * 27 / 74))
  }

  @Test(.enabled(if: Vector.isPresent, Vector.skipReason))
  func referenceVector() throws {
    let vector = try Vector("C3_matched_strata")
    let strata = MatchedStrata(
      vector.input["tabs"].items.map { MatchedStrata.Stratum(chosenOnly: $0.ints[0], rejectedOnly: $0.ints[1]) }
    )
    #expect(near(strata.commonOddsRatio.estimate.value, vector.output["mh_or"].number))
    #expect(near(strata.commonOddsRatio.low.value, vector.output["mh_or_ci_exact"][0].number))
    #expect(near(strata.commonOddsRatio.high.value, vector.output["mh_or_ci_exact"][1].number))
    #expect(near(strata.chiSquared.value, vector.output["mh_chi2"].number))
    #expect(near(strata.homogeneity.value?.chiSquared, vector.output["homogeneity_chi2"].number))
    #expect(near(strata.homogeneity.value?.pValue, vector.output["p"].number))
  }

  @Test func strataWithoutContrastNameTheirReason() {
    func reason(_ tables: [(Int, Int)]) -> Undefined? {
      MatchedStrata(tables.map { MatchedStrata.Stratum(chosenOnly: $0.0, rejectedOnly: $0.1) }).homogeneity.reason
    }
    #expect(reason([]) == .noDiscordantPair)
    #expect(reason([(3, 2), (0, 0)]) == .oneStratum)
    #expect(reason([(3, 0), (2, 0)]) == .zeroVariance)
  }
}
