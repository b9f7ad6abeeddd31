public import PrefRecord

/// Where the shingle sets of kept records are, in memory or on disk.
public protocol ShingleSetStore: AnyObject {
  /// The set of a record that was stored.
  func set(of record: UInt32) throws -> ShingleSet
  /// The first of some stored records, from `start`, whose similarity to a set is at least a threshold.
  func firstSimilar(
    among records: [UInt32],
    from start: Int,
    to set: ShingleSet,
    atLeast threshold: Double
  ) throws -> (index: Int, similarity: Double)?
}

/// A kept record that another is similar to.
public struct NearMatch: Sendable, Equatable {
  /// The kept record.
  public var record: UInt32
  /// Its id.
  public var id: RecordID
  /// Exact Jaccard similarity.
  public var similarity: Double

  /// Makes a match.
  public init(record: UInt32, id: RecordID, similarity: Double) {
    (self.record, self.id, self.similarity) = (record, id, similarity)
  }
}

/// What becomes of a record.
public enum NearVerdict: Sendable, Equatable {
  /// It stays; `conflict` is the first kept record that says nearly the same and prefers otherwise.
  case kept(conflict: NearMatch?)
  /// It goes, because a kept record says nearly the same.
  case duplicate(NearMatch)
  /// It goes, because a kept record says nearly the same and prefers otherwise, and conflicts were to be dropped.
  case conflict(NearMatch)
}

/// Decides record by record what goes: a record goes if and only if a kept one that was judged before is similar to it.
///
/// Candidates come from the buckets; the exact similarity decides. What was removed is no witness, so nothing is removed
/// through a chain. The witness is the similar record that was judged first.
public final class NearJudge<Sets: ShingleSetStore> {
  private let sets: Sets
  private let threshold: Double
  private let isLabelAware: Bool
  private let dropsConflicts: Bool
  /// First node of each bucket's list of kept records; nodes from 1, 0 ends a list.
  private var heads: [UInt32]
  private var nodes: [(record: UInt32, next: UInt32)] = [(0, 0)]
  /// The place in the order of judging at which a kept record was judged.
  private var lastSeenBy: [UInt32]
  private var candidates: [UInt32] = []
  private var orders: [UInt32]
  private var order: UInt32 = 0

  /// Makes a judge.
  ///
  /// - Parameters:
  ///   - sets: Where the sets of kept records are.
  ///   - buckets: Number of buckets; they are numbered from 0 over all bands.
  ///   - records: Number of records, fewer than 2³².
  ///   - threshold: Least similarity of near-duplicates.
  ///   - part: What the sets are of.
  ///   - dropsConflicts: Whether the later of two records that contradict each other goes.
  ///   - isInOrder: Whether records are judged in ascending order.
  public init(
    _ sets: Sets,
    buckets: Int,
    records: Int,
    threshold: Double,
    part: DuplicateKey,
    dropsConflicts: Bool,
    isInOrder: Bool
  ) {
    (self.sets, self.threshold) = (sets, threshold)
    (isLabelAware, self.dropsConflicts) = (part.hasSides, dropsConflicts)
    heads = [UInt32](repeating: 0, count: buckets)
    lastSeenBy = [UInt32](repeating: .max, count: records)
    orders = isInOrder ? [] : [UInt32](repeating: 0, count: records)
  }

  /// Judges the next record.
  ///
  /// `buckets`: Those that it shares with others.
  public func judge(_ record: UInt32, _ set: ShingleSet, in buckets: ArraySlice<Int>) throws -> NearVerdict {
    findCandidates(of: record, in: buckets)
    var conflict: NearMatch?
    var start = 0
    while let found = try sets.firstSimilar(among: candidates, from: start, to: set, atLeast: threshold) {
      start = found.index + 1
      let other = try sets.set(of: candidates[found.index])
      let match = NearMatch(record: candidates[found.index], id: other.id, similarity: found.similarity)
      if !isLabelAware || set.agreement(with: other) == .same { return .duplicate(match) }
      if conflict == nil { conflict = match }
    }
    if let conflict, dropsConflicts { return .conflict(conflict) }
    return .kept(conflict: conflict)
  }

  /// Makes a record a witness for those that are judged after it; its set must be in the store by then.
  public func keep(_ record: UInt32, in buckets: ArraySlice<Int>) {
    if !orders.isEmpty { orders[Int(record)] = order }
    order += 1
    for bucket in buckets {
      nodes.append((record, heads[bucket]))
      heads[bucket] = UInt32(nodes.count - 1)
    }
  }

  /// Finds the kept records that share a bucket, in the order they were judged.
  private func findCandidates(of record: UInt32, in buckets: ArraySlice<Int>) {
    candidates.removeAll(keepingCapacity: true)
    for bucket in buckets {
      var node = heads[bucket]
      while node != 0 {
        let kept = nodes[Int(node)]
        if lastSeenBy[Int(kept.record)] != record {
          lastSeenBy[Int(kept.record)] = record
          candidates.append(kept.record)
        }
        node = kept.next
      }
    }
    if orders.isEmpty {
      candidates.sort()
    } else {
      candidates.sort { orders[Int($0)] < orders[Int($1)] }
    }
  }
}
