import PrefStatistics
import Testing

@Suite struct DifferenceEffectsTests {
  static let chosen = [34, 12, 50, 7, 20, 20, 91, 15, 60, 33, 8, 45]
  static let rejected = [30, 25, 22, 7, 41, 12, 40, 15, 55, 80, 3, 44]

  @Test func literalVector() throws {
    let effects = DifferenceEffects(chosen: Self.chosen, rejected: Self.rejected)
    #expect([effects.count, effects.longer, effects.shorter, effects.ties] == [12, 7, 3, 2])
    #expect(nearPrinted(effects.heuristicAccuracy.value, 0.666666666667))
    #expect(nearPrinted(effects.tieFreeShare.value, 0.7))
    #expect(near(effects.tieFreeInterval.value, [0.396778147461, 0.892208732594], relative: 2e-11))
    #expect(nearPrinted(effects.signTest.value, 0.34375))
    #expect(nearPrinted(effects.mean.value, 1.75))
    #expect(nearPrinted(effects.median.value, 2.5))
    #expect(nearPrinted(effects.rootMeanSquare.value, 22.9764372057))
    #expect(nearPrinted(effects.histogram.standardDeviation.value, 23.9283969755))
    #expect(nearPrinted(effects.symmetrizedCorrelation.value, 0.0761649852122))
    let ranks = try effects.rankBiserial.get()
    #expect(nearPrinted(ranks.value, 0.2))
    #expect(ranks.positiveRanks == 33 && ranks.negativeRanks == 22)
  }

  @Test(.enabled(if: Vector.isPresent, Vector.skipReason))
  func referenceVector() throws {
    let vector = try Vector("A2_length_effects")
    let output = vector.output
    let effects = DifferenceEffects(chosen: vector.input["lc"].ints, rejected: vector.input["lr"].ints)
    #expect(near(effects.heuristicAccuracy.value, output["lha_half"].number))
    #expect(near(effects.tieFreeInterval.value, output["wilson_excl_ties"].numbers))
    #expect(near(effects.signTest.value, output["sign_p"].number))
    #expect(near(effects.mean.value, output["mean_diff"].number))
    #expect(near(effects.median.value, output["median_diff"].number))
    #expect(near(effects.rootMeanSquare.value, output["rms_diff"].number))
    #expect(near(effects.histogram.standardDeviation.value, output["sd_diff"].number))
    #expect(near(effects.symmetrizedCorrelation.value, output["r_sym"].number))
    #expect(near(effects.rankBiserial.value?.value, output["rank_biserial"].number))
  }

  /// The real test set's counts, whose figures other libraries computed.
  @Test(.enabled(if: SharedFolder.has("statistics/hh-reference.json"), "no hh-reference.json"))
  func realCounts() throws {
    let units = try Reference.hh()["length"].members
    #expect(!units.isEmpty)
    for unit in units.values {
      let values = [unit["longer"].int, unit["shorter"].int, unit["ties"].int].compactMap { $0 }
      try #require(values.count == 3)
      let effects = DifferenceEffects(IntegerHistogram([1: values[0], -1: values[1], 0: values[2]]))
      #expect(near(effects.heuristicAccuracy.value, unit["lha_half"].number))
      #expect(near(effects.tieFreeInterval.value, unit["wilson_excl_ties"].numbers))
      #expect(near(effects.signTest.value, unit["sign_p"].number, absolute: 0))
    }
  }

  @Test func exchangingSidesMirrorsEveryFigure() throws {
    var numbers = SeededNumbers(seed: 11)
    for _ in 0..<20 {
      let chosen = (0..<50).map { _ in numbers.next(below: 40) }
      let rejected = (0..<50).map { _ in numbers.next(below: 30) }
      let straight = DifferenceEffects(chosen: chosen, rejected: rejected)
      let mirrored = DifferenceEffects(chosen: rejected, rejected: chosen)
      #expect(near(mirrored.heuristicAccuracy.value, straight.heuristicAccuracy.value.map { 1 - $0 }))
      #expect(near(mirrored.tieFreeShare.value, straight.tieFreeShare.value.map { 1 - $0 }))
      let interval = try straight.tieFreeInterval.get().complement
      #expect(near(mirrored.tieFreeInterval.value, [interval.low, interval.high]))
      #expect(mirrored.signTest == straight.signTest)
      #expect(mirrored.mean.value == straight.mean.value.map { -$0 })
      #expect(near(mirrored.median.value, straight.median.value.map { -$0 }))
      #expect(mirrored.rootMeanSquare == straight.rootMeanSquare)
      #expect(mirrored.symmetrizedCorrelation.value == straight.symmetrizedCorrelation.value.map { -$0 })
      #expect(mirrored.rankBiserial.value?.value == straight.rankBiserial.value.map { -$0.value })
      #expect(near(mirrored.deciles.value ?? [], (straight.deciles.value ?? []).reversed().map { -$0 }))
    }
  }

  @Test func nothingToCompareNamesItsReason() {
    let tied = DifferenceEffects(IntegerHistogram([0, 0]))
    #expect(tied.heuristicAccuracy.value == 0.5)
    #expect(tied.tieFreeShare.reason == .allTied)
    #expect(tied.tieFreeInterval.reason == .allTied)
    #expect(tied.signTest.reason == .allTied)
    #expect(tied.symmetrizedCorrelation.reason == .allTied)
    #expect(tied.rankBiserial.reason == .allTied)
    let empty = DifferenceEffects(IntegerHistogram([Int]()))
    #expect(empty.heuristicAccuracy.reason == .noData)
    #expect(empty.signTest.reason == .noData)
  }
}
