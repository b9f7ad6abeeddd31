public import PrefJSON
public import PrefRecord

/// What a JSON value of an export looks like: one description that both checks rows and makes their JSON Schema.
public indirect enum Shape: Sendable {
  /// Any text.
  case text
  /// One of some texts.
  case word([String])
  /// A number with a decimal point.
  case number
  /// `true` or `false`.
  case truth
  /// The 32 digits of a record's id.
  case id
  /// A list of at least so many values.
  case list(Shape, atLeast: Int)
  /// An object with these members and no others.
  case object([Member])

  /// A member of an object.
  public struct Member: Sendable {
    /// The key.
    public var name: String
    /// What its value looks like.
    public var shape: Shape
    /// What it means, as one sentence.
    public var about: String
    /// Whether every object has it; what is optional is on all rows of a file or on none.
    public var isRequired: Bool

    /// Makes a member.
    public init(_ name: String, _ shape: Shape, _ about: String, isRequired: Bool = true) {
      (self.name, self.shape, self.about, self.isRequired) = (name, shape, about, isRequired)
    }
  }

  /// Holds a value to the shape.
  ///
  /// - Throws: The first fault, with its offset.
  public func check(_ value: JSONValue, field: String = "row") throws(RecordError) {
    switch self {
    case .text: guard value.kind == .string else { throw .wrongType(value, field: field, expected: "a string") }
    case .word(let words): try Self.check(value, among: words, field)
    case .number: try Self.checkNumber(value, field)
    case .truth: guard value.bool != nil else { throw .wrongType(value, field: field, expected: "true or false") }
    case .id:
      guard value.kind == .string, unsafe RecordID(hex: value.text) != nil else {
        throw RecordError(
          .unexpectedValue(field: field, expected: "32 lower-case hexadecimal digits"),
          at: value.offset
        )
      }
    case .list(let element, let least):
      guard value.kind == .array else { throw .wrongType(value, field: field, expected: "a list") }
      guard value.count >= least else {
        throw RecordError(.unexpectedValue(field: field, expected: "a list of at least \(least)"), at: value.offset)
      }
      for each in value.elements { try element.check(each, field: field) }
    case .object(let members): try Self.check(value, members, field)
    }
  }

  private static func check(_ value: JSONValue, among words: [String], _ field: String) throws(RecordError) {
    guard value.kind == .string else { throw .wrongType(value, field: field, expected: "a string") }
    for word in words where unsafe value.text.elementsEqual(word.utf8) { return }
    let expected = words.map { "\"\($0)\"" }.joined(separator: ", ")
    throw RecordError(.unexpectedValue(field: field, expected: expected), at: value.offset)
  }

  private static func checkNumber(_ value: JSONValue, _ field: String) throws(RecordError) {
    guard value.kind == .number else { throw .wrongType(value, field: field, expected: "a number") }
    guard unsafe value.raw.contains(UInt8(ascii: ".")) else {
      throw RecordError(.unexpectedValue(field: field, expected: "a number with a decimal point"), at: value.offset)
    }
  }

  private static func check(_ value: JSONValue, _ members: [Member], _ field: String) throws(RecordError) {
    guard value.kind == .object else { throw .wrongType(value, field: field, expected: "an object") }
    for member in members where member.isRequired {
      guard value.members.contains(where: { unsafe $0.key.elementsEqual(member.name.utf8) }) else {
        throw RecordError(.missing(field: name(member.name, in: field)), at: value.offset)
      }
    }
    for each in value.members {
      guard let member = members.first(where: { unsafe each.key.elementsEqual($0.name.utf8) }) else {
        let names = members.map(\.name).joined(separator: ", ")
        throw RecordError(.unexpectedValue(field: field, expected: "no keys but \(names)"), at: each.keyOffset)
      }
      try member.shape.check(each.value, field: name(member.name, in: field))
    }
  }

  private static func name(_ member: String, in field: String) -> String {
    field == "row" ? member : "\(field).\(member)"
  }

  /// Which of the optional members a row has, in their order.
  public func optionalKeys(of row: JSONValue) -> [String] {
    guard case .object(let members) = self else { return [] }
    return members.filter { member in
      !member.isRequired && row.members.contains { unsafe $0.key.elementsEqual(member.name.utf8) }
    }.map(\.name)
  }
}

extension Shape {
  /// Names of the optional members, in their order.
  public var optionalNames: [String] {
    guard case .object(let members) = self else { return [] }
    return members.filter { !$0.isRequired }.map(\.name)
  }
}
