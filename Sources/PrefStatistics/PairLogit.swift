import Glibc

/// A Bradley–Terry model with covariates: P(chosen beats rejected) = σ(β·x), x the difference of their covariates.
///
/// There is no intercept: which side is called chosen is bookkeeping, so reversing every pair must send β to −β.
public struct PairLogit: Sendable {
  /// β, one a covariate.
  public let coefficients: [Double]
  /// H⁻¹, row-major k × k.
  public let covariance: [Double]
  /// H⁻¹(G/(G−1)·Σ_g s_g s_gᵀ)H⁻¹, row-major k × k; undefined without clusters (`not-clustered`) or with one
  /// (`one-cluster`).
  public let clusterCovariance: Estimate<[Double]>
  /// −Σ log σ, in nats, without the ridge term.
  public let negativeLogLikelihood: Double
  /// What the fit minimised: `negativeLogLikelihood` + λ/2·‖β‖².
  public let objective: Double
  /// Number of pairs.
  public let pairs: Int

  /// √ of the diagonal of `covariance`.
  public var standardErrors: [Double] { diagonalRoots(covariance) }

  /// √ of the diagonal of `clusterCovariance`.
  public var clusterStandardErrors: Estimate<[Double]> { clusterCovariance.map(diagonalRoots) }

  /// Information about the label in bits a pair: 1 − NLL/(n ln 2).
  ///
  /// By symmetry the entropy without covariates is one bit.
  public var informationBits: Double { 1 - negativeLogLikelihood / (Double(pairs) * M_LN2) }

  private func diagonalRoots(_ matrix: [Double]) -> [Double] {
    let k = coefficients.count
    return (0..<k).map { matrix[$0 * k + $0].squareRoot() }
  }

  /// Maximises Σ log σ(β·x) − λ/2·‖β‖² by Newton's method from zero, halving steps that do not improve, until max|step|
  /// < 1e-12.
  ///
  /// - Parameters:
  ///   - design: The rows; rows with weight zero are ignored.
  ///   - ridge: λ; with λ > 0 every design has a finite fit.
  /// - Returns: The fit; undefined as `no-data`, `all-tied` when every covariate is zero in every pair, `collinear`, or
  ///   `separated` when some direction predicts every label.
  public static func fit(_ design: PairDesign, ridge: Double = 0) -> Estimate<PairLogit> {
    fit(design, ridge: ridge, runs: design.clusters) { ClusterSandwich.scores(design, at: $0) }
  }

  /// Fits distinct rows with their counts, and takes the dependence within clusters from the single rows they stand for.
  ///
  /// Each step of the fit then costs as much as there are distinct rows, of which whole-number covariates have few.
  ///
  /// - Parameters:
  ///   - design: The distinct rows, with weights.
  ///   - ridge: λ, as in `fit(_:ridge:)`.
  ///   - runs: The clusters of the single rows.
  ///   - scores: The scores of single rows, at the optimum.
  /// - Returns: As `fit(_:ridge:)`.
  static func fit(
    _ design: PairDesign,
    ridge: Double = 0,
    runs: ClusterRuns?,
    scores: ([Double]) -> RowScores
  ) -> Estimate<PairLogit> {
    guard design.pairs > 0 else { return .failure(.noData) }
    if ridge == 0 {
      guard design.values.contains(where: { $0 != 0 }) else { return .failure(.allTied) }
      guard !design.hasOneSidedFeature else { return .failure(.separated) }
    }
    return newton(design, ridge: ridge).map { beta, state, inverse in
      PairLogit(
        coefficients: beta,
        covariance: inverse.entries,
        clusterCovariance: ClusterSandwich.covariance(runs, inverseHessian: inverse, scores(beta))
          .map(\.entries),
        negativeLogLikelihood: state.loss,
        objective: state.objective,
        pairs: design.pairs
      )
    }
  }

  private typealias Optimum = (beta: [Double], state: PairLogitObjective, inverse: SymmetricMatrix)

  private static func newton(_ design: PairDesign, ridge: Double) -> Estimate<Optimum> {
    var beta = Array(repeating: 0.0, count: design.features)
    var state = PairLogitObjective(design, at: beta, ridge: ridge)
    guard state.hessian.inverse() != nil else { return .failure(.collinear) }
    for _ in 0..<60 {
      guard let inverse = state.hessian.inverse() else { return .failure(.separated) }
      var step = inverse.times(state.gradient)
      let next = improve(design, from: beta, state, by: &step, ridge: ridge)
      beta = next.beta
      state = next.state
      if ridge == 0, state.margins.smallest >= 0 { return .failure(.separated) }
      guard step.contains(where: { abs($0) >= 1e-12 }) else {
        guard let inverse = state.hessian.inverse() else { return .failure(.separated) }
        return .success((beta, state, inverse))
      }
    }
    // Under quasi-separation each step adds about 1 to the margins of the separated rows, for ever.
    return .failure(state.margins.largest > 30 ? .separated : .notConverged)
  }

  private static func improve(
    _ design: PairDesign,
    from beta: [Double],
    _ state: PairLogitObjective,
    by step: inout [Double],
    ridge: Double
  ) -> (beta: [Double], state: PairLogitObjective) {
    // At the optimum rounding may raise the objective by its last digits: that is no reason to halve.
    let ceiling = state.objective + 1e-12 * max(1, abs(state.objective))
    for _ in 0..<40 {
      let candidate = zip(beta, step).map(+)
      let next = PairLogitObjective(design, at: candidate, ridge: ridge)
      if next.objective <= ceiling { return (candidate, next) }
      for i in step.indices { step[i] /= 2 }
    }
    return (beta, state)
  }
}
