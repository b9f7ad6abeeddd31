public import PrefJSON
public import PrefRecord

/// Puts faults of records into plain words; nothing of the data's text is quoted.
extension RecordError {
  /// What is wrong, as “expected X, found Y”, without a full stop.
  public var message: String {
    switch kind {
    case .json(let kind): kind.message
    case .wrongType(let field, let expected, let found): "expected \(expected) for \"\(field)\", found \(found)"
    case .missing(let field): "\"\(field)\" is missing"
    case .unexpectedValue(let field, let expected): "expected \(expected) for \"\(field)\", found something else"
    case .noCompletion(let field): "\"\(field)\" holds no completion after the prompt"
    case .notATranscript(let field): "\"\(field)\" does not begin with \"\\n\\nHuman:\" or \"\\n\\nAssistant:\""
    case .noSharedPrompt: "the two sides share no beginning"
    case .xml(let message): message
    }
  }
}

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
