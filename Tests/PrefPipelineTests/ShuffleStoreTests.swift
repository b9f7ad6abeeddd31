import PrefShards
import Testing

@testable import PrefPipeline

@Suite("ShuffleStore")
struct ShuffleStoreTests {
  static let rows: [(row: String, key: ShuffleKey, part: Int)] = (0..<3000).map { index in
    let row = "row \(index) " + String(repeating: "x", count: index % 97) + "\n"
    return (row, ShuffleKey(ordinal: UInt64(index), seed: 4), index % 7 == 0 ? 2 : 0)
  }

  static func shuffled(limit: Int, _ scratch: Scratch) throws -> (parts: [[String]], counts: [Int]) {
    let folder = try TemporaryFolder(for: scratch.path("set"))
    defer { folder.abandon() }
    let store = ShuffleStore(parts: 3, limit: limit, folder: folder)
    for row in rows { try store.append(Array(row.row.utf8)[...], row.key, part: row.part) }
    var parts: [[String]] = [[], [], []]
    while let (part, entries) = try store.next() {
      parts[part] += ShuffleStore.sorted(entries).map { String(decoding: entries[$0], as: UTF8.self) }
    }
    return (parts, store.rows)
  }

  @Test("gives rows back in the order of their keys, in memory or not", arguments: [Int.max, 100_000, 2000, 0])
  func order(_ limit: Int) throws {
    let scratch = try Scratch()
    let expected = (0..<3).map { part in
      Self.rows.filter { $0.part == part }.sorted { $0.key < $1.key }.map(\.row)
    }
    let shuffled = try Self.shuffled(limit: limit, scratch)
    #expect(shuffled.parts == expected)
    #expect(shuffled.counts == expected.map(\.count))
    #expect(scratch.names.isEmpty)
  }
}
