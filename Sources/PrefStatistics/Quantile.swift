/// Quantiles by linear interpolation between order statistics (type 7, the default of R and numpy).
public enum Quantile {
  /// The quantile of values that are already sorted in ascending order.
  ///
  /// With h = (n − 1)p it is x_⌊h⌋ + (h − ⌊h⌋)(x_⌊h⌋₊₁ − x_⌊h⌋), zero-based. Source: Hyndman & Fan 1996.
  public static func type7(sorted values: [Double], _ probability: Double) -> Estimate<Double> {
    guard let last = values.indices.last else { return .failure(.noData) }
    let position = Double(last) * min(max(probability, 0), 1)
    let below = Int(position)
    guard below < last else { return .success(values[last]) }
    return .success(values[below] + (position - Double(below)) * (values[below + 1] - values[below]))
  }

  /// The interval between the quantiles at .025 and .975.
  public static func central95(sorted values: [Double]) -> Estimate<Interval> {
    type7(sorted: values, 0.025).flatMap { low in
      type7(sorted: values, 0.975).map { Interval(low: low, high: $0) }
    }
  }
}
