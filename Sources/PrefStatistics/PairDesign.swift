/// The covariate differences of pairs, as the pair logit reads them.
public struct PairDesign: Sendable {
  /// Number of covariates, k.
  public let features: Int
  /// Row after row, k values each: covariates of the chosen side minus those of the rejected.
  public let values: [Double]
  /// How many pairs each row stands for; `nil` for one each.
  public let weights: [Int]?
  /// The clusters of the rows; `nil` where pairs are independent.
  public let clusters: ClusterRuns?

  /// Number of rows.
  public var rows: Int { values.count / features }

  /// Number of pairs, Σ weights.
  public var pairs: Int { weights?.reduce(0, +) ?? rows }

  /// Takes k values a row.
  ///
  /// - Parameters:
  ///   - features: k, at least 1.
  ///   - values: Row-major, a multiple of k long.
  ///   - weights: As many as rows, not negative: a histogram's counts.
  ///   - clusters: As many as rows, sorted: rows of one cluster stand together.
  public init(features: Int, values: [Double], weights: [Int]? = nil, clusters: [Int]? = nil) {
    self.init(features: features, values: values, weights: weights, runs: clusters.map { ClusterRuns($0) })
  }

  /// Takes k values a row, and where the clusters of the rows begin.
  public init(features: Int, values: [Double], weights: [Int]? = nil, runs: ClusterRuns?) {
    precondition(features > 0 && values.count % features == 0, "whole rows")
    let rows = values.count / features
    precondition(weights == nil || weights?.count == rows, "one weight a row")
    precondition(runs == nil || runs?.rows == rows, "one cluster a row")
    self.features = features
    self.values = values
    self.weights = weights
    clusters = runs
  }

  /// Whether some covariate never points both ways, which leaves its coefficient without a finite maximum.
  var hasOneSidedFeature: Bool {
    var (hasPositive, hasNegative) = (
      Array(repeating: false, count: features), Array(repeating: false, count: features)
    )
    for row in 0..<rows where weight(row) > 0 {
      for feature in 0..<features {
        let value = values[row * features + feature]
        if value > 0 { hasPositive[feature] = true } else if value < 0 { hasNegative[feature] = true }
      }
    }
    return zip(hasPositive, hasNegative).contains { $0 != $1 }
  }

  private func weight(_ row: Int) -> Int {
    weights.map { $0[row] } ?? 1
  }
}
