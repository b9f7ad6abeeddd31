/// How zstd files written here begin and end, so that one cut between two frames is found out.
///
/// Such a file is an opening frame, any number of ordinary frames with content size and checksum, and a closing frame.
/// The opening frame is an ordinary empty one in an encoding that zstd itself does not choose: magic, descriptor `E0`
/// (single segment, 8-byte content size), size 0, one last raw block of 0 bytes; 16 bytes. It is no skippable frame
/// because polars recognises zstd by its magic number alone. The closing frame is skippable, 24 bytes:
///
/// | bytes | value |
/// |---|---|
/// | 4 | magic `5F 2A 4D 18` |
/// | 4 | length of what follows, 16 |
/// | 2 | `50 4B` ("PK") |
/// | 1 | version, 1 |
/// | 1 | flags: bit 1: closing |
/// | 4 | reserved, 0 |
/// | 8 | decompressed bytes of all frames since the opening one |
enum ZstdMarks {
  static let magic: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD]
  static let opening: [UInt8] = magic + [0xE0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0]
  static let closingSize = 24

  private static let closingHead: [UInt8] = [
    0x5F, 0x2A, 0x4D, 0x18, 16, 0, 0, 0, 0x50, 0x4B, 1, 2, 0, 0, 0, 0,
  ]

  static func closing(totalSize: Int) -> [UInt8] {
    var bytes = closingHead
    append(totalSize, width: 8, to: &bytes)
    return bytes
  }

  /// The total in a closing frame at the front of `bytes`; `nil` for every other frame.
  static func closingTotal(_ bytes: [UInt8]) -> Int? {
    guard bytes.count >= closingSize, bytes.starts(with: closingHead), bytes[23] == 0 else { return nil }
    return integer(bytes[16..<23])
  }

  static func isSkippable(_ head: [UInt8]) -> Bool {
    guard head.count >= 4, head[0] & 0xF0 == 0x50 else { return false }
    return head[1..<4].elementsEqual([0x2A, 0x4D, 0x18])
  }
}
