public import PrefRecord
import PrefStatistics

/// What two rows of score files have in common when they speak of the same pair or response: 128 bits of their id.
public struct ScoreKey: Sendable, Hashable {
  /// First half.
  public var high: UInt64
  /// Second half.
  public var low: UInt64

  /// Takes the content hash of a record.
  public init(_ id: RecordID) { (high, low) = (id.high, id.low) }

  /// Hashes an id; one of 32 hexadecimal digits is a content hash and taken as it is.
  public init(hashing id: UnsafeRawBufferPointer) {
    if let bits = unsafe Self.hexadecimal(id) {
      (high, low) = bits
      return
    }
    high = unsafe Self.hash(id)
    low = unsafe Self.hash(id, after: 0x6c62_272e_07bb_0142)
  }

  /// Hashes a prompt's id and a sample's id.
  init(prompt: UnsafeRawBufferPointer, sample: UnsafeRawBufferPointer) {
    let first = unsafe ScoreKey(high: Self.hash(prompt), low: Self.hash(prompt, after: 0x6c62_272e_07bb_0142))
    high = unsafe Self.hash(sample, after: first.high ^ 0x1f)
    low = unsafe Self.hash(sample, after: first.low ^ 0x1f)
  }

  private init(high: UInt64, low: UInt64) { (self.high, self.low) = (high, low) }

  /// FNV-1a over bytes that are lent, mixed so that all bits take part.
  static func hash(_ bytes: UnsafeRawBufferPointer, after state: UInt64 = StableHash.offsetBasis) -> UInt64 {
    var hash = state
    for index in 0..<bytes.count { unsafe hash = (hash ^ UInt64(bytes[index])) &* 0x100_0000_01b3 }
    return StableHash.mix64(hash)
  }

  private static func hexadecimal(_ id: UnsafeRawBufferPointer) -> (UInt64, UInt64)? {
    guard id.count == 32 else { return nil }
    var halves: (UInt64, UInt64) = (0, 0)
    for index in 0..<32 {
      let byte = unsafe id[index]
      let digit: UInt8
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
      default: return nil
      }
      if index < 16 { halves.0 = halves.0 << 4 | UInt64(digit) } else { halves.1 = halves.1 << 4 | UInt64(digit) }
    }
    return halves
  }
}
