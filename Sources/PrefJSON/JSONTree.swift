/// A JSON value that owns all it holds, for reports, manifests and other small files: convenient, not fast.
public enum JSONTree: Equatable, Sendable {
  /// `null`.
  case null
  /// `true` or `false`.
  case bool(Bool)
  /// A number without a fraction.
  case int(Int64)
  /// A number that is printed so that it reads back exactly; infinities and NaN are printed as `null`.
  case double(Double)
  /// A string.
  case string(String)
  /// An array.
  case array([JSONTree])
  /// An object; its members keep their order.
  case object([(String, JSONTree)])

  /// Compares deeply; the order of members counts, since it is part of what is written.
  public static func == (left: JSONTree, right: JSONTree) -> Bool {
    switch (left, right) {
    case (.null, .null): true
    case (.bool(let left), .bool(let right)): left == right
    case (.int(let left), .int(let right)): left == right
    case (.double(let left), .double(let right)): left == right
    case (.string(let left), .string(let right)): left == right
    case (.array(let left), .array(let right)): left == right
    case (.object(let left), .object(let right)): left.elementsEqual(right, by: ==)
    default: false
    }
  }
}

extension JSONTree {
  /// Copies a parsed value; an integer that does not fit 64 bits becomes the nearest double.
  public init(parsing value: JSONValue) {
    switch value.kind {
    case .null: self = .null
    case .false: self = .bool(false)
    case .true: self = .bool(true)
    case .number: self = value.int64.map(JSONTree.int) ?? .double(value.double ?? .infinity)
    case .string: self = unsafe .string(String(decoding: value.text, as: UTF8.self))
    case .array: self = .array(value.elements.map(JSONTree.init(parsing:)))
    case .object:
      self = .object(
        value.members.map { unsafe (String(decoding: $0.key, as: UTF8.self), JSONTree(parsing: $0.value)) }
      )
    }
  }

  /// Parses a whole small file.
  ///
  /// - Throws: The first fault of the text, with its byte offset.
  public init(parsing bytes: [UInt8]) throws(JSONError) {
    let parser = JSONParser()
    try parser.parse(bytes)
    self.init(parsing: parser.root)
    withExtendedLifetime(parser) {}
  }

  /// The first member with this key; `nil` where there is none or this is no object.
  public subscript(key: String) -> JSONTree? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.0 == key }?.1
  }

  /// The text of a string; `nil` for every other kind.
  public var string: String? {
    guard case .string(let text) = self else { return nil }
    return text
  }

  /// The truth value; `nil` for every other kind.
  public var bool: Bool? {
    guard case .bool(let value) = self else { return nil }
    return value
  }

  /// The number, where it is an integer; `nil` for every other kind.
  public var int: Int64? {
    guard case .int(let value) = self else { return nil }
    return value
  }

  /// The number, integer or not, as a double; `nil` for every other kind.
  public var double: Double? {
    switch self {
    case .int(let value): Double(value)
    case .double(let value): value
    default: nil
    }
  }

  /// The elements of an array; `nil` for every other kind.
  public var array: [JSONTree]? {
    guard case .array(let elements) = self else { return nil }
    return elements
  }

  /// The members of an object; `nil` for every other kind.
  public var object: [(String, JSONTree)]? {
    guard case .object(let members) = self else { return nil }
    return members
  }
}
