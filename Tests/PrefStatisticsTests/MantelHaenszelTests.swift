import PrefStatistics
import Testing

@Suite struct MantelHaenszelTests {
  static let tables = [TwoByTwo(12, 38, 5, 45), TwoByTwo(20, 30, 14, 36), TwoByTwo(3, 47, 4, 46)]

  @Test func literalVector() throws {
    let combined = try MantelHaenszel.estimate(Self.tables).get()
    #expect(nearPrinted(combined.oddsRatio, 1.75187969925))
    #expect(nearPrinted(combined.logStandardError, 0.309283778555))
    #expect(near(combined.interval, [0.955523671539, 3.2119376757], relative: 2e-11))
    #expect(nearPrinted(combined.chiSquared.value, 3.31072921505))
    #expect(
      nearPrinted(combined.chiSquared.map { ChiSquared.upperTail($0, degreesOfFreedom: 1) }.value, 0.0688289434879)
    )
    #expect(nearPrinted(combined.breslowDay.value, 1.98773805215))
    #expect(nearPrinted(combined.tarone.value, 1.9875896116))
    #expect(combined.degreesOfFreedom == 2)
  }

  @Test(.enabled(if: Vector.isPresent, Vector.skipReason))
  func referenceVector() throws {
    let vector = try Vector("C4_mantel_haenszel")
    let tables = vector.input["tables"].items.map { table in
      TwoByTwo(table[0].ints[0], table[0].ints[1], table[1].ints[0], table[1].ints[1])
    }
    let combined = try MantelHaenszel.estimate(tables).get()
    let output = vector.output
    #expect(near(combined.oddsRatio, output["or_mh"].number))
    #expect(near(combined.logStandardError, output["log_or_se_rbg"].number))
    #expect(near(combined.interval, output["ci"].numbers))
    #expect(near(combined.chiSquared.value, output["cmh_chi2"].number))
    #expect(near(combined.breslowDay.value, output["breslow_day"].number))
    #expect(near(combined.tarone.value, output["tarone"].number))
    let tail = combined.tarone.map { ChiSquared.upperTail($0, degreesOfFreedom: combined.degreesOfFreedom) }
    #expect(near(tail.value, output["tarone_p"].number))
  }

  @Test func exchangingGroupsInvertsTheRatio() throws {
    let straight = try MantelHaenszel.estimate(Self.tables).get()
    let mirrored = try MantelHaenszel.estimate(Self.tables.map { TwoByTwo($0.c, $0.d, $0.a, $0.b) }).get()
    #expect(near(mirrored.oddsRatio, 1 / straight.oddsRatio))
    #expect(near(mirrored.logStandardError, straight.logStandardError))
    #expect(near(mirrored.chiSquared.value, straight.chiSquared.value))
    #expect(near(mirrored.breslowDay.value, straight.breslowDay.value))
    #expect(near(mirrored.tarone.value, straight.tarone.value))
  }

  @Test func emptyCellsNameTheirReason() throws {
    #expect(MantelHaenszel.estimate([]).reason == .noData)
    #expect(MantelHaenszel.estimate([TwoByTwo(3, 0, 2, 5)]).reason == .infinite)
    #expect(MantelHaenszel.estimate([TwoByTwo(0, 3, 2, 5)]).reason == .zeroVariance)
    #expect(try MantelHaenszel.estimate([TwoByTwo(2, 3, 2, 5)]).get().breslowDay.reason == .oneStratum)
  }
}
