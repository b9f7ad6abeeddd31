import PrefStatistics
import Testing

@Suite struct PairedBinaryTests {
  static let large = PairedBinary(both: 5, chosenOnly: 88, rejectedOnly: 27, neither: 2192)
  static let small = PairedBinary(both: 3, chosenOnly: 9, rejectedOnly: 2, neither: 16)

  @Test func literalVectors() {
    let table = Self.large
    #expect(table.count == 2312)
    #expect(nearPrinted(table.chosenShare.value, 0.0402249134948))
    #expect(nearPrinted(table.rejectedShare.value, 0.0138408304498))
    #expect(nearPrinted(table.riskDifference.value, 0.026384083045))
    #expect(nearPrinted(table.riskDifferenceStandardError.value, 0.00460575297462))
    #expect(near(table.riskDifferenceInterval.value, [0.017356973093, 0.0354111929969], relative: 2e-11))
    #expect(nearPrinted(table.oddsRatio.estimate.value, 3.25925925926))
    #expect(nearPrinted(table.oddsRatio.low.value, 2.09682166889))
    #expect(nearPrinted(table.oddsRatio.high.value, 5.21968487548))
    #expect(nearPrinted(table.winShare.value, 0.765217391304))
    #expect(near(table.winShareInterval.value, [0.679957688496, 0.833331197431], relative: 2e-11))
    #expect(nearPrinted(table.mcNemar.value, 32.3565217391))
    #expect(nearPrinted(table.mcNemarCorrected.value, 31.3043478261))
    #expect(near(table.exactP.value, 9.92561187864e-09, relative: 2e-11, absolute: 0))
    #expect(near(table.midP.value, 6.43899510426e-09, relative: 2e-11, absolute: 0))
    #expect(near(table.riskDifferenceScoreInterval.value, [0.0174562974315, 0.0358360486649], relative: 2e-11))
    #expect(nearPrinted(Self.small.oddsRatio.high.value, 42.7997159353))
    #expect(nearPrinted(Self.small.exactP.value, 0.0654296875))
    #expect(nearPrinted(Self.small.midP.value, 0.03857421875))
    #expect(near(Self.small.riskDifferenceScoreInterval.value, [0.0152871679063, 0.425558378035], relative: 2e-11))
  }

  /// Newcombe 1998: .2 (.0569 to .3404).
  @Test func publishedScoreInterval() throws {
    let table = PairedBinary(both: 36, chosenOnly: 12, rejectedOnly: 2, neither: 0)
    let interval = try table.riskDifferenceScoreInterval.get()
    #expect(near(interval, [0.0569, 0.3404], relative: 1e-3))
    #expect(near(table.riskDifference.value, 0.2))
  }

