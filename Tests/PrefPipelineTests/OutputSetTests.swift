import Foundation
import PrefBytes
import Testing

@testable import PrefPipeline

@Suite("OutputSet")
struct OutputSetTests {
  /// Rows of all sizes, some of them longer than a block.
  static let rows: [[UInt8]] = {
    var random = SeededGenerator(seed: 8)
    return (0..<24).map { index in
      let size = index == 7 ? 1_300_000 : index == 15 ? 1 << 20 : Int.random(in: 1..<200_000, using: &random)
      return [UInt8](repeating: UInt8(index % 26 + 97), count: size - 1) + [0x0A]
    }
  }()

  static func blocks(_ groups: [[UInt8]], _ scratch: Scratch) throws -> [[UInt8]] {
    let outputs = OutputSet()
    let handle = try outputs.open(.file(scratch.path("out")), .none)
    var blocks: [[UInt8]] = []
    for group in groups {
      outputs.append(group, to: handle)
      blocks += outputs.takeBlocks().map(\.raw)
    }
    blocks += outputs.takeLastBlocks().map(\.raw)
    outputs.abandon()
    return blocks
  }

  @Test("cuts the same blocks however rows are put together", arguments: 1...2 as ClosedRange<UInt64>)
  func cuts(_ seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let scratch = try Scratch()
    let whole = try Self.blocks([Self.rows.reduce(into: [], +=)], scratch)
    var (groups, rest) = ([[UInt8]](), Self.rows[...])
    while !rest.isEmpty {
      let group = rest.prefix(Int.random(in: 1...9, using: &random))
      groups.append(group.reduce(into: [], +=))
      rest = rest.dropFirst(group.count)
    }
    #expect(try Self.blocks(groups, scratch) == whole)
    #expect(try Self.blocks(Self.rows, scratch) == whole)
    #expect(whole.reduce(into: [], +=) == Self.rows.reduce(into: [], +=))
    #expect(whole.allSatisfy { $0.last == 0x0A })
    // As many rows as fit a mebibyte, and one where none fits.
    #expect(whole.allSatisfy { $0.count <= 1 << 20 || $0.firstIndex(of: 0x0A) == $0.count - 1 })
    #expect(
      zip(whole, whole.dropFirst()).allSatisfy { block, next in
        block.count + (next.firstIndex(of: 0x0A) ?? 0) + 1 > 1 << 20
      }
    )
    #expect(scratch.names.isEmpty)
  }

  @Test("leaves a file under its name when it is finished, and none before")
  func finish() throws {
    let scratch = try Scratch()
    let outputs = OutputSet()
    let handle = try outputs.open(.file(scratch.path("out")), .none)
    outputs.append(Array("a\nb\n".utf8), to: handle)
    try outputs.writeReady()
    #expect(!scratch.names.contains("out"))
    try outputs.finish(handle)
    #expect(scratch.names == ["out"])
    #expect(try Data(contentsOf: scratch.folder.appendingPathComponent("out")) == Data("a\nb\n".utf8))
    #expect(outputs.size(handle) == 4)
  }
}
