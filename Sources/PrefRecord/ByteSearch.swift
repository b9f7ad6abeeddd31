import Glibc

/// Searches in text that is lent as bytes.
extension UnsafeRawBufferPointer {
  /// Offset of the first newline at or after an offset.
  public func firstNewline(from offset: Int) -> Int? {
    guard offset < count, let base = baseAddress else { return nil }
    guard let found = unsafe memchr(base + offset, 0x0A, count - offset) else { return nil }
    return unsafe UnsafeRawPointer(found) - base
  }
}