  @Test(.enabled(if: Vector.isPresent, Vector.skipReason), arguments: ["C2_paired_binary", "C2b_paired_binary_small"])
  func referenceVector(name: String) throws {
    let vector = try Vector(name)
    let cells = ["a", "b", "c", "d"].compactMap { vector.input[$0].int }
    Self.check(Self.table(cells), vector.output)
    #expect(
      near(Self.table(cells).riskDifferenceScoreInterval.value, vector.output["rd_newcombe10"].numbers)
    )
  }

  /// Every flag of a real data set, by other libraries.
  @Test(.enabled(if: SharedFolder.has("statistics/hh-reference.json"), "no hh-reference.json"))
  func realTables() throws {
    let flags = try Reference.hh()["paired_binary"].members
    #expect(flags.count >= 10)
    for flag in flags.values {
      let table = Self.table(flag["table"].ints)
      guard table.discordant > 0 else {
        // The reference prints 0 and 1 here; we say that nothing can be compared.
        #expect(table.exactP.reason == .noDiscordantPair)
        #expect(table.riskDifferenceStandardError.reason == .zeroVariance)
        continue
      }
      Self.check(table, flag)
    }
  }

  static func table(_ cells: [Int]) -> PairedBinary {
    PairedBinary(both: cells[0], chosenOnly: cells[1], rejectedOnly: cells[2], neither: cells[3])
  }

  static func check(_ table: PairedBinary, _ expected: JSON) {
    #expect(near(table.chosenShare.value, expected["p_chosen"].number))
    #expect(near(table.rejectedShare.value, expected["p_rejected"].number))
    #expect(near(table.riskDifference.value, expected["rd"].number))
    #expect(near(table.riskDifferenceStandardError.value, expected["rd_se"].number))
    #expect(near(table.riskDifferenceInterval.value, expected["rd_ci"].numbers))
    #expect(near(table.oddsRatio.estimate.value, expected["or_cond"].number))
    #expect(near(table.oddsRatio.low.value, expected["or_ci"][0].number))
    #expect(near(table.oddsRatio.high.value, expected["or_ci"][1].number))
    #expect(near(table.winShare.value, expected["win_share"].number))
    #expect(near(table.winShareInterval.value, expected["win_ci"].numbers))
    #expect(near(table.mcNemar.value, expected["mcnemar_chi2"].number))
    #expect(near(table.mcNemarCorrected.value, expected["mcnemar_chi2_cc"].number))
    #expect(near(table.exactP.value, expected["p_exact"].number, absolute: 0))
    #expect(near(table.midP.value, expected["p_mid"].number, absolute: 0))
  }

  @Test func emptyCellsKeepTheirFiniteBound() throws {
    // Published for (1, 0, 1, 2310): 0, from 0 to 39.
    let none = PairedBinary(both: 1, chosenOnly: 0, rejectedOnly: 1, neither: 2310).oddsRatio
    #expect(none.estimate.value == 0)
    #expect(none.low.value == 0)
    #expect(near(none.high.value, 39))
    let all = PairedBinary(both: 1, chosenOnly: 1, rejectedOnly: 0, neither: 2310).oddsRatio
    #expect(all.estimate.reason == .infinite)
    #expect(near(all.low.value, 1.0 / 39))
    #expect(all.high.reason == .infinite)
    let concordant = PairedBinary(both: 4, neither: 5)
    #expect(concordant.oddsRatio.estimate.reason == .noDiscordantPair)
    #expect(concordant.oddsRatio.low.reason == .noDiscordantPair)
    #expect(concordant.winShareInterval.reason == .noDiscordantPair)
    #expect(concordant.exactP.reason == .noDiscordantPair)
    #expect(concordant.riskDifference.value == 0)
    #expect(concordant.riskDifferenceStandardError.reason == .zeroVariance)
    #expect(PairedBinary().riskDifferenceScoreInterval.reason == .noData)
  }

  @Test func exchangingSidesMirrorsEveryFigure() throws {
    var numbers = SeededNumbers(seed: 21)
    for _ in 0..<50 {
      let table = Self.table((0..<4).map { _ in 1 + numbers.next(below: 60) })
      let mirrored = table.mirrored
      #expect(near(mirrored.riskDifference.value, table.riskDifference.value.map { -$0 }))
      #expect(mirrored.riskDifferenceStandardError == table.riskDifferenceStandardError)
      let score = try table.riskDifferenceScoreInterval.get().negated
      #expect(near(mirrored.riskDifferenceScoreInterval.value, [score.low, score.high]))
      #expect(near(mirrored.oddsRatio.estimate.value, table.oddsRatio.estimate.value.map { 1 / $0 }))
      #expect(near(mirrored.oddsRatio.low.value, table.oddsRatio.high.value.map { 1 / $0 }))
      #expect(near(mirrored.oddsRatio.high.value, table.oddsRatio.low.value.map { 1 / $0 }))
      #expect(near(mirrored.winShare.value, table.winShare.value.map { 1 - $0 }))
      #expect(mirrored.exactP == table.exactP)
      #expect(mirrored.midP == table.midP)
      #expect(mirrored.mcNemar == table.mcNemar)
    }
  }

  @Test func clustersEnterTheRiskDifference() throws {
    var table = PairedBinary()
    let flags = [(true, false), (true, true), (false, true), (true, false), (false, false), (true, false)]
    for (chosen, rejected) in flags { table.observe(chosen: chosen, rejected: rejected) }
    let alone = flags.map { ClusterSum(count: 1, sum: ($0.0 ? 1 : 0) - ($0.1 ? 1 : 0)) }
    let mean = try table.clusteredRiskDifference(alone).get()
    #expect(near(mean.mean, table.riskDifference.value))
    // Clusters of one pair differ from independence by G/(G − 1) alone.
    #expect(near(mean.independentStandardError, table.riskDifferenceStandardError.value))
    #expect(near(mean.designEffect.value, 1.2))
  }
}
