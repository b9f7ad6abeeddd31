import Glibc

/// The two forms that gold scores take as a policy moves away from where it began.
///
/// With d = √KL and R(0) = 0: R = d(α − βd) for best-of-n, R = d(α − β ln d) for reinforcement learning. Both are linear in
/// α and β, so ordinary least squares fits them. Source: Gao et al. 2022, arXiv:2210.10760. Proxy scores do not follow
/// these forms, the second fails near zero, and divergences of the two methods cannot be compared.
public struct GoldCurveFit: Sendable {
  /// Which form.
  public enum Form: String, Sendable, CaseIterable {
    /// R = d(α − βd).
    case bestOfN = "bon"
    /// R = d(α − β ln d).
    case reinforcement = "rl"
  }

  /// A quantity with its standard error.
  public struct Value: Sendable {
    /// The quantity.
    public var estimate: Double
    /// Its standard error by the delta method.
    public var standardError: Double

    /// The 95 % interval.
    public var interval: Interval {
      Interval(center: estimate, halfWidth: NormalDistribution.quantile975 * standardError)
    }
  }

  /// Where the curve is highest.
  public struct Peak: Sendable {
    /// d at the peak.
    public var distance: Value
    /// R at the peak.
    public var gold: Value

    /// d² at the peak, in nats.
    public var divergence: Double { distance.estimate * distance.estimate }
  }

  /// Which form was fitted.
  public let form: Form
  /// α, the slope at the start.
  public let alpha: Value
  /// β, how fast the gain gives out.
  public let beta: Value
  /// Σ of squared residuals.
  public let residual: Double
  /// Residual variance, by n − 2.
  public let variance: Double
  private let covariance: Double

  /// The peak; undefined (`infinite`) where β or the lower bound of its interval is not positive: the curve has no peak
  /// that the data can place.
  public var peak: Estimate<Peak> {
    guard beta.estimate > 0, beta.interval.low > 0 else { return .failure(.infinite) }
    return .success(form == .bestOfN ? bestOfNPeak : reinforcementPeak)
  }

  /// Where the curve is highest, without regard to how surely it has a peak; `nil` where β is not positive.
  public var peakDistance: Double? {
    guard beta.estimate > 0 else { return nil }
    return form == .bestOfN ? alpha.estimate / (2 * beta.estimate) : exp(alpha.estimate / beta.estimate - 1)
  }

  /// R at a distance.
  public func gold(at d: Double) -> Double {
    guard d > 0 else { return 0 }
    return d * (alpha.estimate - beta.estimate * (form == .bestOfN ? d : log(d)))
  }

  private var bestOfNPeak: Peak {
    let (a, b) = (alpha.estimate, beta.estimate)
    return Peak(
      distance: value(a / (2 * b), 1 / (2 * b), -a / (2 * b * b)),
      gold: value(a * a / (4 * b), a / (2 * b), -a * a / (4 * b * b))
    )
  }

  private var reinforcementPeak: Peak {
    let (a, b) = (alpha.estimate, beta.estimate)
    let d = exp(a / b - 1)
    return Peak(distance: value(d, d / b, -d * a / (b * b)), gold: value(b * d, d, d - a * d / b))
  }

  /// A function of α and β by its gradient.
  private func value(_ estimate: Double, _ onAlpha: Double, _ onBeta: Double) -> Value {
    let (va, vb) = (alpha.standardError * alpha.standardError, beta.standardError * beta.standardError)
    let variance = onAlpha * onAlpha * va + 2 * onAlpha * onBeta * covariance + onBeta * onBeta * vb
    return Value(estimate: estimate, standardError: max(0, variance).squareRoot())
  }

  /// Fits a form to points.
  ///
  /// - Parameters:
  ///   - distances: d = √KL, not negative; points at zero say nothing about the second form and are left out there.
  ///   - gold: R, the gold score less that of the first policy.
  ///   - form: Which form.
  /// - Returns: The fit; undefined as `no-data` with fewer than three points, `collinear` where d hardly varies.
  public static func fit(_ distances: [Double], _ gold: [Double], form: Form) -> Estimate<GoldCurveFit> {
    precondition(distances.count == gold.count, "a gold score for each distance")
    let points = zip(distances, gold).filter { form == .bestOfN || $0.0 > 0 }
    guard points.count > 2 else { return .failure(.noData) }
    let rows = points.map { d, r in (x: d, y: -d * (form == .bestOfN ? d : log(d)), r: r) }
    let xx = rows.reduce(0) { $0 + $1.x * $1.x }
    let yy = rows.reduce(0) { $0 + $1.y * $1.y }
    let xy = rows.reduce(0) { $0 + $1.x * $1.y }
    let (xr, yr) = (rows.reduce(0) { $0 + $1.x * $1.r }, rows.reduce(0) { $0 + $1.y * $1.r })
    let determinant = xx * yy - xy * xy
    guard determinant > 1e-12 * xx * yy else { return .failure(.collinear) }
    let (alpha, beta) = ((yy * xr - xy * yr) / determinant, (xx * yr - xy * xr) / determinant)
    let residual = rows.reduce(0.0) { sum, row in
      let rest = row.r - alpha * row.x - beta * row.y
      return sum + rest * rest
    }
    let variance = residual / Double(rows.count - 2)
    return .success(
      GoldCurveFit(
        form: form,
        alpha: Value(estimate: alpha, standardError: (variance * yy / determinant).squareRoot()),
        beta: Value(estimate: beta, standardError: (variance * xx / determinant).squareRoot()),
        residual: residual,
        variance: variance,
        covariance: -variance * xy / determinant
      )
    )
  }
}
