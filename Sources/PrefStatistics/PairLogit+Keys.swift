extension PairLogit {
  /// Fits one covariate that is a function of a whole number, such as a difference of lengths.
  ///
  /// Each step of the fit costs as much as there are distinct numbers, and the dependence within clusters is taken from
  /// the single pairs by looking their scores up.
  ///
  /// - Parameters:
  ///   - keys: The numbers of all pairs.
  ///   - runs: The clusters of the pairs; `nil` where they are independent.
  ///   - key: The number of a pair, which is among `keys`.
  ///   - covariate: The covariate at a number.
  /// - Returns: As `fit(_:ridge:)`.
  public static func fit(
    _ keys: IntegerHistogram,
    runs: ClusterRuns?,
    key: (Int) -> Int,
    covariate: (Int) -> Double
  ) -> Estimate<PairLogit> {
    let design = PairDesign(features: 1, values: keys.values.map(covariate), weights: keys.counts)
    return withoutActuallyEscaping(key) { key in
      fit(design, runs: runs) { beta in
        let scores = ValueTable(keys.values) { number in
          let x = covariate(number)
          return x * LogisticFunction.sigma(-beta[0] * x)
        }
        return .two { row in scores[pair: key(row)] }
      }
    }
  }
}
