/// Puts rows into random order by giving each a random key and sorting by it.
///
/// The key is SplitMix64 of the seed and the row's ordinal, so all orders are equally likely, and the order depends on the
/// seed and the input alone.
public struct ShuffleKey: Sendable, Equatable, Comparable {
  /// The random key.
  public var key: UInt64
  /// The row's 0-based place in the input, which decides between equal keys.
  public var ordinal: UInt64

  /// The key of a row.
  public init(ordinal: UInt64, seed: UInt64) {
    let start = SplitPlan.mix64(seed &+ 0x7368_7566_666c_65)
    key = SplitPlan.mix64(start &+ (ordinal &+ 1) &* 0x9e37_79b9_7f4a_7c15)
    self.ordinal = ordinal
  }

  /// Restores a key that was written to disk.
  public init(key: UInt64, ordinal: UInt64) { (self.key, self.ordinal) = (key, ordinal) }

  /// Orders by key, then by place.
  public static func < (a: ShuffleKey, b: ShuffleKey) -> Bool { (a.key, a.ordinal) < (b.key, b.ordinal) }
}
