import Glibc
public import PrefJSON

/// Typed access to the fields of a record, with errors that name the field.
extension JSONValue {
  /// The member of an object, which must be there.
  public func required(_ key: StaticString, of field: @autoclosure () -> String) throws(RecordError) -> JSONValue {
    guard kind == .object else { throw .wrongType(self, field: field(), expected: "an object") }
    guard let value = self[key] else {
      let parent = field()
      throw RecordError(.missing(field: parent == "row" ? "\(key)" : "\(parent).\(key)"), at: offset)
    }
    return value
  }

  /// The next of an object's members, which must be there and are expected in order.
  func required(
    _ key: StaticString,
    in fields: inout JSONFields,
    of field: @autoclosure () -> String
  ) throws(RecordError) -> JSONValue {
    if let value = fields.next(key) { return value }
    return try required(key, of: field())
  }

  /// Copies the text of a string into a batch.
  public func string(_ field: @autoclosure () -> String, into batch: inout ComparisonBatch) throws(RecordError)
    -> ByteRange
  {
    guard kind == .string else { throw .wrongType(self, field: field(), expected: "a string") }
    return unsafe batch.append(text: text)
  }

  /// Copies the text of a number into a batch, digit for digit.
  public func number(_ field: @autoclosure () -> String, into batch: inout ComparisonBatch) throws(RecordError)
    -> ByteRange
  {
    guard kind == .number else { throw .wrongType(self, field: field(), expected: "a number") }
    // Loaders read 64-bit floats: a number beyond them would come back as infinity, or not at all.
    guard let value = double, value.isFinite else {
      throw RecordError(.unexpectedValue(field: field(), expected: "a number that 64 bits hold"), at: offset)
    }
    return unsafe batch.append(text: raw)
  }

  /// The refusal of an object that has more keys than a row may have there: what has no room would be lost.
  func unknownKey(besides keys: [StaticString], field: String) -> RecordError {
    let extra = members.first { member in !keys.contains { unsafe member.key.equals($0) } }
    return RecordError(
      .unexpectedValue(field: field, expected: "no keys but " + keys.map { "\($0)" }.joined(separator: ", ")),
      at: extra?.keyOffset ?? offset
    )
  }

  /// Reads a string that is the name of one of an enumeration's cases.
  func named<Value: NamedValue>(_ field: @autoclosure () -> String, _: Value.Type) throws(RecordError) -> Value {
    guard kind == .string else { throw .wrongType(self, field: field(), expected: "a string") }
    if let value = Value.allCases.first(where: { unsafe text.equals($0.name) }) { return value }
    let names = Value.allCases.map { "\"\($0.name)\"" }.joined(separator: ", ")
    throw RecordError(.unexpectedValue(field: field(), expected: names), at: offset)
  }
}

/// A value that canonical rows spell by name.
protocol NamedValue: CaseIterable {
  var name: StaticString { get }
}

extension Choice: NamedValue {}
extension Position: NamedValue {}
extension Role: NamedValue {}

extension Turn {
  /// Reads a turn whose role is one of the four canonical names.
  init(
    canonicalRole role: JSONValue,
    content: JSONValue,
    field: String,
    into batch: inout ComparisonBatch
  ) throws(RecordError) {
    // Two roles are nearly all there are; the others take the slower way that lists all names.
    let known: Role? = role.isString("user") ? .user : role.isString("assistant") ? .assistant : nil
    let speaker = if let known { known } else { try role.named("\(field).role", Role.self) }
    self.init(role: speaker, content: try content.string("\(field).content", into: &batch))
  }
}

extension UnsafeRawBufferPointer {
  /// Tells whether the bytes are those of a constant.
  public func equals(_ constant: StaticString) -> Bool {
    guard count == constant.utf8CodeUnitCount, let base = baseAddress else {
      return count == 0 && constant.utf8CodeUnitCount == 0
    }
    return unsafe memcmp(base, constant.utf8Start, count) == 0
  }
}

extension RecordError {
  /// A field of the wrong type, with what was found in its place.
  public static func wrongType(_ value: JSONValue, field: String, expected: String) -> RecordError {
    RecordError(.wrongType(field: field, expected: expected, found: value.kind.article), at: value.offset)
  }
}

extension JSONValue.Kind {
  /// The kind with its article, for messages.
  public var article: String {
    switch self {
    case .null: "null"
    case .true: "true"
    case .false: "false"
    case .number: "a number"
    case .string: "a string"
    case .array: "a list"
    case .object: "an object"
    }
  }
}
