/// One statistic's per-cluster sums, stored so that weighting them vectorises.
///
/// Values are kept as 32-bit offsets from the smallest wherever their range allows: a 32 × 32 → 64 bit product is one
/// vector instruction on every x86-64, a 64-bit one is not.
struct BootstrapColumn: Sendable {
  private let base: Int64
  private let offsets: [UInt32]
  // Empty unless the range needs 64 bits.
  private let wide: [Int64]

  /// Takes one sum a cluster; no replicate of them may overflow 64 bits.
  init(_ values: [Int64]) {
    precondition(Self.staysExact(values), "sums that a replicate cannot overflow")
    let (low, high) = (values.min() ?? 0, values.max() ?? 0)
    if high - low <= Int64(UInt32.max) {
      base = low
      offsets = values.map { UInt32($0 - low) }
      wide = []
    } else {
      base = 0
      offsets = []
      wide = values
    }
  }

  /// Σ w·v over a run of clusters, whose weights stand at the front of `weights` and sum to `total`.
  func weighted(_ clusters: Range<Int>, by weights: [UInt32], total: Int64) -> Int64 {
    guard wide.isEmpty else { return weightedWide(clusters, by: weights) }
    let weights = weights.span.extracting(0..<clusters.count)
    let offsets = offsets.span.extracting(clusters)
    var sum: UInt64 = 0
    // Wrapping arithmetic: the initialiser has proved that nothing overflows.
    for i in weights.indices { sum &+= UInt64(weights[i]) &* UInt64(offsets[i]) }
    return Int64(bitPattern: sum) &+ base &* total
  }

  private func weightedWide(_ clusters: Range<Int>, by weights: [UInt32]) -> Int64 {
    var sum: Int64 = 0
    for (i, cluster) in clusters.enumerated() { sum &+= Int64(weights[i]) &* wide[cluster] }
    return sum
  }

  private static func staysExact(_ values: [Int64]) -> Bool {
    let bound = UInt64(Int64.max) / UInt64(PoissonWeight.maximum)
    var total: UInt64 = 0
    for value in values {
      let (next, overflow) = total.addingReportingOverflow(value.magnitude)
      if overflow || next > bound { return false }
      total = next
    }
    return true
  }
}
