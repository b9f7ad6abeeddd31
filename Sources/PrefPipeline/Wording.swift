import PrefJSON
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
    case .xml(let message), .csv(let message), .noPair(let message): message
    case .notText(let field): "\"\(field)\" holds a part that is no text, such as an image"
    case .raggedRow(let expected, let found): "expected \(expected) cells, as the header has, found \(found)"
    }
  }
}
