import PrefStatistics
import Testing

@Suite struct SamplePowerTests {
  @Test func literalVector() {
    let shares = [(0.51, 19620), (0.52, 4904), (0.53, 2178), (0.55, 783), (0.6, 194)]
    for (share, pairs) in shares {
      #expect(SamplePower.pairs(toDetect: share).value == pairs)
      #expect(SamplePower.pairs(toDetect: 1 - share).value == pairs)
    }
    #expect(SamplePower.pairs(forHalfWidth: 0.02).value == 2401)
    #expect(SamplePower.pairs(forHalfWidth: 0.01).value == 9604)
    #expect(SamplePower.discordantPairs(toDetect: 1.5).value == 194)
    #expect(SamplePower.discordantPairs(toDetect: 2).value == 69)
    #expect(SamplePower.discordantPairs(toDetect: 3).value == 29)
  }

  @Test(.enabled(if: Vector.isPresent, Vector.skipReason))
  func referenceVector() throws {
    for (key, expected) in try Vector("N1_power").output.members {
      let argument = try #require(key.split(separator: "_").last.flatMap { Double($0) })
      let pairs =
        key.hasPrefix("lha")
        ? SamplePower.pairs(toDetect: argument)
        : key.hasPrefix("halfwidth")
          ? SamplePower.pairs(forHalfWidth: argument) : SamplePower.discordantPairs(toDetect: argument)
      #expect(pairs.value == expected.int, "\(key)")
    }
  }

  @Test func designEffectsMultiplyAndOneHalfIsOutOfReach() {
    #expect(SamplePower.pairs(forHalfWidth: 0.02, designEffect: 2).value == 4802)
    #expect(SamplePower.pairs(toDetect: 0.5).reason == .infinite)
    #expect(SamplePower.discordantPairs(toDetect: 1).reason == .infinite)
    #expect(SamplePower.pairs(forHalfWidth: 0).reason == .infinite)
  }
}
