/// Marks a run of bytes in the text of a batch, without owning it.
///
/// Batches stay under 4 GiB, so 32-bit offsets halve what every turn and record weighs.
public struct ByteRange: Sendable, Equatable {
  /// Offset of the first byte.
  public var start: UInt32
  /// Offset past the last byte.
  public var end: UInt32

  /// Makes the range `start ..< end`.
  public init(start: UInt32, end: UInt32) { (self.start, self.end) = (start, end) }

  /// The empty range.
  public static let empty = ByteRange(start: 0, end: 0)

  /// Number of bytes.
  public var count: Int { Int(end - start) }

  /// Tells whether the range holds no bytes.
  public var isEmpty: Bool { start == end }
}
