import CShingles
import PrefRecord

/// Holds the shingle sets of many records in large blocks, where they are compared without being copied.
///
/// A set is its id (two words), the hashes of its completions, a word for the tie, and its shingles. A place has 28 bits
/// for the block, 20 for the offset of the shingles in it and 16 for their number, 8 bytes for every record.
@safe public final class ShingleArena {
  private static let header = 5
  private static let blockSize = 1 << 20
  private static let nowhere = UInt64.max
  /// Shingles of the largest set that an arena takes.
  public static let largestSet = 65_535

  private var places: [UInt64]
  private var blocks: [UnsafeMutablePointer<UInt64>] = unsafe []
  private var used = ShingleArena.blockSize
  private var owners: [UInt32] = []
  /// Bytes of the sets.
  public private(set) var held = 0

  /// Makes an empty arena for records below a number.
  public init(records: Int) { places = [UInt64](repeating: Self.nowhere, count: records) }

  deinit { unsafe blocks.forEach { unsafe $0.deallocate() } }

  /// Stores a set of at most ``largestSet`` shingles.
  public func store(_ set: ShingleSet, of record: UInt32) {
    let words = [set.id.high, set.id.low, set.chosen, set.rejected, set.isTie ? 1 : 0] + set.shingles
    unsafe words.withUnsafeBufferPointer { unsafe append($0, of: record) }
    owners.append(record)
  }

  private func append(_ words: UnsafeBufferPointer<UInt64>, of record: UInt32) {
    if used + words.count > Self.blockSize {
      unsafe blocks.append(UnsafeMutablePointer<UInt64>.allocate(capacity: Self.blockSize))
      used = 0
    }
    guard let block = unsafe blocks.last, let base = words.baseAddress else { return }
    // Room was made above; a set is smaller than a block.
    unsafe (block + used).update(from: base, count: words.count)
    let (number, offset, count) = unsafe (blocks.count - 1, used + Self.header, words.count - Self.header)
    places[Int(record)] = UInt64(number) << 36 | UInt64(offset) << 16 | UInt64(count)
    used += words.count
    held += words.count * 8
  }

  private func words(at place: UInt64) -> UnsafeBufferPointer<UInt64> {
    let (offset, count) = (Int(place >> 16 & 0xF_FFFF), Int(place & 0xFFFF))
    // Places are made by `append` alone, and a block lives as long as a place names it.
    let start = unsafe blocks[Int(place >> 36)] + offset - Self.header
    return unsafe UnsafeBufferPointer(start: start, count: count + Self.header)
  }

  /// The set of a record; `nil` where it was not stored here.
  public func set(of record: UInt32) -> ShingleSet? {
    let place = places[Int(record)]
    guard place != Self.nowhere else { return nil }
    let words = unsafe words(at: place)
    let id = unsafe RecordID(high: words[0], low: words[1])
    var set = unsafe ShingleSet(shingles: Array(words[Self.header...]), id: id, isTie: words[4] == 1)
    (set.chosen, set.rejected) = unsafe (words[2], words[3])
    return set
  }

  /// The first of some records, from `start`, that is similar to a set, or is not stored here.
  ///
  /// - Returns: Its index; the similarity is `nil` where it is not stored here. `nil` where there is none.
  public func firstSimilar(
    among records: [UInt32],
    from start: Int,
    to set: ShingleSet,
    atLeast threshold: Double
  ) -> (index: Int, similarity: Double?)? {
    guard start < records.count else { return nil }
    var both = 0
    let index = unsafe blocks.withUnsafeBufferPointer { blocks in
      unsafe blocks.withMemoryRebound(to: UnsafePointer<UInt64>.self) { blocks in
        guard let base = blocks.baseAddress else { return start }
        return unsafe csh_first_similar(
          set.shingles,
          set.shingles.count,
          base,
          places,
          records,
          records.count,
          start,
          threshold,
          &both
        )
      }
    }
    guard index < records.count else { return nil }
    let place = places[Int(records[index])]
    if place == Self.nowhere { return (index, nil) }
    let all = set.shingles.count + Int(place & 0xFFFF)
    return (index, Double(both) / Double(all - both))
  }

  /// Keeps only the sets that are wanted, and gives the memory of the others back.
  public func keep(where isWanted: (UInt32) -> Bool) {
    let (old, oldOwners) = unsafe (blocks, owners)
    unsafe blocks = []
    owners = []
    (used, held) = (Self.blockSize, 0)
    var freed = 0
    for record in oldOwners {
      let place = places[Int(record)]
      // Sets lie in the order of their owners, so that a block is done with when the next one begins.
      while freed < Int(place >> 36) {
        unsafe old[freed].deallocate()
        freed += 1
      }
      places[Int(record)] = Self.nowhere
      guard isWanted(record) else { continue }
      let (offset, count) = (Int(place >> 16 & 0xF_FFFF), Int(place & 0xFFFF))
      let start = unsafe old[Int(place >> 36)] + offset - Self.header
      unsafe append(UnsafeBufferPointer(start: start, count: count + Self.header), of: record)
      owners.append(record)
    }
    while unsafe freed < old.count {
      unsafe old[freed].deallocate()
      freed += 1
    }
  }
}
