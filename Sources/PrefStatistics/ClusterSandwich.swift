/// The covariance of pair-logit coefficients when pairs are dependent within clusters.
enum ClusterSandwich {
  /// H⁻¹(G/(G−1)·Σ_g s_g s_gᵀ)H⁻¹ with the scores s_i = w·x_i·(1 − σ).
  ///
  /// `addScore`: Adds the scores of a row to k sums.
  static func covariance(
    _ runs: ClusterRuns?,
    inverseHessian: SymmetricMatrix,
    addScore: (Int, inout [Double]) -> Void
  ) -> Estimate<SymmetricMatrix> {
    guard let runs else { return .failure(.notClustered) }
    guard runs.count > 1 else { return .failure(.oneCluster) }
    var meat = SymmetricMatrix(size: inverseHessian.size)
    var score = Array(repeating: 0.0, count: inverseHessian.size)
    for cluster in 0..<runs.count {
      for i in score.indices { score[i] = 0 }
      for row in runs[cluster] { addScore(row, &score) }
      add(score, to: &meat)
    }
    let correction = Double(runs.count) / Double(runs.count - 1)
    for i in meat.entries.indices { meat.entries[i] *= correction }
    return .success(inverseHessian.around(meat))
  }

  /// The scores of a design's rows.
  static func scores(_ design: PairDesign, at beta: [Double]) -> (Int, inout [Double]) -> Void {
    let k = design.features
    return { row, score in
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
