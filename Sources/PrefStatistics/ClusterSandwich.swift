/// The scores s_i = w·x_i·(1 − σ) of single rows, for one or two covariates, or for any number of them.
enum RowScores {
  /// Up to two covariates: the scores of a row, the second 0 where there is one.
  case two((Int) -> SIMD2<Double>)
  /// Adds the scores of a row to k sums.
  case many((Int, inout [Double]) -> Void)
}

/// The covariance of pair-logit coefficients when pairs are dependent within clusters.
enum ClusterSandwich {
  /// H⁻¹(G/(G−1)·Σ_g s_g s_gᵀ)H⁻¹.
  static func covariance(
    _ runs: ClusterRuns?,
    inverseHessian: SymmetricMatrix,
    _ scores: RowScores
  ) -> Estimate<SymmetricMatrix> {
    guard let runs else { return .failure(.notClustered) }
    guard runs.count > 1 else { return .failure(.oneCluster) }
    var meat =
      switch scores {
      case .two(let score): meat(runs, size: inverseHessian.size, score)
      case .many(let addScore): meat(runs, size: inverseHessian.size, addScore)
      }
    let correction = Double(runs.count) / Double(runs.count - 1)
    for i in meat.entries.indices { meat.entries[i] *= correction }
    return .success(inverseHessian.around(meat))
  }

  /// The scores of a design's rows.
  static func scores(_ design: PairDesign, at beta: [Double]) -> RowScores {
    let (k, values) = (design.features, design.values)
    if k == 1, design.weights == nil {
      return .two { row in SIMD2(values[row] * LogisticFunction.sigma(-beta[0] * values[row]), 0) }
    }
    return .many { row, score in
      var margin = 0.0
      for i in 0..<k { margin += beta[i] * values[row * k + i] }
      let weight = Double(design.weights.map { $0[row] } ?? 1)
      let residual = weight * LogisticFunction.sigma(-margin)
      for i in 0..<k { score[i] += residual * values[row * k + i] }
    }
  }

  private static func meat(_ runs: ClusterRuns, size: Int, _ score: (Int) -> SIMD2<Double>) -> SymmetricMatrix {
    var (squares, product) = (SIMD2<Double>.zero, 0.0)
    for cluster in 0..<runs.count {
      var sum = SIMD2<Double>.zero
      for row in runs[cluster] { sum += score(row) }
      squares += sum * sum
      product += sum.x * sum.y
    }
    var meat = SymmetricMatrix(size: size)
    meat[0, 0] = squares.x
    guard size > 1 else { return meat }
    (meat[0, 1], meat[1, 0], meat[1, 1]) = (product, product, squares.y)
    return meat
  }

  private static func meat(
    _ runs: ClusterRuns,
    size: Int,
    _ addScore: (Int, inout [Double]) -> Void
  ) -> SymmetricMatrix {
    var meat = SymmetricMatrix(size: size)
    var score = Array(repeating: 0.0, count: size)
    for cluster in 0..<runs.count {
      for i in score.indices { score[i] = 0 }
      for row in runs[cluster] { addScore(row, &score) }
      for i in score.indices {
        for j in score.indices { meat[i, j] += score[i] * score[j] }
      }
    }
    return meat
  }
}
