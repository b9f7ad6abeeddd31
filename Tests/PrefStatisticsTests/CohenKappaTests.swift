import PrefStatistics
import Testing

@Suite struct CohenKappaTests {
  static let table = [[20, 5, 1], [3, 15, 4], [2, 6, 14]]

  @Test func literalVector() throws {
    let printed: [(AgreementWeights, [Double])] = [
      (.identity, [0.549079754601, 0.0818079194866, 0.0842742813555, 0.7, 0.334693877551]),
      (.linear, [0.609665427509, 0.0774024201788, 0.0938231762425, 0.828571428571, 0.560816326531]),
      (.quadratic, [0.671464330413, 0.0817117904919, 0.119316269879, 0.892857142857, 0.67387755102]),
    ]
    for (weights, expected) in printed {
      let kappa = try CohenKappa.estimate(Self.table, weights: weights).get()
      let figures = [kappa.kappa, kappa.standardError, kappa.nullStandardError, kappa.observed, kappa.expected]
      #expect(near(figures, expected, relative: 2e-11))
    }
    #expect(nearPrinted(ScottPi.estimate(Self.table).value, 0.548178884278))
  }

  @Test(.enabled(if: Vector.isPresent, Vector.skipReason))
  func referenceVector() throws {
    let vector = try Vector("E1_cohen")
    let table = vector.input["T"].items.map(\.ints)
    for (name, weights) in [("unweighted", AgreementWeights.identity), ("linear", .linear), ("quadratic", .quadratic)] {
      let kappa = try CohenKappa.estimate(table, weights: weights).get()
      #expect(near(kappa.kappa, vector.output[name]["kappa"].number))
      #expect(near(kappa.standardError, vector.output[name]["se"].number))
      #expect(near(kappa.nullStandardError, vector.output[name]["se0"].number))
    }
    #expect(near(ScottPi.estimate(table).value, vector.output["scott_pi"].number))
  }

  @Test func degenerateTablesNameTheirReason() {
    #expect(CohenKappa.estimate([[0, 0], [0, 0]]).reason == .noData)
    #expect(CohenKappa.estimate([[7, 0], [0, 0]]).reason == .zeroVariance)
    #expect(ScottPi.estimate([[7, 0], [0, 0]]).reason == .zeroVariance)
  }
}
