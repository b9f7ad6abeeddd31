import PrefBytes
import Testing

@Suite struct GzipSourceTests {
  private let first = lines(300, seed: 3)
  private let second = lines(200, seed: 4)

  @Test func everyCutOfAnOrdinaryFileIsSeenSaveBetweenMembers() throws {
    let scratch = Scratch()
    let member = foreignMember(first)
    let file = member + foreignMember(second)
    for cut in 1..<file.count {
      let path = scratch.write(Array(file[..<cut]), "cut.gz")
      for error in [failure { _ = try readBlocks([path]) }, failure { _ = try readStream(path) }] {
        if cut == member.count {
          // What is left is a whole gzip file: nothing in the format tells that there was more.
          #expect(error == nil)
        } else {
          let start = cut < member.count ? 0 : member.count
          #expect(error?.kind == .endsEarly(.gzip, start: start), "cut at \(cut)")
        }
      }
    }
  }

  @Test func everyCutOfOurFileIsSeen() throws {
    let scratch = Scratch()
    for blocks in [[first, second], [first, text(100)], []] {
      try writeOwn(blocks, scratch.path("own.gz"), .gzip(level: 6))
      let file = scratch.contents("own.gz")
      for cut in 0..<file.count {
        let path = scratch.write(Array(file[..<cut]), "cut.gz")
        #expect(failure { _ = try readBlocks([path]) }?.category == .damaged, "cut at \(cut)")
        #expect(failure { _ = try readStream(path) }?.category == .damaged, "cut at \(cut)")
      }
    }
  }

  @Test func aFlippedByteIsSeenOrHarmless() throws {
    let scratch = Scratch()
    try writeOwn([first, second], scratch.path("own.gz"), .gzip(level: 6))
    for file in [foreignMember(first) + foreignMember(second), scratch.contents("own.gz")] {
      // Without its magic number the file is plain bytes.
      for index in 2..<file.count {
        for bit in [1, 4, 0x80] as [UInt8] {
          var flipped = file
          flipped[index] ^= bit
          let path = scratch.write(flipped, "flipped.gz")
          let read = try? flat(readBlocks([path]))
          #expect(read == nil || read == first + second, "bit \(bit) of byte \(index)")
        }
      }
    }
  }

  @Test func zeroPaddingIsAcceptedAndGarbageIsNot() throws {
    let scratch = Scratch()
    try writeOwn([first], scratch.path("own.gz"), .gzip(level: 6))
    for file in [foreignMember(first), scratch.contents("own.gz")] {
      let padding = [UInt8](repeating: 0, count: 300_000)
      #expect(try readBlocks([scratch.write(file + padding, "padded.gz")]) == [first])
      for garbage in [padding + [7], [7], [0x1F, 7], [0x1F, 0x8B]] as [[UInt8]] {
        let path = scratch.write(file + garbage, "garbage.gz")
        #expect(failure { _ = try readBlocks([path]) }?.category == .damaged)
      }
      let error = failure { _ = try readBlocks([scratch.write(file + padding + [7, 8], "garbage.gz")]) }
      #expect(error?.kind == .trailingGarbage(.gzip, found: [7, 8]))
      #expect(error?.offset == file.count + padding.count)
    }
  }

  @Test func wrongTrailersAreNamed() {
    let scratch = Scratch()
    let member = foreignMember(first)
    var sum = member
    sum[member.count - 8] ^= 1
    let stored = crc32(first)
    let error = failure { _ = try readBlocks([scratch.write(sum, "sum.gz")]) }
    #expect(error?.kind == .checksumMismatch(.gzip, stored: stored ^ 1, computed: stored))
    #expect(error?.offset == member.count - 8)
    var length = member
    length[member.count - 4] ^= 1
    let other = failure { _ = try readBlocks([scratch.write(length, "length.gz")]) }
    #expect(other?.kind == .lengthMismatch(.gzip, stored: first.count ^ 1, found: first.count))
  }

  @Test func optionalHeaderFieldsAreRead() throws {
    let scratch = Scratch()
    let extra: [UInt8] = [6, 0, 0x41, 0x42, 2, 0, 9, 9]
    let named = extra + Array("name".utf8) + [0] + Array("comment".utf8) + [0]
    let head: [UInt8] = [0x1F, 0x8B, 8, 0x1E, 1, 2, 3, 4, 0, 3] + named
    let sum = little(Int(crc32(head) & 0xFFFF), 2)
    let member = foreignMember(first, flags: 0x1E, optional: named + sum)
    #expect(try readBlocks([scratch.write(member, "in.gz")]) == [first])
    var wrong = member
    wrong[12] ^= 1
    let error = failure { _ = try readBlocks([scratch.write(wrong, "in.gz")]) }
    #expect(error?.kind == .badHeader(.gzip, .checksum))
    let reserved = foreignMember(first, flags: 0x20)
    #expect(
      failure { _ = try readBlocks([scratch.write(reserved, "in.gz")]) }?.kind
        == .badHeader(.gzip, .reservedFlags(0x20))
    )
  }

  @Test(.enabled(if: isInstalled("gzip"), "needs gzip"))
  func realDeflateStreamsAreRead() throws {
    let scratch = Scratch()
    let raw = text(3_000_000, seed: 9)
    scratch.write(raw, "raw")
    let packed = scratch.shell("gzip -9c raw; gzip -1c raw")
    let path = scratch.write(packed, "in.gz")
    #expect(try flat(readBlocks([path])) == raw + raw)
    var damaged = packed
    damaged[packed.count / 4] ^= 0x55
    #expect(failure { _ = try readBlocks([scratch.write(damaged, "in.gz")]) }?.category == .damaged)
  }

  @Test func ownAndOrdinaryMembersMix() throws {
    let scratch = Scratch()
    try writeOwn([first, second], scratch.path("own.gz"), .gzip(level: 6))
    let own = scratch.contents("own.gz")
    let half = text(77, seed: 5, lineLength: 1_000)
    let mixes: [([UInt8], [UInt8])] = [
      (own + own, first + second + first + second),
      (foreignMember(first) + own, first + first + second),
      (own + foreignMember(second), first + second + second),
      (foreignMember(half) + own + foreignMember(half), half + first + second + half),
    ]
    for (file, raw) in mixes {
      let path = scratch.write(file, "mixed.gz")
      #expect(try flat(readBlocks([path])) == raw)
      #expect(try readStream(path) == raw)
    }
    let open = Array(own.dropLast(50)) + foreignMember(second)
    #expect(failure { _ = try readBlocks([scratch.write(open, "open.gz")]) }?.kind == .notClosed(.gzip))
  }
}
