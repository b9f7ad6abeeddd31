/// Puts the kinds of fault into plain words; nothing of the text is quoted.
extension JSONError.Kind {
  /// What is wrong with the JSON text, in plain words.
  public var message: String {
    switch self {
    case .unexpectedEnd: "the JSON text ends early"
    case .expectedValue: "expected a JSON value"
    case .expectedKey: "expected a key in quotes"
    case .expectedColon: "expected a colon after the key"
    case .expectedCommaOrBracket: "expected a comma or a closing bracket"
    case .trailingComma: "a comma before a closing bracket"
    case .duplicateKey: "the key stands twice in one object"
    case .invalidUTF8: "the bytes are not UTF-8"
    case .loneSurrogate: "half of a surrogate pair in a \\u escape"
    case .invalidEscape: "no such escape in a JSON string"
    case .controlCharacter: "a control character in a string, which must be escaped"
    case .invalidNumber: "not a JSON number"
    case .notANumberLiteral: "NaN and Infinity are not JSON"
    case .tooDeep(let limit): "nested more than \(limit) levels deep"
    case .trailingContent: "expected nothing after the JSON value"
    case .tooLong: "longer than 4 GiB"
    case .rejectedByParser: "not valid JSON"
    case .outOfMemory: "out of memory while parsing"
    }
  }
}
