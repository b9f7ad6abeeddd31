/// Reads and unescapes one string for the fault finder.
struct JSONStringScanner {
  let source: FaultyText
  /// Where to read next; where the string ends, past its quote, once it is read.
  var position: Int
  /// Keys are compared; the text of values, which may be large, is of no use.
  let keepsText: Bool
  /// The unescaped bytes read so far.
  private(set) var text: [UInt8] = []

  init(source: FaultyText, position: Int, keepsText: Bool) {
    self.source = source
    self.keepsText = keepsText
    self.position = position
  }

  /// Reads the string whose opening quote stands at `position`.
  mutating func readString() throws(JSONError) {
    position += 1
    while true {
      guard let byte = source[position] else { throw JSONError(.unexpectedEnd, at: source.count) }
      switch byte {
      case UInt8(ascii: "\""):
        position += 1
        return
      case UInt8(ascii: "\\"):
        try readEscape()
      case 0x00..<0x20:
        throw JSONError(.controlCharacter, at: position)
      default:
        try readCharacter()
      }
    }
  }

  private mutating func readCharacter() throws(JSONError) {
    guard let length = source.lengthOfCharacter(at: position) else { throw JSONError(.invalidUTF8, at: position) }
    for _ in 0..<length {
      if let byte = source[position] { append(byte) }
      position += 1
    }
  }

  private mutating func readEscape() throws(JSONError) {
    let backslash = position
    guard let letter = source[backslash + 1] else { throw JSONError(.unexpectedEnd, at: source.count) }
    if letter == UInt8(ascii: "u") { return try readUnicodeEscape() }
    guard let byte = Self.byte(escapedBy: letter) else { throw JSONError(.invalidEscape, at: backslash) }
    append(byte)
    position += 2
  }

  private static func byte(escapedBy letter: UInt8) -> UInt8? {
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): letter
    case UInt8(ascii: "b"): 0x08
    case UInt8(ascii: "f"): 0x0C
    case UInt8(ascii: "n"): 0x0A
    case UInt8(ascii: "r"): 0x0D
    case UInt8(ascii: "t"): 0x09
    default: nil
    }
  }

  private mutating func readUnicodeEscape() throws(JSONError) {
    let backslash = position
    let first = try readCodeUnit()
    if let scalar = Unicode.Scalar(first) { return append(scalar) }
    guard first < 0xDC00 else { throw JSONError(.loneSurrogate, at: backslash) }
    for (index, expected) in zip(position..., [UInt8(ascii: "\\"), UInt8(ascii: "u")]) {
      // A text cut inside a pair is cut, not wrong.
      guard let byte = source[index] else { throw JSONError(.unexpectedEnd, at: source.count) }
      if byte != expected { throw JSONError(.loneSurrogate, at: backslash) }
    }
    let second = try readCodeUnit()
    guard (0xDC00...0xDFFF).contains(second) else { throw JSONError(.loneSurrogate, at: backslash) }
    let code = 0x10000 + (UInt32(first) - 0xD800) << 10 + (UInt32(second) - 0xDC00)
    if let scalar = Unicode.Scalar(code) { append(scalar) }
  }

  /// Reads a backslash, a `u` and four hexadecimal digits.
  private mutating func readCodeUnit() throws(JSONError) -> UInt16 {
    var code: UInt16 = 0
    for index in (position + 2)..<(position + 6) {
      guard let byte = source[index] else { throw JSONError(.unexpectedEnd, at: source.count) }
      guard let digit = Self.hexadecimalDigit(byte) else {
        throw JSONError(.invalidEscape, at: position)
      }
      code = code << 4 | UInt16(digit)
    }
    position += 6
    return code
  }

  private static func hexadecimalDigit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }

  private mutating func append(_ byte: UInt8) {
    if keepsText { text.append(byte) }
  }

  private mutating func append(_ scalar: Unicode.Scalar) {
    for byte in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter { append(byte) }
  }
}
