/// Divides prompt clusters among splits, by name and share.
///
/// A cluster's split depends on the cluster alone, so no prompt crosses splits and adding rows never moves an old one.
public struct SplitPlan: Sendable, Equatable {
  /// A split and its share of clusters.
  public struct Part: Sendable, Equatable {
    /// Name, as in the names of the shards.
    public var name: String
    /// Share in `(0, 1]`.
    public var share: Double

    /// Makes a part.
    public init(name: String, share: Double) { (self.name, self.share) = (name, share) }
  }

  /// The splits in the order given.
  public let parts: [Part]
  /// Upper ends of the parts' ranges of the 64-bit hash, the last of them at its maximum.
  private let ends: [UInt64]

  /// Takes parts whose shares add up to 1.
  ///
  /// - Throws: `SplitPlanError` when a name or share cannot be used.
  public init(parts: [Part]) throws(SplitPlanError) {
    guard !parts.isEmpty else { throw SplitPlanError("a split plan has at least one part, such as train=1") }
    var ends: [UInt64] = []
    var total = 0.0
    for (index, part) in parts.enumerated() {
      guard Self.isName(part.name) else {
        throw SplitPlanError("\"\(part.name)\" is no split name: use letters, digits and _")
      }
      guard !parts[..<index].contains(where: { $0.name == part.name }) else {
        throw SplitPlanError("the split \"\(part.name)\" is named twice")
      }
      guard part.share > 0, part.share <= 1 else {
        throw SplitPlanError("the share of \"\(part.name)\" is not above 0 and at most 1")
      }
      total += part.share
      ends.append(total >= 1 ? .max : UInt64((total * 18_446_744_073_709_551_616).rounded(.down)))
    }
    guard abs(total - 1) < 1e-9 else { throw SplitPlanError("the shares of the splits add up to \(total), not to 1") }
    ends[ends.count - 1] = .max
    (self.parts, self.ends) = (parts, ends)
  }

  /// Everything in one split named `train`.
  public static let whole = SplitPlan(trusted: [Part(name: "train", share: 1)], ends: [.max])

  private init(trusted parts: [Part], ends: [UInt64]) { (self.parts, self.ends) = (parts, ends) }

  /// The index of the split a cluster belongs to.
  ///
  /// `cluster`: `fnv1a64` of the cluster's key.
  /// `seed`: The run's seed, so that other seeds give other splits.
  public func part(ofCluster cluster: UInt64, seed: UInt64) -> Int {
    let hash = Self.mix64(cluster ^ Self.mix64(seed &+ 0x7370_6c69_7473))
    return ends.firstIndex { hash <= $0 } ?? ends.count - 1
  }

  /// The finaliser of SplitMix64.
  static func mix64(_ word: UInt64) -> UInt64 {
    var z = word
    z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
    return z ^ z >> 31
  }

  private static func isName(_ name: String) -> Bool {
    !name.isEmpty
      && name.utf8.allSatisfy { ($0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A) || ($0 >= 0x30 && $0 <= 0x39) || $0 == 0x5F }
  }
}

/// Says what is wrong with a split plan.
public struct SplitPlanError: Error, Sendable, Equatable {
  /// What is wrong, as one sentence.
  public var message: String

  init(_ message: String) { self.message = message }
}
