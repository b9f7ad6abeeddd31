/// Finds the first fault of a text that the parser refused.
///
/// It takes and refuses exactly what ``JSONParser`` does, byte by byte and without recursion; since it runs on faulty
/// lines only, it is written to be read, not to be fast.
struct JSONFaultFinder {
  private static let arrayEnd = UInt8(ascii: "]")
  private static let objectEnd = UInt8(ascii: "}")

  private let text: FaultyText
  private let maximumDepth: Int
  private var position = 0
  /// The brackets that close the open containers, innermost last.
  private var closings: [UInt8] = []
  /// Unescaped keys seen so far in each open object, innermost last.
  private var keys: [Set<[UInt8]>] = []

  /// Prepares to read bytes that must stay valid until `findFault()` returns.
  init(_ bytes: UnsafeRawBufferPointer, maximumDepth: Int) {
    text = unsafe FaultyText(bytes)
    self.maximumDepth = maximumDepth
  }

  /// The first fault, or `nil` when the text is one JSON value.
  mutating func findFault() -> JSONError? {
    do {
      try readDocument()
      return nil
    } catch {
      return error
    }
  }

  private mutating func readDocument() throws(JSONError) {
    repeat {
      try readValueOrOpening()
    } while try closeContainers()
    skipWhiteSpace()
    if position < text.count { throw JSONError(.trailingContent, at: position) }
  }

  /// Reads one value; of a container with content, only what comes before its first element or member value.
  private mutating func readValueOrOpening() throws(JSONError) {
    while true {
      skipWhiteSpace()
      switch try byteNow() {
      case UInt8(ascii: "["):
        try open(closing: Self.arrayEnd)
        if take(Self.arrayEnd) { return leaveContainer() }
      case UInt8(ascii: "{"):
        try open(closing: Self.objectEnd)
        if take(Self.objectEnd) { return leaveContainer() }
        try readKeyAndColon()
      default:
        return try readScalar()
      }
    }
  }

  private mutating func open(closing: UInt8) throws(JSONError) {
    if closings.count >= maximumDepth { throw JSONError(.tooDeep(limit: maximumDepth), at: position) }
    closings.append(closing)
    if closing == Self.objectEnd { keys.append([]) }
    position += 1
    skipWhiteSpace()
  }

  private mutating func leaveContainer() {
    if closings.popLast() == Self.objectEnd { keys.removeLast() }
  }

  /// After a value: closes what ends here, and returns whether another value must follow.
  private mutating func closeContainers() throws(JSONError) -> Bool {
    while let closing = closings.last {
      skipWhiteSpace()
      let comma = position
      if take(UInt8(ascii: ",")) {
        try readAfterComma(at: comma, closing: closing)
        return true
      }
      guard try byteNow() == closing else { throw unexpected(.expectedCommaOrBracket) }
      position += 1
      leaveContainer()
    }
    return false
  }

  private mutating func readAfterComma(at comma: Int, closing: UInt8) throws(JSONError) {
    skipWhiteSpace()
    if try byteNow() == closing { throw JSONError(.trailingComma, at: comma) }
    if closing == Self.objectEnd { try readKeyAndColon() }
  }

  private mutating func readKeyAndColon() throws(JSONError) {
    let start = position
    guard try byteNow() == UInt8(ascii: "\"") else { throw unexpected(.expectedKey) }
    let key = try readString(keepingText: true)
    if !keys[keys.count - 1].insert(key).inserted {
      throw JSONError(.duplicateKey(range: start..<position), at: start)
    }
    skipWhiteSpace()
    guard try byteNow() == UInt8(ascii: ":") else { throw unexpected(.expectedColon) }
    position += 1
  }

  private mutating func readScalar() throws(JSONError) {
    if try byteNow() == UInt8(ascii: "\"") {
      _ = try readString(keepingText: false)
      return
    }
    var scanner = JSONScalarScanner(text: text, position: position)
    try scanner.readNumberOrLiteral()
    position = scanner.position
  }

  /// Reads a string with its quotes and returns its unescaped bytes, if they are kept.
  private mutating func readString(keepingText: Bool) throws(JSONError) -> [UInt8] {
    var scanner = JSONStringScanner(source: text, position: position, keepsText: keepingText)
    try scanner.readString()
    position = scanner.position
    return scanner.text
  }

  private mutating func skipWhiteSpace() {
    while let byte = text[position], JSONScalarScanner.isWhiteSpace(byte) { position += 1 }
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard text[position] == byte else { return false }
    position += 1
    return true
  }

  private func byteNow() throws(JSONError) -> UInt8 {
    guard let byte = text[position] else { throw JSONError(.unexpectedEnd, at: text.count) }
    return byte
  }

  /// The fault at the present byte: the one given, unless the byte is not even text.
  private func unexpected(_ kind: JSONError.Kind) -> JSONError {
    JSONError(text.lengthOfCharacter(at: position) == nil ? .invalidUTF8 : kind, at: position)
  }
}
