/// Best-of-n curves averaged over prompts that were drawn again, so that every point and difference has an interval.
///
/// Points of one curve rest on the same samples: only what is computed within a replicate, such as a drop from the peak
/// or the place of the peak, has an honest error.
public struct PromptCurves: Sendable {
  /// The sizes n.
  public let sizes: [Int]
  /// d = √(bound on KL) of each size.
  public let distances: [Double]
  /// Mean curve of the quantity.
  public let mean: [Resampled]
  private let totals: [Double]
  private let replicates: [[Double]]

  /// Averages curves.
  ///
  /// - Parameters:
  ///   - sizes: n, ascending.
  ///   - curves: One row a prompt, in the order of the resampler's clusters.
  ///   - resampler: The prompts.
  public init(sizes: [Int], _ curves: [[Double]], _ resampler: ClusterResampler) {
    self.sizes = sizes
    distances = sizes.map { max(0, BestOfN.divergenceBound($0)).squareRoot() }
    let sums = resampler.sums(width: sizes.count + 1) { prompt, sums in
      for index in sizes.indices { sums[index] = curves[prompt][index] }
      sums[sizes.count] = 1
    }
    func mean(_ sums: [Double]) -> [Double]? {
      sums[sizes.count] == 0 ? nil : sums.dropLast().map { $0 / sums[sizes.count] }
    }
    totals = mean(sums.total) ?? []
    replicates = sums.replicates.compactMap(mean)
    self.mean = sizes.indices.map { index in
      Resampled(sums) { .ratio($0[index], $0[sizes.count]) }
    }
  }

  /// A quantity of the whole curve, such as the place of its peak.
  public func resampled(_ statistic: ([Double]) -> Double?) -> Resampled {
    guard !totals.isEmpty, let value = statistic(totals) else {
      return Resampled(.failure(.infinite), BootstrapDistribution(replicates.map(statistic)))
    }
    return Resampled(.success(value), BootstrapDistribution(replicates.map(statistic)))
  }

  /// The value at one size less the value at another.
  public func difference(_ from: Int, _ to: Int) -> Resampled { resampled { $0[from] - $0[to] } }
}
