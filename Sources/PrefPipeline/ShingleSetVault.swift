import PrefDedup
import PrefRecord

/// Keeps the shingle sets of records that others may still be similar to: in memory up to a limit, then on disk.
///
/// On disk a set is its id (16 bytes), the hashes of its completions (8 each), 8 bytes for the tie, and its shingles. A
/// set of more than 65,535 shingles is there from the start.
final class ShingleSetVault: ShingleSetStore {
  private static let header = 5
  private let limit: Int
  private let folder: String
  private let arena: ShingleArena
  private var places: [UInt32: (offset: Int, words: Int)] = [:]
  private var file: ScratchFile?
  private var heldAfterSweep = 0

  /// `records`: Number of records.
  init(records: Int, limit: Int, folder: String) {
    (self.limit, self.folder) = (limit, folder)
    arena = ShingleArena(records: records)
  }

  /// Stores the set of a record.
  func store(_ set: ShingleSet, of record: UInt32) throws {
    if arena.held <= limit, set.shingles.count <= ShingleArena.largestSet { return arena.store(set, of: record) }
    let file = try self.file ?? ScratchFile(in: folder)
    self.file = file
    places[record] = (try file.append(Self.words(of: set)), set.shingles.count + Self.header)
  }

  func set(of record: UInt32) throws -> ShingleSet {
    if let set = arena.set(of: record) { return set }
    guard let file, let place = places[record] else { preconditionFailure("a kept record's set is stored") }
    return Self.set(from: try file.read(place.words, of: UInt64.self, at: place.offset))
  }

  func firstSimilar(
    among records: [UInt32],
    from start: Int,
    to set: ShingleSet,
    atLeast threshold: Double
  ) throws -> (index: Int, similarity: Double)? {
    var start = start
    while let found = arena.firstSimilar(among: records, from: start, to: set, atLeast: threshold) {
      if let similarity = found.similarity { return (found.index, similarity) }
      let other = try self.set(of: records[found.index])
      if let similarity = set.similarity(to: other, atLeast: threshold) { return (found.index, similarity) }
      start = found.index + 1
    }
    return nil
  }

  /// Forgets what no record from `record` on can be similar to, once that may be much.
  ///
  /// `lastPartner`: The last record that each may be similar to.
  func forget(before record: UInt32, lastPartner: [UInt32]) {
    guard arena.held > 2 * heldAfterSweep + 16 << 20 else { return }
    arena.keep { lastPartner[Int($0)] >= record }
    places = places.filter { lastPartner[Int($0.key)] >= record }
    heldAfterSweep = arena.held
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
