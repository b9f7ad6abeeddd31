import CScan

/// Appends JSON to bytes: one function a kind of value, no state.
///
/// Strings keep every character as raw UTF-8 except `"`, `\`, what lies below U+0020, and U+2028 and U+2029, which
/// JavaScript and line-splitting readers take for the end of a line. Floats always carry a decimal point, so that a
/// column of them is never read as integers.
public enum JSONWriter {
  /// Appends a string in quotes.
  ///
  /// The text must be UTF-8.
  public static func append(string text: UnsafeRawBufferPointer, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\""))
    unsafe append(escaped: text, to: &bytes)
    bytes.append(UInt8(ascii: "\""))
  }

  /// Appends a string in quotes.
  public static func append(string text: String, to bytes: inout [UInt8]) {
    var text = text
    text.withUTF8 { unsafe append(string: UnsafeRawBufferPointer($0), to: &bytes) }
  }

  /// Appends the inside of a string, so that a string can be written in several parts.
  public static func append(escaped text: UnsafeRawBufferPointer, to bytes: inout [UInt8]) {
    let text = unsafe text.assumingMemoryBound(to: UInt8.self)
    var position = 0
    while let start = text.baseAddress, position < text.count {
      // The run never reaches past the bytes that are left.
      let run = unsafe pk_plain_run(start + position, text.count - position)
      unsafe bytes.append(contentsOf: UnsafeBufferPointer(start: start + position, count: run))
      position += run
      if position == text.count { return }
      position += unsafe append(escapeFor: text, at: position, to: &bytes)
    }
  }

  /// Appends the escape for what stands at `position` and returns how many bytes it stands for.
  private static func append(
    escapeFor text: UnsafeBufferPointer<UInt8>,
    at position: Int,
    to bytes: inout [UInt8]
  ) -> Int {
    let byte = unsafe text[position]
    bytes.append(UInt8(ascii: "\\"))
    if byte == 0xE2 {
      // The scanner stops at this byte only for E2 80 A8 and E2 80 A9.
      append(ascii: unsafe text[position + 2] == 0xA8 ? "u2028" : "u2029", to: &bytes)
      return 3
    }
    switch byte {
    case 0x08: bytes.append(UInt8(ascii: "b"))
    case 0x09: bytes.append(UInt8(ascii: "t"))
    case 0x0A: bytes.append(UInt8(ascii: "n"))
    case 0x0C: bytes.append(UInt8(ascii: "f"))
    case 0x0D: bytes.append(UInt8(ascii: "r"))
    case 0x00..<0x20:
      append(ascii: byte < 0x10 ? "u000" : "u001", to: &bytes)
      let digit = byte & 0x0F
      bytes.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
    default: bytes.append(byte)
    }
    return 1
  }

  /// Appends `true` or `false`.
  public static func append(bool: Bool, to bytes: inout [UInt8]) {
    append(ascii: bool ? "true" : "false", to: &bytes)
  }

  /// Appends `null`.
  public static func appendNull(to bytes: inout [UInt8]) {
    append(ascii: "null", to: &bytes)
  }

  /// Appends a constant of ASCII as it is, such as `{"id":`.
  public static func append(ascii constant: StaticString, to bytes: inout [UInt8]) {
    constant.withUTF8Buffer { unsafe bytes.append(contentsOf: $0) }
  }

  /// Appends bytes as they are, such as the raw text of a value.
  public static func append(raw: UnsafeRawBufferPointer, to bytes: inout [UInt8]) {
    unsafe bytes.append(contentsOf: raw.assumingMemoryBound(to: UInt8.self))
  }
}
