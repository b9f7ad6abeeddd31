/// Hashes that are the same in every process, on every machine and in every version.
public enum StableHash {
  /// The FNV-1a offset basis, which is also the hash of no bytes at all.
  public static let offsetBasis: UInt64 = 0xcbf2_9ce4_8422_2325

  /// FNV-1a over bytes, 64 bits wide.
  ///
  /// - Parameters:
  ///   - bytes: Bytes of a key, usually UTF-8.
  ///   - state: The hash of what came before, so that parts can be hashed one after another.
  /// - Returns: The hash, which can be continued.
  public static func fnv1a64(_ bytes: Span<UInt8>, after state: UInt64 = offsetBasis) -> UInt64 {
    var hash = state
    for i in bytes.indices { hash = (hash ^ UInt64(bytes[i])) &* 0x100_0000_01b3 }
    return hash
  }

  /// FNV-1a over an array of bytes.
  public static func fnv1a64(_ bytes: [UInt8], after state: UInt64 = offsetBasis) -> UInt64 {
    fnv1a64(bytes.span, after: state)
  }

  /// The SplitMix64 finaliser, a bijection that spreads every bit over the whole word.
  @inlinable
  public static func mix64(_ word: UInt64) -> UInt64 {
    var z = word
    z ^= z >> 30
    z &*= 0xbf58_476d_1ce4_e5b9
    z ^= z >> 27
    z &*= 0x94d0_49bb_1331_11eb
    z ^= z >> 31
    return z
  }

  /// The cross-validation fold of a cluster, from 0 to `folds` − 1.
  public static func fold(clusterHash: UInt64, of folds: Int) -> Int {
    precondition(folds > 0, "at least one fold")
    return Int(mix64(clusterHash) % UInt64(folds))
  }
}
