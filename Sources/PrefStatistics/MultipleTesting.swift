/// Adjusts p-values for the number of tests made, keeping their order.
public enum MultipleTesting {
  /// Bounds the chance of any false discovery: max over s ≤ r of min(1, (m − s + 1)·p_(s)).
  ///
  /// Source: Holm 1979.
  public static func holm(_ pValues: [Double]) -> [Double] {
    var adjusted = pValues
    var largest = 0.0
    for (rank, index) in ascending(pValues).enumerated() {
      largest = max(largest, min(1, Double(pValues.count - rank) * pValues[index]))
      adjusted[index] = largest
    }
    return adjusted
  }

  /// Bounds the share of false discoveries: min over s ≥ r of min(1, m·p_(s)/s).
  ///
  /// Source: Benjamini & Hochberg 1995.
  public static func benjaminiHochberg(_ pValues: [Double]) -> [Double] {
    var adjusted = pValues
    var smallest = 1.0
    for (rank, index) in ascending(pValues).enumerated().reversed() {
      smallest = min(smallest, Double(pValues.count) * pValues[index] / Double(rank + 1))
      adjusted[index] = smallest
    }
    return adjusted
  }

  /// Multiplies every p-value by their number, at most 1.
  public static func bonferroni(_ pValues: [Double]) -> [Double] {
    pValues.map { min(1, $0 * Double(pValues.count)) }
  }

  private static func ascending(_ pValues: [Double]) -> [Int] {
    pValues.indices.sorted { (pValues[$0], $0) < (pValues[$1], $1) }
  }
}
