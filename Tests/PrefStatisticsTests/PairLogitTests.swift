import PrefStatistics
import Testing

@Suite struct PairLogitTests {
  /// The dense probe of the specification: three covariates over their root mean squares, ridge 1.
  @Test func threeCovariatesWithRidge() throws {
    let rows: [[Double]] = [
      [12, 1, 0], [-5, 0, 1], [30, 0, 0], [-14, 1, -1], [7, -1, 0], [22, 0, 1], [-3, 0, 0], [9, 1, 1],
      [-18, -1, 0], [4, 0, -1], [15, 0, 0], [-6, 1, 0], [2, 0, 1], [11, -1, 0], [-9, 0, 0], [26, 1, 0],
    ]
    let scales = try (0..<3).map { k in try LengthCovariate.rootMeanSquare(rows.map { $0[k] }).get() }
    #expect(near(scales, [14.515078367, 0.707106781187, 0.612372435696], relative: 2e-11))
    let values = rows.flatMap { row in (0..<3).map { row[$0] / scales[$0] } }
    let fit = try PairLogit.fit(PairDesign(features: 3, values: values), ridge: 1).get()
    let expected = [0.535188234162, 0.236339127972, 0.231079298912]
    #expect(near(fit.coefficients, expected, relative: 1e-7, absolute: 1e-7))
    #expect(nearIterated(fit.objective, 10.0096384328))
    #expect(nearIterated(fit.informationBits, 0.115285453424))
  }

  @Test func weightsStandForRepeatedRows() throws {
    let values = [0.4, -1, 0.7, 0.2, -0.9, 0.1, -0.3, 0.8]
    let weights = [3, 1, 2, 4]
    var repeated: [Double] = []
    for (row, weight) in weights.enumerated() {
      for _ in 0..<weight { repeated += [values[2 * row], values[2 * row + 1]] }
    }
    let weighted = try PairLogit.fit(PairDesign(features: 2, values: values, weights: weights)).get()
    let plain = try PairLogit.fit(PairDesign(features: 2, values: repeated)).get()
    #expect(near(weighted.coefficients, plain.coefficients, relative: 1e-9))
    #expect(near(weighted.standardErrors, plain.standardErrors, relative: 1e-9))
    #expect(weighted.pairs == 10)
  }

  /// With x = ±1 only, β is the log-odds and both standard errors have closed forms.
  @Test func oneCovariateAgainstClosedForms() throws {
    // Clusters (+ + −), (+ −), (+), (− +): five wins, three losses.
    let values: [Double] = [1, 1, -1, 1, -1, 1, -1, 1]
    let design = PairDesign(features: 1, values: values, clusters: [4, 4, 4, 7, 7, 9, 12, 12])
    let fit = try PairLogit.fit(design).get()
    #expect(near(fit.coefficients, [0.5108256237659907]))
    #expect(near(fit.standardErrors, [0.7302967433402214]))
    // Scores are .375 a win and −.625 a loss, so clusters add up to .125, −.25, .375, −.25 (Σ² = .28125); H =
    // 8·.375·.625.
    #expect(near(fit.clusterStandardErrors.value ?? [], [(4.0 / 3 * 0.28125).squareRoot() / 1.875]))
  }

  @Test func reversingPairsReversesTheCoefficients() throws {
    var numbers = SeededNumbers(seed: 5)
    let values = (0..<600).map { _ in numbers.unit() - 0.45 }
    let clusters = (0..<300).map { $0 / 3 }
    let straight = try PairLogit.fit(PairDesign(features: 2, values: values, clusters: clusters)).get()
    let mirrored = try PairLogit.fit(PairDesign(features: 2, values: values.map { -$0 }, clusters: clusters)).get()
    #expect(mirrored.coefficients == straight.coefficients.map { -$0 })
    #expect(mirrored.covariance == straight.covariance)
    #expect(mirrored.clusterCovariance == straight.clusterCovariance)
    #expect(mirrored.negativeLogLikelihood == straight.negativeLogLikelihood)
  }

  @Test func generalPathAgreesWithTheSpecialOnes() throws {
    var numbers = SeededNumbers(seed: 8)
    let two = (0..<10_000).map { _ in numbers.unit() - 0.4 }
    var padded: [Double] = []
    for row in 0..<5000 { padded += [two[2 * row], two[2 * row + 1], 0] }
    let special = try PairLogit.fit(PairDesign(features: 2, values: two), ridge: 0.5).get()
    let general = try PairLogit.fit(PairDesign(features: 3, values: padded), ridge: 0.5).get()
    #expect(near(Array(general.coefficients.prefix(2)), special.coefficients, relative: 1e-9))
    #expect(near(general.coefficients[2], 0))
  }

  @Test func designsWithoutAFiniteFitNameTheirReason() {
    func reason(_ features: Int, _ values: [Double]) -> Undefined? {
      PairLogit.fit(PairDesign(features: features, values: values)).reason
    }
    #expect(reason(1, []) == .noData)
    #expect(reason(1, [0, 0]) == .allTied)
    #expect(reason(1, [1, 2, 0.5]) == .separated)
    #expect(reason(1, [-1, -2]) == .separated)
    #expect(reason(2, [1, 2, -1, -2, 2, 4]) == .collinear)
    #expect(reason(2, [1, 0, -1, 0, 2, 0]) == .collinear)
    // Completely separated by (1, 1), though neither covariate is one-sided.
    #expect(reason(2, [2, -1, -1, 2, 1, 1]) == .separated)
    // Quasi-separated: along (1, 1) all margins are 0 but the last.
    #expect(reason(2, [1, -1, -1, 1, -2, 2, 3, -1, -1, 3, 1, -1]) == .separated)
    #expect(PairLogit.fit(PairDesign(features: 1, values: [1, 2]), ridge: 1).value != nil)
    #expect(PairLogit.fit(PairDesign(features: 1, values: [1, -2])).value?.clusterCovariance.reason == .notClustered)
    let single = PairDesign(features: 1, values: [1, -2], clusters: [0, 0])
    #expect(PairLogit.fit(single).value?.clusterCovariance.reason == .oneCluster)
  }
}
