import Foundation
import Testing

@testable import PrefPipeline

@Suite("Rows and numbers on disk")
struct ScratchFileTests {
  @Test("a scratch file gives back what was written, and leaves no name behind")
  func scratch() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("scratch-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = try ScratchFile(in: folder.path)
    #expect(try file.append([1, 2, 3] as [UInt32]) == 0)
    #expect(try file.append([9] as [UInt64]) == 12)
    #expect(try file.read(3, of: UInt32.self, at: 0) == [1, 2, 3])
    #expect(try file.read(1, of: UInt64.self, at: 12) == [9])
    #expect(throws: (any Error).self) { try file.read(1, of: UInt64.self, at: 16) }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
  }

  @Test("a spool gives the same rows from memory and from disk", arguments: [0, 20, 1 << 20])
  func spool(_ limit: Int) throws {
    let spool = RowSpool(limit: limit, folder: NSTemporaryDirectory())
    try spool.append(Array("ab\nc\n".utf8), [3, 5])
    try spool.append([], [])
    try spool.append(Array("defg\n".utf8), [5])
    #expect(spool.count == 3 && spool.chunks.map(\.first) == [0, 2])
    let rows = try spool.chunks.flatMap { chunk in
      let rows = try spool.rows(chunk)
      return (0..<chunk.count).map { String(decoding: rows.bytes[rows.range($0)], as: UTF8.self) }
    }
    #expect(rows == ["ab\n", "c\n", "defg\n"])
  }

  @Test("bands fall into the same buckets in memory and on disk", arguments: [0, 1 << 20], [1, 3])
  func bands(_ limit: Int, _ threads: Int) throws {
    let store = BandStore(bands: 2, limit: limit, folder: NSTemporaryDirectory())
    // Records 0 and 2 agree in the first band, 1 and 3 in the second, 4 with nobody.
    try store.append([7, 1, 8, 5, 7, 2])
    try store.append([9, 5, 3, 4])
    #expect(try store.flat(1..<4) == [8, 5, 7, 2, 9, 5])
    try store.seal()
    try store.findBuckets(threads: threads)
    #expect(store.bucketCount == 2)
    #expect(store.lastPartner == [2, 3, 2, 3, 0])
    let buckets = (0..<5).map { record in
      var buckets: [Int] = []
      store.appendBuckets(of: record, to: &buckets)
      return buckets
    }
    #expect(buckets == [[0], [1], [0], [1], []])
  }
}
