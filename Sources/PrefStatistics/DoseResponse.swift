/// How often the longer side is chosen as the difference grows: flat at ½ is no bias, a slope is a dose–response.
///
/// Edges are type-7 quantiles of |d| over pairs that differ; bin k holds (e_{k−1}, e_k]. Discrete sizes leave some bins
/// empty: those are dropped.
public struct DoseResponse: Sendable, Hashable {
  /// Pairs whose |d| falls between two edges.
  public struct Bin: Sendable, Hashable {
    /// Largest |d| the bin may hold, in units of d: the edge, or the maximum for the last bin.
    public let upTo: Double
    /// Number of pairs.
    public let count: Int
    /// Pairs among them whose chosen side is longer.
    public let longer: Int

    /// Share of pairs whose chosen side is longer.
    public var share: Double { Double(longer) / Double(count) }

    /// Wilson's interval of `share`.
    public var interval: Estimate<Interval> { Wilson.interval(successes: longer, trials: count) }
  }

  /// The inner edges, one fewer than the bins asked for; some may coincide.
  public let edges: [Double]
  /// The bins that hold pairs, by growing |d|.
  public let bins: [Bin]

  /// Cuts the differences into `parts` bins, deciles by default; undefined (`all-tied`) when all are zero.
  public static func estimate(_ differences: IntegerHistogram, parts: Int = 10) -> Estimate<DoseResponse> {
    guard differences.total > 0 else { return .failure(.noData) }
    let levels = MagnitudeLevel.levels(of: differences)
    guard let largest = levels.last else { return .failure(.allTied) }
    let sizes = IntegerHistogram(Dictionary(uniqueKeysWithValues: levels.map { ($0.magnitude, $0.count) }))
    let edges = (1..<max(parts, 1)).compactMap { sizes.quantile($0, of: parts).value }
    let bins = cut(levels, at: edges + [Double(largest.magnitude)])
    return .success(DoseResponse(edges: edges, bins: bins))
  }

  private static func cut(_ levels: [MagnitudeLevel], at ends: [Double]) -> [Bin] {
    var bins: [Bin] = []
    var rest = levels[...]
    for end in ends {
      let inside = rest.prefix { Double($0.magnitude) <= end }
      rest = rest.dropFirst(inside.count)
      let count = inside.reduce(0) { $0 + $1.count }
      guard count > 0 else { continue }
      bins.append(Bin(upTo: end, count: count, longer: inside.reduce(0) { $0 + $1.positive }))
    }
    return bins
  }
}
