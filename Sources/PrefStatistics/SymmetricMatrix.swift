/// Small dense symmetric systems, by Cholesky's decomposition.
struct SymmetricMatrix {
  let size: Int
  /// Row-major, size × size.
  var entries: [Double]

  init(size: Int) {
    self.size = size
    entries = Array(repeating: 0, count: size * size)
  }

  subscript(row: Int, column: Int) -> Double {
    get { entries[row * size + column] }
    set { entries[row * size + column] = newValue }
  }

  /// The inverse, or `nil` where the matrix is not positive definite to working precision.
  func inverse() -> SymmetricMatrix? {
    guard let factor = cholesky() else { return nil }
    var result = SymmetricMatrix(size: size)
    for column in 0..<size {
      var unit = Array(repeating: 0.0, count: size)
      unit[column] = 1
      let solution = factor.solve(unit)
      for row in 0..<size { result[row, column] = solution[row] }
    }
    for row in 0..<size {
      for column in 0..<row { result[column, row] = result[row, column] }
    }
    return result
  }

  /// The product with a vector.
  func times(_ vector: [Double]) -> [Double] {
    (0..<size).map { row in (0..<size).reduce(0) { $0 + self[row, $1] * vector[$1] } }
  }

  /// The sandwich A·M·A, with A this matrix and M symmetric.
  func around(_ middle: SymmetricMatrix) -> SymmetricMatrix {
    var result = SymmetricMatrix(size: size)
    for column in 0..<size {
      let inner = middle.times((0..<size).map { self[$0, column] })
      for (row, value) in times(inner).enumerated() { result[row, column] = value }
    }
    return result
  }

  private func cholesky() -> CholeskyFactor? {
    var factor = self
    for column in 0..<size {
      for row in column..<size {
        var value = self[row, column]
        for k in 0..<column { value -= factor[row, k] * factor[column, k] }
        if row > column {
          factor[row, column] = value / factor[column, column]
        } else if value > 1e-13 * self[column, column], value.isFinite {
          factor[column, column] = value.squareRoot()
        } else {
          return nil
        }
      }
    }
    return CholeskyFactor(lower: factor)
  }
}

/// The lower triangle L of a matrix LLᵀ.
private struct CholeskyFactor {
  let lower: SymmetricMatrix

  func solve(_ right: [Double]) -> [Double] {
    var x = right
    for row in 0..<lower.size {
      for k in 0..<row { x[row] -= lower[row, k] * x[k] }
      x[row] /= lower[row, row]
    }
    for row in (0..<lower.size).reversed() {
      for k in (row + 1)..<max(lower.size, row + 1) { x[row] -= lower[k, row] * x[k] }
      x[row] /= lower[row, row]
    }
    return x
  }
}
