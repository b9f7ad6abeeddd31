import Glibc
import PrefBytes
import PrefShards

/// Holds rows until all are there, in buckets by the first byte of their random key, and gives them back in random order.
///
/// Rows stay in memory up to a limit and go to one file a bucket beyond it, so that at the end one bucket at a time is
/// sorted: about 1/256 of the rows. An entry is the key and the ordinal (8 bytes each), the row's length (4 bytes) and the
/// row with its newline, all little-endian.
final class ShuffleStore {
  private static let bucketsPerPart = 256
  private let folder: TemporaryFolder
  private let limit: Int
  private var buckets: [[UInt8]]
  private var spilled: [Bool]
  private var held = 0
  private var nextBucket = 0
  /// Rows of each part.
  private(set) var rows: [Int]

  /// - Parameters:
  ///   - parts: Number of splits.
  ///   - limit: Bytes of rows held in memory.
  ///   - folder: Where buckets go beyond the limit.
  init(parts: Int, limit: Int, folder: TemporaryFolder) {
    (self.limit, self.folder) = (limit, folder)
    buckets = [[UInt8]](repeating: [], count: parts * Self.bucketsPerPart)
    spilled = [Bool](repeating: false, count: buckets.count)
    rows = [Int](repeating: 0, count: parts)
  }

  /// Adds a row with its newline.
  func append(_ row: ArraySlice<UInt8>, _ key: ShuffleKey, part: Int) throws {
    let bucket = part * Self.bucketsPerPart + Int(key.key >> 56)
    let before = buckets[bucket].capacity
    Self.append(key.key, 8, &buckets[bucket])
    Self.append(key.ordinal, 8, &buckets[bucket])
    Self.append(UInt64(row.count), 4, &buckets[bucket])
    buckets[bucket] += row
    held += buckets[bucket].capacity - before
    rows[part] += 1
    if held > limit { try spill() }
  }

  private static func append(_ value: UInt64, _ bytes: Int, _ output: inout [UInt8]) {
    for index in 0..<bytes { output.append(UInt8(truncatingIfNeeded: value >> UInt64(8 * index))) }
  }

  private func spill() throws {
    for index in buckets.indices where !buckets[index].isEmpty {
      try folder.append(buckets[index], to: "bucket-\(index)")
      buckets[index] = []
      spilled[index] = true
    }
    held = 0
  }

  /// The entries of the next bucket in order, with the split they belong to; `nil` after the last.
  func next() throws -> (part: Int, entries: [UInt8])? {
    while nextBucket < buckets.count {
      defer { nextBucket += 1 }
      var entries = spilled[nextBucket] ? try folder.take("bucket-\(nextBucket)") : []
      entries += buckets[nextBucket]
      buckets[nextBucket] = []
      if !entries.isEmpty { return (nextBucket / Self.bucketsPerPart, entries) }
    }
    return nil
  }

  /// Sorts the entries of a bucket and returns the rows as ranges of it.
  static func sorted(_ entries: [UInt8]) -> [Range<Int>] {
    var rows: [(key: ShuffleKey, row: Range<Int>)] = []
    var offset = 0
    while offset < entries.count {
      let key = ShuffleKey(key: number(entries, offset, 8), ordinal: number(entries, offset + 8, 8))
      let length = Int(number(entries, offset + 16, 4))
      rows.append((key, offset + 20..<offset + 20 + length))
      offset += 20 + length
    }
    rows.sort { $0.key < $1.key }
    return rows.map(\.row)
  }

  private static func number(_ bytes: [UInt8], _ offset: Int, _ size: Int) -> UInt64 {
    (0..<size).reduce(0) { $0 | UInt64(bytes[offset + $1]) << UInt64(8 * $1) }
  }
}
