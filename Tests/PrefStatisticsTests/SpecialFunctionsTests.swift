import PrefStatistics
import Testing

@Suite struct SpecialFunctionsTests {
  @Test func literalVector() {
    #expect(nearPrinted(NormalDistribution.quantile(0.975), 1.95996398454))
    #expect(nearPrinted(NormalDistribution.quantile(0.8), 0.841621233573))
    #expect(nearPrinted(NormalDistribution.quantile(0.995), 2.57582930355))
    #expect(nearPrinted(NormalDistribution.quantile(1e-6), -4.75342430882))
    #expect(nearPrinted(NormalDistribution.upperTail(1), 0.158655253931))
    #expect(near(NormalDistribution.upperTail(6.5), 4.01600058386e-11, relative: 2e-11, absolute: 0))
    #expect(nearPrinted(GammaFunction.logarithm(0.5), 0.572364942925))
    #expect(nearPrinted(GammaFunction.logarithm(1000.5), 5908.67417585))
    #expect(nearPrinted(BetaFunction.regularized(0.4, 2, 3), 0.5248))
    #expect(nearPrinted(BetaFunction.regularized(0.7, 88, 28), 0.074831853948))
    #expect(nearPrinted(BetaFunction.regularized(0.01, 0.5, 0.5), 0.0637685608585))
    #expect(nearPrinted(BetaFunction.inverse(0.025, 88, 28), 0.677088283757))
    #expect(nearPrinted(BetaFunction.inverse(0.025, 1, 12), 0.00210759323186))
    #expect(nearPrinted(ChiSquared.upperTail(6.165865655227357, degreesOfFreedom: 2), 0.0458246635377))
    #expect(nearPrinted(ChiSquared.upperTail(2.3579193568927463, degreesOfFreedom: 3), 0.501515985241))
    #expect(near(ChiSquared.upperTail(120, degreesOfFreedom: 3), 7.71679035563e-26, relative: 2e-11, absolute: 0))
    // The library behind the vector is right to ten digits only; by quadrature it is 2.26215716279820.
    #expect(near(StudentT.quantile(0.975, degreesOfFreedom: 9), 2.26215716279820))
    #expect(near(StudentT.quantile(0.975, degreesOfFreedom: 9), 2.26215716274))
    #expect(nearPrinted(StudentT.quantile(0.975, degreesOfFreedom: 998), 1.96234384622))
    #expect(near(FairBinomial.lowerTail(27, of: 115), 4.96280593932e-09, relative: 2e-11, absolute: 0))
    #expect(near(FairBinomial.lowerTail(1000, of: 2200), 1.0908513204e-05, relative: 2e-10, absolute: 0))
  }

  @Test(.enabled(if: Vector.isPresent, Vector.skipReason))
  func referenceVector() throws {
    let output = try Vector("F0_special_functions").output
    func check(_ group: String, _ compute: ([Double]) -> Double) {
      for (key, expected) in output[group].members {
        let arguments = key.split(separator: ",").compactMap { Double($0) }
        #expect(near(compute(arguments), expected.number, absolute: 0), "\(group)(\(key))")
      }
    }
    check("norm_ppf") { NormalDistribution.quantile($0[0]) }
    check("norm_sf") { NormalDistribution.upperTail($0[0]) }
    check("lgamma") { GammaFunction.logarithm($0[0]) }
    check("betainc") { BetaFunction.regularized($0[2], $0[0], $0[1]) }
    check("betaincinv") { BetaFunction.inverse($0[2], $0[0], $0[1]) }
    check("chi2_sf") { ChiSquared.upperTail($0[0], degreesOfFreedom: Int($0[1])) }
    check("t_ppf") { StudentT.quantile($0[0], degreesOfFreedom: Int($0[1])) }
    check("binom_cdf_half") { FairBinomial.lowerTail(Int($0[0]), of: Int($0[1])) }
  }

  /// Figures of scipy 1.17 for sample sizes at which differences of log-gammas lose their digits.
  @Test func largeSamplesKeepTheirDigits() {
    #expect(near(FairBinomial.lowerTail(349_000, of: 700_000), 0.008441098556801821))
    #expect(near(FairBinomial.density(350_000, of: 700_000), 0.0009536541134269775))
    #expect(near(FairBinomial.lowerTail(3400, of: 7000), 0.008688392954921131))
    #expect(near(BetaFunction.inverse(0.025, 350_500, 349_501), 0.4995422691824653))
    #expect(near(StudentT.quantile(0.975, degreesOfFreedom: 999_999), 1.9599663568164791))
    #expect(near(ChiSquared.upperTail(1500, degreesOfFreedom: 1400), 0.031503720989392366))
    #expect(near(NormalDistribution.upperTail(30), 4.906713927148e-198, relative: 1e-9, absolute: 0))
    #expect(near(NormalDistribution.quantile(1e-300), -37.0470962993612))
  }

  @Test func tailsThatHaveClosedForms() {
    #expect(FairBinomial.lowerTail(-1, of: 5) == 0)
    #expect(FairBinomial.lowerTail(5, of: 5) == 1)
    #expect(near(FairBinomial.lowerTail(0, of: 10), 1.0 / 1024))
    #expect(near(FairBinomial.density(2, of: 4), 0.375))
    #expect(near(ChiSquared.upperTail(3, degreesOfFreedom: 2), 0.22313016014842982))
    #expect(ChiSquared.upperTail(0, degreesOfFreedom: 1) == 1)
    #expect(near(StudentT.quantile(0.25, degreesOfFreedom: 1), -1))
    #expect(near(NormalDistribution.quantile(0.5), 0))
    #expect(near(NormalDistribution.quantile(0.1), -NormalDistribution.quantile(0.9)))
    #expect(near(BetaFunction.inverse(0.3, 1, 1), 0.3))
  }
}
