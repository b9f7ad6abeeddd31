import Glibc
import PrefBytes
import Testing

@Suite struct BytesErrorTests {
  @Test(arguments: [
    (
      BytesError(.endsEarly(.gzip, start: 1_234), path: "a.gz", offset: 9_000),
      "gzip stream ends early: the member that starts at byte 1,234 has no end"
    ),
    (
      BytesError(.notClosed(.zstd), path: "a", offset: 1_000_000),
      "zstd stream ends early at byte 1,000,000: the closing frame that this file must have is missing"
    ),
    (
      BytesError(.checksumMismatch(.gzip, stored: 1, computed: 0xDEAD_BEEF), path: "a", offset: 12),
      "gzip checksum at byte 12 is 0x00000001, but the decompressed data have 0xdeadbeef"
    ),
    (
      BytesError(.trailingGarbage(.gzip, found: [7, 255]), path: "a", offset: 100),
      "bytes that are not gzip follow the gzip data at byte 100: found 0x07 0xff"
    ),
    (BytesError(.lineTooLong(limit: 64 << 20, row: 3), path: "a"), "line 3 is longer than 67,108,864 bytes"),
    (
      BytesError(.windowTooLarge(limitLog: 27), path: "a", offset: 0),
      "zstd frame at byte 0 needs a window of more than 134,217,728 bytes (window log 27), the most allowed"
    ),
    (BytesError(.cannotOpen(code: ENOENT), path: "a"), "cannot open it: No such file or directory"),
    (
      BytesError(.corrupt(.zstd, detail: "x"), path: "a", offset: 5),
      "zstd data are damaged in the frame that starts at byte 5: x"
    ),
  ])
  func theSentenceIsExact(error: BytesError, sentence: String) {
    #expect(error.describe() == sentence)
    #expect(error.description == "\(error.path): \(sentence)")
  }
}
