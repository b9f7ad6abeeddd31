import Glibc
import PrefBytes
import Testing

@Suite struct BlockReaderTests {
  /// Where blocks of `target` bytes must be cut, said once more as plainly as can be.
  private func expectedCuts(_ raw: [UInt8], target: Int) -> [[UInt8]] {
    var blocks: [[UInt8]] = []
    var start = 0
    while start < raw.count {
      var window = target
      while true {
        let end = min(start + window, raw.count)
        let newline = raw[start..<end].lastIndex(of: 10)
        if end < start + window || (newline == nil && end == raw.count) {
          blocks.append(Array(raw[start...]))
          return blocks
        }
        if let newline {
          blocks.append(Array(raw[start...newline]))
          start = newline + 1
          break
        }
        window *= 2
      }
    }
    return blocks
  }

  @Test(arguments: [1, 2, 7, 64, 1_000, 70_000])
  func blocksAreCutAtTheLastNewline(target: Int) throws {
    let scratch = Scratch()
    for (size, lineLength) in [(0, 9), (1, 9), (5_000, 9), (5_000, 700), (20_000, 100_000)] {
      for raw in [text(size, lineLength: lineLength), lines(size, lineLength: lineLength)] {
        let path = scratch.write(raw, "in")
        let blocks = try readBlocks([path], .init(targetSize: target))
        #expect(blocks == expectedCuts(raw, target: target))
      }
    }
  }

  @Test func cutsDoNotDependOnHowBytesArrive() throws {
    let scratch = Scratch()
    let raw = text(40_000, seed: 8)
    scratch.write(raw, "in")
    let expected = try readBlocks([scratch.path("in")], .init(targetSize: 3_000))
    var ends: [Int32] = [0, 0]
    try #require(unsafe pipe(&ends) == 0)
    let (input, output) = (ends[0], ends[1])
    let writer = Background {
      for start in stride(from: 0, to: raw.count, by: 7) {
        let part = raw[start..<min(start + 7, raw.count)]
        _ = unsafe part.withUnsafeBytes { unsafe write(output, $0.baseAddress, $0.count) }
      }
      close(output)
    }
    let blocks = try readBlocks(["/dev/fd/\(input)"], .init(targetSize: 3_000))
    writer.join()
    close(input)
    #expect(blocks == expected)
  }

