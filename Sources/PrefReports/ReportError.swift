import PrefJSON

/// Says what is wrong with a gates file or a report that is read back, and where, as a JSON pointer (RFC 6901).
public enum ReportError: Error, Sendable, Equatable {
  /// The text is not JSON; the error holds the byte offset.
  case notJSON(JSONError)
  /// The value at the pointer is of another kind.
  case wrongType(pointer: String, expected: String)
  /// An object lacks a key.
  case missingKey(pointer: String, key: String)
  /// An object has a key that has no meaning, perhaps a misspelling of `nearest`.
  case unknownKey(pointer: String, nearest: String?)
  /// A string is none of those allowed.
  case unknownValue(pointer: String, found: String, allowed: [String])
  /// A number is outside what makes sense, such as a negative minimum.
  case outOfRange(pointer: String, expected: String)
  /// The gate has neither `warn` nor `fail`, so it could never say anything.
  case noLimit(pointer: String)
  /// The `fail` limit is on the safe side of the `warn` limit.
  case limitsOutOfOrder(pointer: String)
  /// Two gates look at the same metric.
  case duplicateMetric(pointer: String, metric: String)
  /// No registered audit produces the metric, so the gate could never be judged.
  case unknownMetric(pointer: String, metric: String, nearest: String?)

  /// Where the fault is, as a JSON pointer; empty for the whole file.
  public var pointer: String {
    switch self {
    case .notJSON: ""
    case .wrongType(let pointer, _), .missingKey(let pointer, _), .unknownKey(let pointer, _),
      .unknownValue(let pointer, _, _), .outOfRange(let pointer, _), .noLimit(let pointer),
      .limitsOutOfOrder(let pointer), .duplicateMetric(let pointer, _), .unknownMetric(let pointer, _, _):
      pointer
    }
  }
}

extension ReportError: CustomStringConvertible {
  /// What is wrong and where, in one line that is safe for a terminal.
  public var description: String {
    let place = pointer.isEmpty ? "" : "at \(pointer): "
    return Escaping.terminal(place + problem)
  }

  private var problem: String {
    switch self {
    case .notJSON(let error): "not JSON: \(error.kind.message) (byte \(error.offset))"
    case .wrongType(_, let expected): "expected \(expected)"
    case .missingKey(_, let key): "the key \"\(key)\" is missing"
    case .unknownKey(_, let nearest): "unknown key" + Self.hint(nearest)
    case .unknownValue(_, let found, let allowed): "found \"\(found)\", expected \(allowed.joined(separator: " or "))"
    case .outOfRange(_, let expected): "expected \(expected)"
    case .noLimit: "the gate has neither \"warn\" nor \"fail\", so it could never say anything"
    case .limitsOutOfOrder: "\"fail\" is on the safe side of \"warn\""
    case .duplicateMetric(_, let metric): "a second gate on \(metric)"
    case .unknownMetric(_, let metric, let nearest): "no audit produces the metric \(metric)" + Self.hint(nearest)
    }
  }

  private static func hint(_ nearest: String?) -> String {
    nearest.map { "; did you mean \"\($0)\"?" } ?? ""
  }
}
