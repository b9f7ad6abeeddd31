import Glibc

/// Finds bytes in what the parser has read; tags are long, so eight bytes are looked at together.
enum BackwardSearch {
  /// The offset of the last such byte.
  static func lastIndex(of byte: UInt8, in bytes: UnsafeRawBufferPointer) -> Int? {
    let pattern = UInt64(byte) &* 0x0101_0101_0101_0101
    var end = bytes.count
    while end >= 8 {
      let difference =
        unsafe UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: end - 8, as: UInt64.self)) ^ pattern
      // The test says whether one of the eight is the byte; the loop below says which.
      if (difference &- 0x0101_0101_0101_0101) & ~difference & 0x8080_8080_8080_8080 != 0 { break }
      end -= 8
    }
    while end > 0 {
      end -= 1
      if unsafe bytes[end] == byte { return end }
    }
    return nil
  }

  /// How many newlines there are.
  static func newlines(in bytes: UnsafeRawBufferPointer) -> Int {
    guard var start = bytes.baseAddress else { return 0 }
    let end = unsafe start + bytes.count
    var count = 0
    while let found = unsafe memchr(start, Int32(UInt8(ascii: "\n")), end - start) {
      count += 1
      unsafe start = UnsafeRawPointer(found) + 1
    }
    return count
  }
}
