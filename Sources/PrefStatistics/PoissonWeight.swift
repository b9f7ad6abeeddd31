/// How many times a cluster is drawn in a bootstrap replicate, decided by its hash alone.
///
/// Draws are Poisson(1) by inversion of 53 hashed bits: independent of the order, number and sharding of clusters.
/// Source: Hanley & MacGibbon 2006; Chamandy et al. 2012.
public enum PoissonWeight {
  /// T_k = ⌊2⁵³·P(Poisson(1) ≤ k)⌋; a draw is the number of thresholds that its 53 bits reach.
  static let thresholds: [UInt64] = [
    3_313_563_428_353_948, 6_627_126_856_707_896, 8_283_908_570_884_870, 8_836_169_142_277_195,
    8_974_234_285_125_276, 9_001_847_313_694_892, 9_006_449_485_123_161, 9_007_106_938_184_342,
    9_007_189_119_816_990, 9_007_198_251_109_506, 9_007_199_164_238_758, 9_007_199_247_250_508,
    9_007_199_254_168_154, 9_007_199_254_700_281, 9_007_199_254_738_290, 9_007_199_254_740_824,
    9_007_199_254_740_982, 9_007_199_254_740_991, 9_007_199_254_740_992,
  ]

  /// The step between the hash states of consecutive replicates: 2⁶⁴ over the golden ratio.
  static let stride: UInt64 = 0x9e37_79b9_7f4a_7c15

  /// The largest draw there is.
  static let maximum = thresholds.count

  /// The weight of a cluster in a replicate.
  ///
  /// - Parameters:
  ///   - clusterHash: `StableHash.fnv1a64` of the cluster's key.
  ///   - replicate: From 0.
  ///   - seed: Any number; equal seeds draw equal weights.
  /// - Returns: From 0 to 19.
  public static func draw(clusterHash: UInt64, replicate: Int, seed: UInt64) -> Int {
    count(bits: StableHash.mix64(state(clusterHash, seed) &+ offset(replicate)) >> 11)
  }

  @inline(__always)
  static func state(_ clusterHash: UInt64, _ seed: UInt64) -> UInt64 {
    StableHash.mix64(clusterHash ^ StableHash.mix64(seed))
  }

  @inline(__always)
  static func offset(_ replicate: Int) -> UInt64 {
    UInt64(truncatingIfNeeded: replicate &+ 1) &* stride
  }

  // Three comparisons decide 98 draws in 100; the rare rest walks the table. They are written as the sign of a
  // difference: as comparisons the compiler makes them jumps, which chance mispredicts (measured: 10 ns a draw rather
  // than 4).
  @inline(__always)
  static func count(bits: UInt64) -> Int {
    let few =
      ((3_313_563_428_353_947 &- bits) >> 63) &+ ((6_627_126_856_707_895 &- bits) >> 63)
      &+ ((8_283_908_570_884_869 &- bits) >> 63)
    guard bits >= 8_836_169_142_277_195 else { return Int(truncatingIfNeeded: few) }
    return many(bits: bits)
  }

  @inline(never)
  private static func many(bits: UInt64) -> Int {
    thresholds.count { $0 <= bits }
  }
}
