/// The covariance of pair-logit coefficients when pairs are dependent within clusters.
enum ClusterSandwich {
  /// H⁻¹(G/(G−1)·Σ_g s_g s_gᵀ)H⁻¹ with the scores s_i = w·x_i·(1 − σ).
  static func covariance(
    _ design: PairDesign,
    at beta: [Double],
    inverseHessian: SymmetricMatrix
  ) -> Estimate<SymmetricMatrix> {
    guard let clusters = design.clusters else { return .failure(.notClustered) }
    var meat = SymmetricMatrix(size: design.features)
    var groups = 0
    var start = 0
    var score = Array(repeating: 0.0, count: design.features)
    while start < clusters.count {
      var end = start + 1
      while end < clusters.count, clusters[end] == clusters[start] { end += 1 }
      for i in score.indices { score[i] = 0 }
      addScores(design, start..<end, beta, to: &score)
      add(score, to: &meat)
      groups += 1
      start = end
    }
    guard groups > 1 else { return .failure(.oneCluster) }
    let correction = Double(groups) / Double(groups - 1)
    for i in meat.entries.indices { meat.entries[i] *= correction }
    return .success(inverseHessian.around(meat))
  }

  private static func addScores(
    _ design: PairDesign,
    _ rows: Range<Int>,
    _ beta: [Double],
    to score: inout [Double]
  ) {
    let k = design.features
    for row in rows {
      var margin = 0.0
      for i in 0..<k { margin += beta[i] * design.values[row * k + i] }
      let weight = Double(design.weights.map { $0[row] } ?? 1)
      let residual = weight * LogisticFunction.sigma(-margin)
      for i in 0..<k { score[i] += residual * design.values[row * k + i] }
    }
  }

  private static func add(_ score: [Double], to meat: inout SymmetricMatrix) {
    for i in score.indices {
      for j in score.indices { meat[i, j] += score[i] * score[j] }
    }
  }
}
