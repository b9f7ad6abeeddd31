/// A path to a value inside a value, parsed once and followed often.
///
/// Source: RFC 6901. Deviation: a text without a leading slash is one plain key, taken as it is.
public struct JSONPointer: Equatable, Sendable {
  /// One step: a key in an object or, where it reads as one, an index into an array.
  struct Token: Equatable, Sendable {
    var key: [UInt8]
    var arrayIndex: Int?
  }

  let tokens: [Token]

  /// Reads `/a/0`, `a` or, for the whole value, an empty text; `nil` where a `~` is followed by neither 0 nor 1.
  public init?(_ text: String) {
    guard text.utf8.first == UInt8(ascii: "/") else {
      tokens = text.isEmpty ? [] : [Token(key: Array(text.utf8), arrayIndex: nil)]
      return
    }
    var tokens: [Token] = []
    for part in text.utf8.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
      guard let key = Self.unescape(Array(part)) else { return nil }
      tokens.append(Token(key: key, arrayIndex: Self.arrayIndex(key)))
    }
    self.tokens = tokens
  }

  private static func unescape(_ part: [UInt8]) -> [UInt8]? {
    var key: [UInt8] = []
    var bytes = part.makeIterator()
    while let byte = bytes.next() {
      guard byte == UInt8(ascii: "~") else {
        key.append(byte)
        continue
      }
      switch bytes.next() {
      case UInt8(ascii: "0"): key.append(UInt8(ascii: "~"))
      case UInt8(ascii: "1"): key.append(UInt8(ascii: "/"))
      default: return nil
      }
    }
    return key
  }

  /// RFC 6901 allows digits without leading zeros, and nothing else.
  private static func arrayIndex(_ key: [UInt8]) -> Int? {
    let isNumber = key.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    guard isNumber, key.count == 1 || key.first != UInt8(ascii: "0") else { return nil }
    return Int(String(decoding: key, as: UTF8.self))
  }
}

extension JSONValue {
  /// The value that a pointer leads to, or `nil` where the path ends early.
  public func value(at pointer: JSONPointer) -> JSONValue? {
    var value = self
    for token in pointer.tokens {
      guard let next = value.step(token) else { return nil }
      value = next
    }
    return value
  }

  private func step(_ token: JSONPointer.Token) -> JSONValue? {
    switch kind {
    case .object:
      return unsafe token.key.withUnsafeBytes { unsafe value(forKey: $0) }
    case .array:
      guard let index = token.arrayIndex, index < count else { return nil }
      var elements = self.elements
      for _ in 0..<index { _ = elements.next() }
      return elements.next()
    default:
      return nil
    }
  }
}
