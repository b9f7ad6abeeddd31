public import PrefRecord

/// Where the shingle sets of kept records are, in memory or on disk.
public protocol ShingleSetStore: AnyObject {
  /// The set of a record that was stored.
  func set(of record: UInt32) throws -> ShingleSet
}

/// Where the buckets of records are.
public protocol BucketTable: AnyObject {
  /// Number of buckets of each band.
  var bucketCounts: [Int] { get }
  /// The bucket of a record in a band, from 1; 0 where it shares none.
  func bucket(of record: UInt32, band: Int) -> UInt32
}

/// A kept record that another is similar to.
public struct NearMatch: Sendable, Equatable {
  /// The kept record.
  public var record: UInt32
  /// Its id.
  public var id: RecordID
  /// Exact Jaccard similarity.
  public var similarity: Double
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
  private let buckets: any BucketTable
  private let sets: Sets
  private let threshold: Double
  private let isLabelAware: Bool
  private let dropsConflicts: Bool
  /// First node of each bucket's list of kept records, one array a band; nodes from 1, 0 ends a list.
  private var heads: [[UInt32]]
  private var nodes: [(record: UInt32, next: UInt32)] = [(0, 0)]
  /// The place in the order of judging at which a kept record was judged.
  private var lastSeenBy: [UInt32]
  private var candidates: [UInt32] = []
  private var orders: [UInt32]
  private var order: UInt32 = 0

  /// Makes a judge.
  ///
  /// - Parameters:
  ///   - records: Number of records, fewer than 2³².
  ///   - isInOrder: Whether records are judged in ascending order.
  public init(
    _ buckets: any BucketTable,
    _ sets: Sets,
    records: Int,
    threshold: Double,
    part: DuplicateKey,
    dropsConflicts: Bool,
    isInOrder: Bool
  ) {
    (self.buckets, self.sets, self.threshold) = (buckets, sets, threshold)
    (isLabelAware, self.dropsConflicts) = (part.hasSides, dropsConflicts)
    heads = buckets.bucketCounts.map { [UInt32](repeating: 0, count: $0 + 1) }
    lastSeenBy = [UInt32](repeating: .max, count: records)
    orders = isInOrder ? [] : [UInt32](repeating: 0, count: records)
  }

  /// Judges the next record.
  public func judge(_ record: UInt32, _ set: ShingleSet) throws -> NearVerdict {
    findCandidates(of: record)
    var conflict: NearMatch?
    for candidate in candidates {
      let other = try sets.set(of: candidate)
      guard set.canReach(threshold, with: other) else { continue }
      let similarity = set.similarity(to: other)
      guard similarity >= threshold else { continue }
      let match = NearMatch(record: candidate, id: other.id, similarity: similarity)
      if !isLabelAware || set.agreement(with: other) == .same { return .duplicate(match) }
      if conflict == nil { conflict = match }
    }
    if let conflict, dropsConflicts { return .conflict(conflict) }
    return .kept(conflict: conflict)
  }

  /// Makes a record a witness for those that are judged after it; its set must be in the store by then.
  public func keep(_ record: UInt32) {
    if !orders.isEmpty { orders[Int(record)] = order }
    order += 1
    for band in heads.indices {
      let bucket = Int(buckets.bucket(of: record, band: band))
      if bucket == 0 { continue }
      nodes.append((record, heads[band][bucket]))
      heads[band][bucket] = UInt32(nodes.count - 1)
    }
  }

  /// Finds the kept records that share a bucket, in the order they were judged.
  private func findCandidates(of record: UInt32) {
    candidates.removeAll(keepingCapacity: true)
    for band in heads.indices {
      let bucket = Int(buckets.bucket(of: record, band: band))
      if bucket == 0 { continue }
      var node = heads[band][bucket]
      while node != 0 {
        let kept = nodes[Int(node)].record
        if lastSeenBy[Int(kept)] != record {
          lastSeenBy[Int(kept)] = record
          candidates.append(kept)
        }
        node = nodes[Int(node)].next
      }
    }
    if orders.isEmpty {
      candidates.sort()
    } else {
      candidates.sort { orders[Int($0)] < orders[Int($1)] }
    }
  }
}
