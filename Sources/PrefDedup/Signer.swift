import CShingles
public import PrefRecord

/// Makes the band hashes of records: what of a signature is needed to find candidates.
///
/// A signature is `k` minima of `a·x + b` modulo 2³² over the upper 32 bits x of the shingles, with odd a, from SplitMix64
/// seeded with ``seed``; each band's rows become one hash of 32 bits. Records whose band hashes agree by chance are only
/// compared in vain.
/// Source: Broder 1997, "On the resemblance and containment of documents". Deviation: 32-bit linear functions.
public struct Signer: Sendable {
  /// Seed of the permutations, version 1.
  public static let seed: UInt64 = 0x7072_6566_6b69_7431

  private let banding: Banding
  private let factors: [UInt32]
  private let offsets: [UInt32]
  private var minima: [UInt32]
  private var shingler: Shingler

  /// Makes a signer.
  public init(_ rule: ShingleRule, of part: DuplicateKey, _ banding: Banding) {
    self.banding = banding
    shingler = Shingler(rule, of: part)
    // The loops work on 32 minima at a time; those beyond the bands are not used.
    let count = (banding.bands * banding.rows + 31) / 32 * 32
    var state = Self.seed
    factors = (0..<count).map { _ in UInt32(truncatingIfNeeded: Self.next(&state)) | 1 }
    offsets = (0..<count).map { _ in UInt32(truncatingIfNeeded: Self.next(&state)) }
    minima = [UInt32](repeating: 0, count: count)
  }

  /// Appends the band hashes of a comparison.
  public mutating func appendBands(
    of comparison: Comparison,
    in batch: borrowing ComparisonBatch,
    to hashes: inout [UInt32]
  ) {
    unsafe shingler.withShingles(of: comparison, in: batch) { shingles in
      guard let base = shingles.baseAddress else { return }
      unsafe csh_minima(base, shingles.count, factors, offsets, factors.count, &minima)
    }
    let start = hashes.count
    for _ in 0..<banding.bands { hashes.append(0) }
    unsafe hashes.withUnsafeMutableBufferPointer { hashes in
      guard let base = hashes.baseAddress else { return }
      // The bands were appended above.
      unsafe csh_bands(minima, banding.bands, banding.rows, base + start)
    }
  }

  private static func next(_ state: inout UInt64) -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}
