import PrefStatistics
import Testing

@Suite struct NoiseCeilingTests {
  @Test func literalVectors() {
    let instruct = NoiseCeiling(agreement: 0.726, standardError: 0.0077)
    #expect(instruct.lower == 0.726)
    #expect(nearPrinted(instruct.upper.value, 0.836154726279))
    #expect(nearPrinted(instruct.upperStandardError.value, 0.0057265296291))
    let hh = NoiseCeiling(agreement: 0.63, standardError: 0.02)
    #expect(nearPrinted(hh.upper.value, 0.75495097568))
    #expect(nearPrinted(hh.upperStandardError.value, 0.0196116135138))
  }

  @Test(.enabled(if: Vector.isPresent, Vector.skipReason), arguments: ["E4_noise_ceiling", "E4b_noise_ceiling_hh"])
  func referenceVector(name: String) throws {
    let vector = try Vector(name)
    let ceiling = NoiseCeiling(
      agreement: try #require(vector.input["pa"].number),
      standardError: try #require(vector.input["se_pa"].number)
    )
    #expect(near(ceiling.lower, vector.output["ceiling_lower"].number))
    #expect(near(ceiling.upper.value, vector.output["ceiling_upper"].number))
    #expect(near(ceiling.upperStandardError.value, vector.output["upper_se_delta"].number))
  }

  @Test func chanceAndBelow() {
    #expect(NoiseCeiling(agreement: 0.5, standardError: 0.1).upper.value == 0.5)
    #expect(NoiseCeiling(agreement: 0.5, standardError: 0.1).upperStandardError.reason == .infinite)
    #expect(NoiseCeiling(agreement: 0.4, standardError: 0.1).upper.reason == .belowChance)
  }
}
