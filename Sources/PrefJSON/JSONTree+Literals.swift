// Literals let a report be written down as it will look.

extension JSONTree: ExpressibleByNilLiteral {
  /// Makes a null value.
  public init(nilLiteral: ()) { self = .null }
}

extension JSONTree: ExpressibleByBooleanLiteral {
  /// Makes a truth value.
  public init(booleanLiteral value: Bool) { self = .bool(value) }
}

extension JSONTree: ExpressibleByIntegerLiteral {
  /// Makes an integer.
  public init(integerLiteral value: Int64) { self = .int(value) }
}

extension JSONTree: ExpressibleByFloatLiteral {
  /// Makes a number with a fraction.
  public init(floatLiteral value: Double) { self = .double(value) }
}

extension JSONTree: ExpressibleByStringLiteral {
  /// Makes a string.
  public init(stringLiteral value: String) { self = .string(value) }
}

extension JSONTree: ExpressibleByArrayLiteral {
  /// Makes an array.
  public init(arrayLiteral elements: JSONTree...) { self = .array(elements) }
}

extension JSONTree: ExpressibleByDictionaryLiteral {
  /// Makes an object whose members keep the order in which they are written.
  public init(dictionaryLiteral elements: (String, JSONTree)...) { self = .object(elements) }
}