  @Test(arguments: [OutputCompression.none, .gzip(level: 1), .zstd(level: 1)])
  func rowsAndOffsetsAddUp(compression: OutputCompression) throws {
    let scratch = Scratch()
    let parts = (0..<6).map { lines(4_000, seed: UInt64($0)) } + [text(333)]
    try writeOwn(parts, scratch.path("a"), compression)
    try writeOwn([text(10_000)], scratch.path("b"), compression)
    let raws = [Array(parts.joined()), text(10_000)]
    let reader = try BlockReader(["a", "b"].map { .file(scratch.path($0)) }, limits: .init(targetSize: 900))
    var (serial, row, offset, input) = (0, 1, 0, 0)
    while let block = try reader.next() {
      try block.load()
      if block.inputIndex != input {
        #expect(offset == raws[input].count)
        (row, offset, input) = (1, 0, block.inputIndex)
      }
      let bytes = bytes(block)
      #expect(block.serial == serial && block.firstRow == row && block.firstByte == offset)
      #expect(bytes == Array(raws[input][offset..<(offset + block.count)]))
      #expect(
        block.lineCount == bytes.split(separator: 10, omittingEmptySubsequences: false).count
          - (bytes.last == 10 ? 1 : 0)
      )
      serial += 1
      row += block.lineCount
      offset += block.count
    }
    #expect(input == 1 && offset == 10_000)
    #expect(reader.consumedSize == reader.totalSize)
  }

  @Test func zeroesFollowEveryBlock() throws {
    let scratch = Scratch()
    try writeOwn([lines(5_000), lines(100)], scratch.path("own.gz"), .gzip(level: 1))
    scratch.write(text(5_000), "plain")
    for name in ["own.gz", "plain"] {
      let reader = try BlockReader([.file(scratch.path(name))], limits: .init(targetSize: 800))
      while let block = try reader.next() {
        try block.load()
        unsafe block.withUnsafeBytes { bytes in
          let end = unsafe bytes.baseAddress.map { unsafe $0 + bytes.count }
          let padding = unsafe UnsafeRawBufferPointer(start: end, count: 64)
          #expect(unsafe padding.allSatisfy { $0 == 0 })
        }
      }
    }
  }

  @Test func byteOrderMarksAreSkippedAndReported() throws {
    let scratch = Scratch()
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let raw = lines(3_000)
    scratch.write(mark + raw, "plain")
    scratch.write(foreignMember(Array(mark[..<2])) + foreignMember([mark[2]] + raw), "split.gz")
    try writeOwn([mark + raw], scratch.path("own.gz"), .gzip(level: 1))
    try writeOwn([mark + raw], scratch.path("own.zst"), .zstd(level: 1))
    for name in ["plain", "split.gz", "own.gz", "own.zst"] {
      let reader = try BlockReader([.file(scratch.path(name))])
      let block = try #require(try reader.next())
      try block.load()
      #expect(bytes(block) == raw && block.hasByteOrderMark && block.firstByte == 3 && block.firstRow == 1, "\(name)")
      #expect(block.count == raw.count)
      #expect(try reader.next() == nil)
      #expect(try readStream(scratch.path(name), step: 1) == raw)
    }
    #expect(try readBlocks([scratch.write([0xEF, 0xBB, 10], "almost")]) == [[0xEF, 0xBB, 10]])
    #expect(try readBlocks([scratch.write(mark, "only")]) == [])
  }

  @Test func carriageReturnsStay() throws {
    let scratch = Scratch()
    let raw = Array("a\r\nb\r\n\r\n".utf8)
    #expect(try readBlocks([scratch.write(raw, "in")]) == [raw])
  }

  @Test func linesUpToTheLimitAreAccepted() throws {
    let scratch = Scratch()
    let limits = BlockReader.Limits(targetSize: 10, maxLine: 1_000)
    let short = Array("short\n".utf8)
    for ending in [[], [10]] as [[UInt8]] {
      let longest = [UInt8](repeating: 0x61, count: 1_000) + ending
      #expect(try readBlocks([scratch.write(short + longest, "in")], limits) == [short, longest])
      let path = scratch.write(short + [0x61] + longest, "in")
      let error = failure { _ = try readBlocks([path], limits) }
      #expect(error?.kind == .lineTooLong(limit: 1_000, row: 2))
      #expect(error?.decompressedOffset == 6)
    }
    let own = [UInt8](repeating: 0x61, count: 1_001) + [10]
    try writeOwn([short, own], scratch.path("own.gz"), .gzip(level: 1))
    #expect(
      failure { _ = try readBlocks([scratch.path("own.gz")], limits) }?.kind == .lineTooLong(limit: 1_000, row: 2)
    )
  }

  @Test func inputsThatCannotBeReadAreNamed() {
    let scratch = Scratch()
    let missing = failure { _ = try BlockReader([.file(scratch.path("none"))]) }
    #expect(missing?.kind == .cannotOpen(code: ENOENT) && missing?.category == .noInput)
    let folder = failure { _ = try BlockReader([.file(scratch.folder)]) }
    #expect(folder?.kind == .inputIsDirectory && folder?.category == .noInput)
    #expect(failure { _ = try ByteStream(.file(scratch.folder)) }?.kind == .inputIsDirectory)
  }

  @Test func anErrorStays() throws {
    let scratch = Scratch()
    let path = scratch.write(foreignMember(lines(100)) + [1], "in.gz")
    let reader = try BlockReader([.file(path)])
    let errors = (0..<2).map { _ in failure { while try reader.next() != nil {} } }
    #expect(errors[0]?.kind == .trailingGarbage(.gzip, found: [1]))
    #expect(errors[0] == errors[1])
  }

  @Test func manyThreadsReadTheSame() async throws {
    let scratch = Scratch()
    let parts = (0..<20).map { lines(30_000, seed: UInt64($0)) }
    try writeOwn(parts, scratch.path("own.gz"), .gzip(level: 1))
    let reader = try BlockReader([.file(scratch.path("own.gz"))])
    let read = try await withThrowingTaskGroup(of: [Int: [UInt8]].self) { group in
      for _ in 0..<4 {
        group.addTask {
          var mine: [Int: [UInt8]] = [:]
          while let block = try reader.next() {
            try block.load()
            mine[block.serial] = bytes(block)
          }
          return mine
        }
      }
      return try await group.reduce(into: [:]) { $0.merge($1) { first, _ in first } }
    }
    #expect((0..<20).map { read[$0] } == parts)
  }
}
