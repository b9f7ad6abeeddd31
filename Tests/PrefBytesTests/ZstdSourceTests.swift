import PrefBytes
import Testing

@Suite struct ZstdSourceTests {
  private let first = lines(300, seed: 3)
  private let second = lines(200, seed: 4)

  @Test func everyCutOfAnOrdinaryFileIsSeenSaveBetweenFrames() throws {
    let scratch = Scratch()
    let frame = foreignFrame(first)
    let skippable: [UInt8] = [0x53, 0x2A, 0x4D, 0x18, 5, 0, 0, 0, 1, 2, 3, 4, 5]
    let file = frame + skippable + foreignFrame(second)
    #expect(try flat(readBlocks([scratch.write(file, "whole.zst")])) == first + second)
    for cut in 1..<file.count {
      let path = scratch.write(Array(file[..<cut]), "cut.zst")
      for error in [failure { _ = try readBlocks([path]) }, failure { _ = try readStream(path) }] {
        if cut == frame.count || cut == frame.count + skippable.count {
          #expect(error == nil)
        } else {
          #expect(error?.category == .damaged, "cut at \(cut)")
        }
      }
    }
  }

  @Test func everyCutOfOurFileIsSeen() throws {
    let scratch = Scratch()
    for blocks in [[first, second], []] {
      try writeOwn(blocks, scratch.path("own.zst"), .zstd(level: 3))
      let file = scratch.contents("own.zst")
      for cut in 0..<file.count {
        let path = scratch.write(Array(file[..<cut]), "cut.zst")
        #expect(failure { _ = try readBlocks([path]) }?.category == .damaged, "cut at \(cut)")
      }
    }
  }

  @Test func aFlippedByteIsSeenOrHarmless() throws {
    let scratch = Scratch()
    try writeOwn([first, second], scratch.path("own.zst"), .zstd(level: 3))
    let file = scratch.contents("own.zst")
    // The magic number of the file aside.
    for index in 4..<file.count {
      for bit in [1, 4, 0x80] as [UInt8] {
        var flipped = file
        flipped[index] ^= bit
        let path = scratch.write(flipped, "flipped.zst")
        let read = try? flat(readBlocks([path]))
        #expect(read == nil || read == first + second, "bit \(bit) of byte \(index)")
      }
    }
  }

  @Test func filesOfOursCanBeJoined() throws {
    let scratch = Scratch()
    try writeOwn([first, second], scratch.path("own.zst"), .zstd(level: 3))
    let own = scratch.contents("own.zst")
    let path = scratch.write(own + foreignFrame(first) + own, "joined.zst")
    #expect(try readStream(path) == first + second + first + first + second)
    let open = Array(own.dropLast(24))
    #expect(failure { _ = try readBlocks([scratch.write(open, "open.zst")]) }?.kind == .notClosed(.zstd))
  }

  @Test func garbageAndWideWindowsAreNamed() {
    let scratch = Scratch()
    let frame = foreignFrame(first)
    let error = failure { _ = try readBlocks([scratch.write(frame + [0, 0, 0, 0, 0], "garbage.zst")]) }
    #expect(error?.kind == .trailingGarbage(.zstd, found: [0, 0, 0, 0]))
    #expect(error?.offset == frame.count)
    // Window descriptor 0x90: exponent 18, a window of 2^28 bytes (RFC 8878, 3.1.1.1.2).
    let wide: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD, 0x00, 0x90, 0x09, 0x00, 0x00, 0x41]
    let other = failure { _ = try readBlocks([scratch.write(wide, "wide.zst")]) }
    #expect(other?.kind == .windowTooLarge(limitLog: 27))
  }

  @Test(.enabled(if: isInstalled("zstd"), "needs zstd"))
  func realFramesAreRead() throws {
    let scratch = Scratch()
    let raw = text(3_000_000, seed: 9)
    scratch.write(raw, "raw")
    let frames = scratch.shell("zstd -q -c --long=27 raw; zstd -q -1 -c raw")
    #expect(try flat(readBlocks([scratch.write(frames, "in.zst")])) == raw + raw)
    var damaged = scratch.shell("zstd -q -c raw")
    damaged[damaged.count - 1] ^= 1
    let error = failure { _ = try readBlocks([scratch.write(damaged, "in.zst")]) }
    #expect(error?.kind == .checksumMismatch(.zstd, stored: nil, computed: nil))
  }
}
