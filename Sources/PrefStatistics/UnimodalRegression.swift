/// The curve nearest to a series that first never falls and then never rises.
///
/// Least squares: for each place of the peak, pool-adjacent-violators upwards before it and downwards after it; the place
/// with the smallest error wins, the first of equals. It smooths a gold curve for the eye; no test is made on it.
public enum UnimodalRegression {
  /// Smooths a series.
  ///
  /// - Returns: The fitted values, and the index of the first highest one; `nil` for an empty series.
  public static func fit(_ values: [Double]) -> (values: [Double], peak: Int)? {
    guard !values.isEmpty else { return nil }
    var best: (values: [Double], error: Double)?
    for split in 0..<values.count {
      let rising = isotonic(Array(values[...split]))
      let falling = isotonic(values[split...].dropFirst().map { -$0 }).map { -$0 }
      let fitted = rising + falling
      if let next = falling.first, let last = rising.last, next > last { continue }
      let error = zip(values, fitted).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      if let best, best.error <= error { continue }
      best = (fitted, error)
    }
    guard let best, let top = best.values.max(), let peak = best.values.firstIndex(of: top) else { return nil }
    return (best.values, peak)
  }

  /// The never-falling series nearest to a series, by pooling adjacent violators.
  static func isotonic(_ values: [Double]) -> [Double] {
    var blocks: [(sum: Double, count: Int)] = []
    for value in values {
      blocks.append((value, 1))
      while blocks.count > 1 {
        let (last, before) = (blocks[blocks.count - 1], blocks[blocks.count - 2])
        guard last.sum / Double(last.count) < before.sum / Double(before.count) else { break }
        blocks.removeLast(2)
        blocks.append((before.sum + last.sum, before.count + last.count))
      }
    }
    return blocks.flatMap { Array(repeating: $0.sum / Double($0.count), count: $0.count) }
  }
}
