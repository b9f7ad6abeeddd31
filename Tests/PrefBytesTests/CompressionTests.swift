import PrefBytes
import Testing

@Suite struct CompressionTests {
  @Test(
    arguments: [
      ([0x1F, 0x8B, 8, 0], Compression.gzip), ([0x1F], .gzip), ([0x28, 0xB5, 0x2F, 0xFD], .zstd),
      ([0x50, 0x2A, 0x4D, 0x18], .zstd), ([0x5F, 0x2A, 0x4D, 0x18], .zstd), ([0x60, 0x2A, 0x4D, 0x18], .none),
      ([0x28, 0xB5], .zstd), ([0x28], .none), ([0x7B, 0x22], .none), ([], .none),
    ] as [([UInt8], Compression)]
  )
  func magicBytesDecide(head: [UInt8], expected: Compression) throws {
    let scratch = Scratch()
    #expect(try ByteStream(.file(scratch.write(head, "in"))).compression == expected)
  }

  @Test func outputFollowsTheName() {
    #expect(OutputCompression(path: "a.jsonl.gz") == .defaultGzip)
    #expect(OutputCompression(path: "a.zst") == .defaultZstd)
    #expect(OutputCompression(path: "a.zstd") == .defaultZstd)
    #expect(OutputCompression(path: "a.jsonl") == OutputCompression.none)
  }

  @Test(
    arguments: [
      ("none", OutputCompression.none), ("gzip", .defaultGzip), ("gzip:12", .gzip(level: 12)),
      ("zstd:19", .zstd(level: 19)),
      ("zstd", .defaultZstd), ("gzip:0", nil), ("gzip:13", nil), ("zstd:20", nil), ("none:1", nil), ("gzip:", nil),
      ("lz4", nil), ("", nil), ("gzip:1:2", nil),
    ] as [(String, OutputCompression?)]
  )
  func namesAreRead(name: String, expected: OutputCompression?) {
    #expect(OutputCompression(name: name) == expected)
  }

  @Test(arguments: [
    ("a.gz", [0x1F] as [UInt8]), ("a.gz", []), ("a.zst", []), ("a.zst", [0x28]), ("a.zst", [0x28, 0xB5]),
  ])
  func aNameTellsThatTheMagicNumberIsCut(name: String, bytes: [UInt8]) {
    let scratch = Scratch()
    let error = failure { _ = try readBlocks([scratch.write(bytes, name)]) }
    #expect(error?.category == .damaged)
  }
}
