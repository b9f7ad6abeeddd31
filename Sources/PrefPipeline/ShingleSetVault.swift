import PrefDedup
import PrefRecord

/// Keeps the shingle sets of records that others may still be similar to: in memory up to a limit, then on disk.
///
/// On disk a set is its id (16 bytes), the hashes of its completions (8 each), 8 bytes for the tie, and its shingles.
final class ShingleSetVault: ShingleSetStore {
  private static let header = 5
  private static let nowhere = UInt32.max
  private let limit: Int
  private let folder: String
  /// The slot of each record.
  private var slots: [UInt32]
  /// Sets in memory; those of free slots are empty.
  private var sets: [ShingleSet] = []
  private var owners: [UInt32] = []
  private var free: [UInt32] = []
  private var places: [UInt32: (offset: Int, words: Int)] = [:]
  private var file: ScratchFile?
  private var held = 0
  private var heldAfterSweep = 0

  /// `records`: Number of records.
  init(records: Int, limit: Int, folder: String) {
    (self.limit, self.folder) = (limit, folder)
    slots = [UInt32](repeating: Self.nowhere, count: records)
  }

  /// Stores the set of a record.
  func store(_ set: ShingleSet, of record: UInt32) throws {
    if held > limit {
      let file = try self.file ?? ScratchFile(in: folder)
      self.file = file
      places[record] = (try file.append(Self.words(of: set)), set.shingles.count + Self.header)
      return
    }
    if let slot = free.popLast() {
      (sets[Int(slot)], owners[Int(slot)], slots[Int(record)]) = (set, record, slot)
    } else {
      slots[Int(record)] = UInt32(sets.count)
      sets.append(set)
      owners.append(record)
    }
    held += Self.weight(set)
  }

  func set(of record: UInt32) throws -> ShingleSet {
    let slot = slots[Int(record)]
    if slot != Self.nowhere { return sets[Int(slot)] }
    guard let file, let place = places[record] else { preconditionFailure("a kept record's set is stored") }
    return Self.set(from: try file.read(place.words, of: UInt64.self, at: place.offset))
  }

  func similarity(of record: UInt32, to set: ShingleSet, atLeast threshold: Double) throws -> Double? {
    let slot = slots[Int(record)]
    if slot != Self.nowhere { return set.similarity(to: sets[Int(slot)], atLeast: threshold) }
    return set.similarity(to: try self.set(of: record), atLeast: threshold)
  }

  /// Forgets what no record from `record` on can be similar to, once that may be much.
  ///
  /// `lastPartner`: The last record that each may be similar to.
  func forget(before record: UInt32, lastPartner: [UInt32]) {
    guard held > 2 * heldAfterSweep + 16 << 20 else { return }
    for slot in sets.indices {
      let owner = Int(owners[slot])
      guard slots[owner] == UInt32(slot), lastPartner[owner] < record else { continue }
      held -= Self.weight(sets[slot])
      sets[slot] = ShingleSet(shingles: [], id: .zero, isTie: false)
      slots[owner] = Self.nowhere
      free.append(UInt32(slot))
    }
    places = places.filter { lastPartner[Int($0.key)] >= record }
    heldAfterSweep = held
  }

  /// Bytes of a set in memory.
  private static func weight(_ set: ShingleSet) -> Int { set.shingles.count * 8 + 96 }

  private static func words(of set: ShingleSet) -> [UInt64] {
    [set.id.high, set.id.low, set.chosen, set.rejected, set.isTie ? 1 : 0] + set.shingles
  }

  private static func set(from words: [UInt64]) -> ShingleSet {
    let id = RecordID(high: words[0], low: words[1])
    var set = ShingleSet(shingles: Array(words[header...]), id: id, isTie: words[4] == 1)
    (set.chosen, set.rejected) = (words[2], words[3])
    return set
  }
}
