/// Reads a number, `true`, `false` or `null` for the fault finder.
struct JSONScalarScanner {
  let text: FaultyText
  /// Where to read next; where the scalar ends once it is read.
  var position: Int

  /// Whether JSON takes a byte for white space.
  static func isWhiteSpace(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || (0x09...0x0A).contains(byte) || byte == 0x0D
  }

  /// Reads the scalar at `position`, which lies in the bytes.
  mutating func readNumberOrLiteral() throws(JSONError) {
    let start = position
    let word = wordHere()
    if Self.notANumberWords.contains(word.map { $0 | 0x20 }) { throw JSONError(.notANumberLiteral, at: start) }
    if let literal = Self.literals.first(where: { $0.starts(with: word) }), !word.isEmpty {
      return try readLiteral(literal, found: word)
    }
    switch text[position] ?? 0 {
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      try readNumber(startingAt: start)
    case UInt8(ascii: "+"), UInt8(ascii: "."):
      throw JSONError(.invalidNumber, at: start)
    default:
      throw JSONError(text.lengthOfCharacter(at: start) == nil ? .invalidUTF8 : .expectedValue, at: start)
    }
  }

  private static let literals: [[UInt8]] = [Array("true".utf8), Array("false".utf8), Array("null".utf8)]

  /// Lower-cased by setting 0x20, which turns `-` and `+` into themselves.
  private static let notANumberWords: [[UInt8]] = ["", "-", "+"].flatMap { sign in
    ["nan", "inf", "infinity"].map { Array((sign + $0).utf8) }
  }

  /// The bytes up to the next one that could not belong to a number or a word.
  private func wordHere() -> [UInt8] {
    var end = position
    // No literal is longer than "-infinity"; one byte more tells a longer word from it.
    while let byte = text[end], end - position < 10, Self.isWordByte(byte) { end += 1 }
    return text[position..<end]
  }

  private static func isWordByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"): true
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "."): true
    case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "_"): true
    default: false
    }
  }

  private mutating func readLiteral(_ literal: [UInt8], found word: [UInt8]) throws(JSONError) {
    let start = position
    position += word.count
    if word == literal { return }
    if position == text.count { throw JSONError(.unexpectedEnd, at: position) }
    throw JSONError(.expectedValue, at: start)
  }

  private mutating func readNumber(startingAt start: Int) throws(JSONError) {
    _ = take { $0 == UInt8(ascii: "-") }
    let isZero = text[position] == UInt8(ascii: "0")
    let wholeDigits = try readDigits(ofNumberAt: start)
    if isZero && wholeDigits > 1 { throw JSONError(.invalidNumber, at: start) }
    if take({ $0 == UInt8(ascii: ".") }) { _ = try readDigits(ofNumberAt: start) }
    if take({ $0 | 0x20 == UInt8(ascii: "e") }) {
      _ = take { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") }
      _ = try readDigits(ofNumberAt: start)
    }
    if let byte = text[position], Self.isWordByte(byte) { throw JSONError(.invalidNumber, at: start) }
  }

  /// Reads one digit or more and returns how many.
  private mutating func readDigits(ofNumberAt start: Int) throws(JSONError) -> Int {
    let first = position
    while take({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) {}
    if position > first { return position - first }
    if position == text.count { throw JSONError(.unexpectedEnd, at: position) }
    throw JSONError(.invalidNumber, at: start)
  }

  private mutating func take(_ isWanted: (UInt8) -> Bool) -> Bool {
    guard let byte = text[position], isWanted(byte) else { return false }
    position += 1
    return true
  }
}
