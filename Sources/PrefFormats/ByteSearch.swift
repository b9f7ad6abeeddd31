import Glibc

/// Searches in text that is lent as bytes.
extension UnsafeRawBufferPointer {
  /// Tells whether the bytes of a constant stand at an offset.
  func hasBytes(_ constant: StaticString, at offset: Int) -> Bool {
    let length = constant.utf8CodeUnitCount
    guard offset >= 0, count - offset >= length, let base = baseAddress else { return false }
    return unsafe memcmp(base + offset, constant.utf8Start, length) == 0
  }
}
