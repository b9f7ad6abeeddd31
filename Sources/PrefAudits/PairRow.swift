public import PrefText

/// What one decided pair leaves behind: small whole numbers, 44 bytes, from which every pairwise audit is computed.
///
/// The state of an audit is the table of these rows. Tables are put together by appending, and sorted before anything is
/// computed, so results are the same to the last bit for any sharding, order and number of threads.
public struct PairRow: Sendable, Equatable {
  /// Bytes of a row in memory and in a saved state.
  public static let size = MemoryLayout<PairRow>.stride

  private var clusterHigh: UInt32
  private var clusterLow: UInt32
  /// Lengths of the chosen reply.
  public var chosen: Lengths
  /// Lengths of the rejected reply.
  public var rejected: Lengths
  /// User turns of the prompt, 65,535 at most.
  public var depth: UInt16
  /// Six refusal detectors of the chosen side, six of the rejected side, then the harm label: 2 bits, see `Harm`.
  private var bits: UInt16

  /// A reply's lengths in four units.
  public struct Lengths: Sendable, Equatable {
    /// Maximal runs of characters that are not White_Space.
    public var words: UInt32
    /// Unicode scalar values.
    public var scalars: UInt32
    /// UTF-8 bytes.
    public var bytes: UInt32
    /// Sentences.
    public var sentences: UInt32

    /// Makes lengths from what a meter measured.
    public init(_ lengths: TextLengths) {
      words = UInt32(clamping: lengths.words)
      scalars = UInt32(clamping: lengths.scalars)
      bytes = UInt32(clamping: lengths.bytes)
      sentences = UInt32(clamping: lengths.sentences)
    }
  }

  /// Whether a prompt asks for something harmful, where the data says so.
  public enum Harm: UInt16, Sendable {
    case unknown = 0
    case benign = 1
    case harmful = 2
  }

  /// Makes a row.
  public init(cluster: UInt64, chosen: TextMeasures, rejected: TextMeasures, depth: Int, harm: Harm) {
    clusterHigh = UInt32(truncatingIfNeeded: cluster >> 32)
    clusterLow = UInt32(truncatingIfNeeded: cluster)
    self.chosen = Lengths(chosen.lengths)
    self.rejected = Lengths(rejected.lengths)
    self.depth = UInt16(clamping: depth)
    bits = chosen.refusals.rawValue & 63 | (rejected.refusals.rawValue & 63) << 6 | harm.rawValue << 12
  }

  /// Hash of the prompt cluster.
  public var cluster: UInt64 { UInt64(clusterHigh) << 32 | UInt64(clusterLow) }

  /// Detectors that fired on the chosen reply.
  public var chosenRefusals: RefusalDetectors { RefusalDetectors(rawValue: bits & 63) }

  /// Detectors that fired on the rejected reply.
  public var rejectedRefusals: RefusalDetectors { RefusalDetectors(rawValue: bits >> 6 & 63) }

  /// The prompt's harm label.
  public var harm: Harm { Harm(rawValue: bits >> 12) ?? .unknown }

  /// Orders rows by cluster, and within a cluster by all they hold, so that equal rows alone are interchangeable.
  static func precedes(_ a: PairRow, _ b: PairRow) -> Bool {
    if a.cluster != b.cluster { return a.cluster < b.cluster }
    let (left, right) = (a.lengths, b.lengths)
    if left.0 != right.0 { return left.0 < right.0 }
    if left.1 != right.1 { return left.1 < right.1 }
    return left.2 < right.2
  }

  /// All that a row holds besides the cluster, as tuples that compare without memory of their own.
  private var lengths: (Six, Six, (UInt16, UInt16)) {
    (
      (chosen.words, rejected.words, chosen.scalars, rejected.scalars, chosen.bytes, rejected.bytes),
      (chosen.sentences, rejected.sentences, 0, 0, 0, 0), (depth, bits)
    )
  }

  private typealias Six = (UInt32, UInt32, UInt32, UInt32, UInt32, UInt32)
}
