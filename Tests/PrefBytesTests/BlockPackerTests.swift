import PrefBytes
import Testing

@Suite struct BlockPackerTests {
  static let sizes = [0, 1, 65_535, 65_536, 65_537, 1_048_575, 1_048_576, 1_048_577, 5 << 20]
  static let compressions: [OutputCompression] = [.none, .gzip(level: 1), .gzip(level: 6), .zstd(level: 3)]

  @Test(arguments: sizes, compressions)
  func writtenIsRead(size: Int, compression: OutputCompression) throws {
    let scratch = Scratch()
    let raw = text(size, seed: UInt64(size))
    let blocks = stride(from: 0, to: size, by: 1 << 20).map { Array(raw[$0..<min($0 + 1 << 20, size)]) }
    try writeOwn(blocks, scratch.path("out"), compression)
    #expect(try flat(readBlocks([scratch.path("out")])) == raw)
    #expect(try readStream(scratch.path("out")) == raw)
  }

  @Test func incompressibleBytesFitTheirBound() throws {
    let scratch = Scratch()
    var state: UInt64 = 7
    let raw = (0..<200_000).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1
      return UInt8(state >> 56)
    }
    for compression in Self.compressions {
      try writeOwn([raw + [0x0A]], scratch.path("out"), compression)
      #expect(try flat(readBlocks([scratch.path("out")])) == raw + [0x0A])
    }
  }

  @Test(.enabled(if: isInstalled("gzip"), "needs gzip"))
  func gzipReadsOurMembers() throws {
    let scratch = Scratch()
    try writeOwn([lines(300_000), lines(7), text(50)], scratch.path("a.gz"), .gzip(level: 3))
    #expect(scratch.shell("gzip -dc a.gz") == lines(300_000) + lines(7) + text(50))
    try writeOwn([], scratch.path("empty.gz"), .gzip(level: 3))
    #expect(scratch.shell("gzip -t empty.gz && gzip -dc empty.gz && echo fine") == Array("fine\n".utf8))
  }

  @Test(.enabled(if: isInstalled("python3"), "needs python3"))
  func pythonReadsOurMembers() throws {
    let scratch = Scratch()
    try writeOwn([lines(300_000), lines(7)], scratch.path("a.gz"), .gzip(level: 9))
    let program = "import gzip,sys; sys.stdout.buffer.write(gzip.open('a.gz').read())"
    #expect(scratch.shell("python3 -c \"\(program)\"") == lines(300_000) + lines(7))
  }

  @Test(.enabled(if: isInstalled("zstd"), "needs zstd"))
  func zstdReadsOurFrames() throws {
    let scratch = Scratch()
    try writeOwn([lines(300_000), lines(7)], scratch.path("a.zst"), .zstd(level: 3))
    #expect(scratch.shell("zstd -qdc a.zst") == lines(300_000) + lines(7))
    try writeOwn([], scratch.path("empty.zst"), .zstd(level: 3))
    #expect(scratch.shell("zstd -qdc empty.zst && echo fine") == Array("fine\n".utf8))
  }

  @Test(arguments: compressions)
  func equalBlocksGiveEqualBytesOnEveryThread(compression: OutputCompression) async throws {
    let packer = BlockPacker(compression)
    let raw = lines(400_000)
    let expected = try packer.pack(raw).bytes
    let all = try await withThrowingTaskGroup(of: [UInt8].self) { group in
      for _ in 0..<8 { group.addTask { try packer.pack(raw).bytes } }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(all == Array(repeating: expected, count: 8))
  }

  @Test func theSinkShowsEveryByteItWrites() throws {
    let scratch = Scratch()
    for compression in Self.compressions {
      nonisolated(unsafe) var seen: [UInt8] = []
      let sink = try BlockSink(.file(scratch.path("out")), compression: compression) { seen += unsafe Array($0) }
      try sink.write(BlockPacker(compression).pack(lines(5_000)))
      try sink.finish()
      #expect(seen == scratch.contents("out"))
      #expect(sink.count == seen.count)
      #expect(sink.rawCount == 5_000)
    }
  }
}
