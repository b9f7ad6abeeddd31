import PrefDedup
import PrefRecord

/// Keeps the shingle sets of records that others may still be similar to: in memory up to a limit, then on disk.
///
/// On disk a set is its id (16 bytes), the hashes of its completions (8 each), 8 bytes for the tie, and its shingles.
final class ShingleSetVault: ShingleSetStore {
  private static let header = 5
  private let limit: Int
  private let folder: String
  private var sets: [UInt32: ShingleSet] = [:]
  private var places: [UInt32: (offset: Int, words: Int)] = [:]
  private var file: ScratchFile?
  private var held = 0
  private var heldAfterSweep = 0

  init(limit: Int, folder: String) { (self.limit, self.folder) = (limit, folder) }

  /// Stores the set of a record.
  func store(_ set: ShingleSet, of record: UInt32) throws {
    if held > limit {
      let file = try self.file ?? ScratchFile(in: folder)
      self.file = file
      places[record] = (try file.append(Self.words(of: set)), set.shingles.count + Self.header)
      return
    }
    sets[record] = set
    held += set.shingles.count * 8 + 96
  }

  func set(of record: UInt32) throws -> ShingleSet {
    if let set = sets[record] { return set }
    guard let file, let place = places[record] else { preconditionFailure("a kept record's set is stored") }
    return Self.set(from: try file.read(place.words, of: UInt64.self, at: place.offset))
  }

  /// Forgets what no record from `record` on can be similar to, once that may be much.
  ///
  /// `lastPartner`: The last record that each may be similar to.
  func forget(before record: UInt32, lastPartner: [UInt32]) {
    guard held > 2 * heldAfterSweep + 16 << 20 else { return }
    sets = sets.filter { lastPartner[Int($0.key)] >= record }
    places = places.filter { lastPartner[Int($0.key)] >= record }
    held = sets.values.reduce(0) { $0 + $1.shingles.count * 8 + 96 }
    heldAfterSweep = held
  }

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
