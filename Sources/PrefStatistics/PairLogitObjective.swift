import Glibc

/// The pair logit's loss with its first and second derivatives at one point.
///
/// Rows are summed in blocks of a fixed size, added in order: the figures do not depend on who computes which block.
struct PairLogitObjective {
  private static let block = 4096

  /// −Σ w·log σ(β·x), in nats, without the ridge term.
  private(set) var loss = 0.0
  /// Σ w·x·(1 − σ) − λβ, the ascent direction.
  private(set) var gradient: [Double]
  /// Σ w·σ(1 − σ)·x·xᵀ + λI.
  private(set) var hessian: SymmetricMatrix
  /// The smallest and the largest margin β·x over rows with weight.
  private(set) var margins = (smallest: Double.infinity, largest: -Double.infinity)
  /// The loss with the ridge term, which the fit minimises.
  let objective: Double

  init(_ design: PairDesign, at beta: [Double], ridge: Double) {
    let k = design.features
    gradient = Array(repeating: 0, count: k)
    hessian = SymmetricMatrix(size: k)
    var total = BlockSums(features: k)
    for start in stride(from: 0, to: design.rows, by: Self.block) {
      var block = BlockSums(features: k)
      block.add(design, start..<min(start + Self.block, design.rows), beta)
      total.add(block)
    }
    loss = total.loss
    margins = (total.smallest, total.largest)
    for i in 0..<k {
      gradient[i] = total.gradient[i] - ridge * beta[i]
      for j in 0...i {
        let value = total.curvature[i * (i + 1) / 2 + j] + (i == j ? ridge : 0)
        hessian[i, j] = value
        hessian[j, i] = value
      }
    }
    objective = total.loss + ridge / 2 * beta.reduce(0) { $0 + $1 * $1 }
  }
}

/// What a block of rows adds to the loss and its derivatives.
private struct BlockSums {
  var loss = 0.0
  var gradient: [Double]
  /// Lower triangle, row after row.
  var curvature: [Double]
  var smallest = Double.infinity
  var largest = -Double.infinity

  init(features: Int) {
    gradient = Array(repeating: 0, count: features)
    curvature = Array(repeating: 0, count: features * (features + 1) / 2)
  }

  mutating func add(_ other: BlockSums) {
    loss += other.loss
    for i in gradient.indices { gradient[i] += other.gradient[i] }
    for i in curvature.indices { curvature[i] += other.curvature[i] }
    smallest = min(smallest, other.smallest)
    largest = max(largest, other.largest)
  }

  mutating func add(_ design: PairDesign, _ rows: Range<Int>, _ beta: [Double]) {
    switch design.features {
    case 1: addOne(design, rows, beta[0])
    case 2: addTwo(design, rows, beta[0], beta[1])
    default: addMany(design, rows, beta)
    }
  }

  /// Takes in the margin of a row and returns its residual 1 − σ and curvature σ(1 − σ), both weighted.
  @inline(__always)
  private mutating func take(margin: Double, weight: Int) -> (residual: Double, curvature: Double) {
    let weight = Double(weight)
    let e = exp(-abs(margin))
    let near = 1 / (1 + e)
    let residual = margin < 0 ? near : e * near
    loss += weight * (log1p(e) + max(-margin, 0))
    if weight > 0 {
      smallest = min(smallest, margin)
      largest = max(largest, margin)
    }
    return (weight * residual, weight * e * near * near)
  }

  // One and two covariates are what the audits fit over every pair: their sums stay in registers.
  private mutating func addOne(_ design: PairDesign, _ rows: Range<Int>, _ beta: Double) {
    let values = design.values.span
    guard let weights = design.weights else { return addOneEach(values, rows, beta) }
    var (g, h) = (0.0, 0.0)
    for row in rows {
      let x = values[row]
      let (residual, curve) = take(margin: beta * x, weight: weights[row])
      g += residual * x
      h += curve * x * x
    }
    gradient[0] += g
    curvature[0] += h
  }

  /// Adds rows of one pair each.
  ///
  /// The logarithm is taken of a product of many 1 + e, each between 1 and 2: it costs more than the rest
  /// of the row, and what the product rounds away is below 1e-16 nats a pair.
  private mutating func addOneEach(_ values: Span<Double>, _ rows: Range<Int>, _ beta: Double) {
    guard beta != 0 else { return addOneEachAtZero(values, rows) }
    var (g, h, product, sum) = (0.0, 0.0, 1.0, 0.0)
    var (low, high) = (smallest, largest)
    for row in rows {
      let x = values[row]
      let margin = beta * x
      let e = exp(-abs(margin))
      let near = 1 / (1 + e)
      g += (margin < 0 ? near : e * near) * x
      h += e * near * near * x * x
      product *= 1 + e
      if product > 1e250 {
        sum += log(product)
        product = 1
      }
      if margin < 0 { sum -= margin }
      low = min(low, margin)
      high = max(high, margin)
    }
    loss += sum + log(product)
    (smallest, largest) = (low, high)
    gradient[0] += g
    curvature[0] += h
  }

  /// The first step of a fit: every σ is ½.
  private mutating func addOneEachAtZero(_ values: Span<Double>, _ rows: Range<Int>) {
    var (g, h) = (0.0, 0.0)
    for row in rows {
      g += values[row] / 2
      h += values[row] * values[row] / 4
    }
    loss += Double(rows.count) * M_LN2
    (smallest, largest) = (min(smallest, 0), max(largest, 0))
    gradient[0] += g
    curvature[0] += h
  }

  private mutating func addTwo(_ design: PairDesign, _ rows: Range<Int>, _ first: Double, _ second: Double) {
    let values = design.values.span
    var (g0, g1, h00, h10, h11) = (0.0, 0.0, 0.0, 0.0, 0.0)
    for row in rows {
      let (x, y) = (values[2 * row], values[2 * row + 1])
      let margin = first * x + second * y
      let (residual, curve) = take(margin: margin, weight: design.weights.map { $0[row] } ?? 1)
      g0 += residual * x
      g1 += residual * y
      h00 += curve * x * x
      h10 += curve * x * y
      h11 += curve * y * y
    }
    gradient[0] += g0
    gradient[1] += g1
    curvature[0] += h00
    curvature[1] += h10
    curvature[2] += h11
  }

  private mutating func addMany(_ design: PairDesign, _ rows: Range<Int>, _ beta: [Double]) {
    let k = design.features
    let values = design.values.span
    for row in rows {
      var margin = 0.0
      for i in 0..<k { margin += beta[i] * values[row * k + i] }
      let (residual, curve) = take(margin: margin, weight: design.weights.map { $0[row] } ?? 1)
      var cell = 0
      for i in 0..<k {
        let x = values[row * k + i]
        gradient[i] += residual * x
        for j in 0...i {
          curvature[cell] += curve * x * values[row * k + j]
          cell += 1
        }
      }
    }
  }
}
