import Testing

@testable import PrefBytes

/// The inflater that gzip streams are read with, held to zlib's over the same pieces.
@Suite struct StreamInflaterTests {
  /// Bytes given, bytes used, and how it ended.
  private struct Run: Equatable {
    var output: [UInt8] = []
    var consumed = 0
    var hasEnded = false
    var isCorrupt = false
  }

  @Test(arguments: [1, 2, 7, 9, 64, 4096], [1, 13, 300, 70_000])
  func inflatesLikeZlibWhateverThePieces(_ piece: Int, _ room: Int) {
    for raw in [lines(300, seed: 8), text(70_000), []] {
      let stream = deflated(raw) + [1, 2, 3, 4, 5, 6, 7, 8, 9]
      let reference = run(ZlibInflater(), stream, piece: 4096, room: 4096)
      #expect(reference.output == raw && reference.hasEnded && reference.consumed == stream.count - 9)
      #expect(run(StreamInflater(), stream, piece: piece, room: room) == reference)
    }
  }

  @Test func seesEveryCut() {
    let stream = deflated(lines(40, seed: 2))
    for cut in 0..<stream.count {
      #expect(!run(StreamInflater(), Array(stream[..<cut]), piece: 50, room: 100).hasEnded, "cut at \(cut)")
    }
  }

  @Test func readsOneStreamAfterAnother() {
    let inflater = StreamInflater()
    for seed in 1...3 as ClosedRange<UInt64> {
      inflater.reset()
      #expect(run(inflater, deflated(lines(50, seed: seed)), piece: 100, room: 100).output == lines(50, seed: seed))
    }
  }

  /// What `gzip` makes of the bytes, without its ten bytes of header and eight of trailer.
  private func deflated(_ raw: [UInt8]) -> [UInt8] {
    let scratch = Scratch()
    scratch.write(raw, "raw")
    return Array(scratch.shell("gzip -6 -n -c raw").dropFirst(10).dropLast(8))
  }

  private func run(_ inflater: some AnyInflater, _ stream: [UInt8], piece: Int, room: Int) -> Run {
    var result = Run()
    var output = [UInt8](repeating: 0, count: room)
    while !result.hasEnded, !result.isCorrupt {
      let end = min(stream.count, result.consumed + inflater.ahead + piece)
      let progress = unsafe stream[result.consumed..<end].withUnsafeBytes { input in
        unsafe output.withUnsafeMutableBytes { unsafe inflater.run(input, into: $0) }
      }
      result.output += output[..<progress.produced]
      result.consumed += progress.consumed
      result.hasEnded = progress.outcome == .end
      if case .corrupt = progress.outcome { result.isCorrupt = true }
      if end == stream.count, progress.produced == 0, progress.outcome == .more { break }
    }
    return result
  }
}

private protocol AnyInflater: AnyObject {
  var ahead: Int { get }
  func run(_ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer) -> InflateProgress
}

extension ZlibInflater: AnyInflater {}
#if canImport(CISAL)
extension StreamInflater: AnyInflater {}
#endif
