import PrefJSON

/// A JSON value together with the pointer to it, so that every complaint says where.
struct JSONNode {
  var value: JSONTree
  var pointer: String

  /// Parses a whole file.
  init(parsing bytes: [UInt8]) throws(ReportError) {
    do throws(JSONError) {
      value = try JSONTree(parsing: bytes)
    } catch {
      throw .notJSON(error)
    }
    pointer = ""
  }

  private init(_ value: JSONTree, _ pointer: String) { (self.value, self.pointer) = (value, pointer) }

  /// The member of an object; `nil` when the key is absent.
  func optional(_ key: String) throws(ReportError) -> JSONNode? {
    guard let members = value.object else { throw .wrongType(pointer: pointer, expected: "an object") }
    guard let member = members.first(where: { $0.0 == key }) else { return nil }
    return JSONNode(member.1, child(key))
  }

  /// The member of an object.
  func member(_ key: String) throws(ReportError) -> JSONNode {
    guard let node = try optional(key) else { throw .missingKey(pointer: pointer, key: key) }
    return node
  }

  /// The member of an object; `nil` when the key is absent or its value null.
  func nullable(_ key: String) throws(ReportError) -> JSONNode? {
    guard let node = try optional(key), node.value != .null else { return nil }
    return node
  }

  /// Refuses keys that are not in `keys`.
  func allowOnly(_ keys: [String]) throws(ReportError) {
    guard let members = value.object else { throw .wrongType(pointer: pointer, expected: "an object") }
    for (key, _) in members where !keys.contains(key) {
      throw .unknownKey(pointer: child(key), nearest: Spelling.nearest(to: key, in: keys))
    }
  }

  /// Refuses any string but `schema` under the key `schema`.
  func requireSchema(_ schema: String) throws(ReportError) {
    let node = try member("schema")
    let found = try node.string()
    guard found == schema else { throw .unknownValue(pointer: node.pointer, found: found, allowed: [schema]) }
  }

  /// The elements of an array.
  func elements() throws(ReportError) -> [JSONNode] {
    guard let elements = value.array else { throw .wrongType(pointer: pointer, expected: "an array") }
    return elements.enumerated().map { JSONNode($1, "\(pointer)/\($0)") }
  }

  /// The members of an object in order.
  func members() throws(ReportError) -> [(key: String, node: JSONNode)] {
    guard let members = value.object else { throw .wrongType(pointer: pointer, expected: "an object") }
    return members.map { ($0.0, JSONNode($0.1, child($0.0))) }
  }

  /// The text of a string.
  func string() throws(ReportError) -> String {
    guard let text = value.string else { throw .wrongType(pointer: pointer, expected: "a string") }
    return text
  }

  /// A finite number.
  func double() throws(ReportError) -> Double {
    guard let number = value.double else { throw .wrongType(pointer: pointer, expected: "a number") }
    guard number.isFinite else { throw .outOfRange(pointer: pointer, expected: "a number a double can hold") }
    return number
  }

  /// A whole number of zero or more.
  func count() throws(ReportError) -> Int {
    guard let number = value.int else { throw .wrongType(pointer: pointer, expected: "a whole number") }
    guard let count = Int(exactly: number), count >= 0 else {
      throw .outOfRange(pointer: pointer, expected: "a number of zero or more")
    }
    return count
  }

  /// A truth value.
  func bool() throws(ReportError) -> Bool {
    guard let value = value.bool else { throw .wrongType(pointer: pointer, expected: "true or false") }
    return value
  }

  /// A string that is the raw value of a case.
  func choice<T: RawRepresentable & CaseIterable>(_: T.Type) throws(ReportError) -> T where T.RawValue == String {
    let found = try string()
    guard let value = T(rawValue: found) else {
      throw .unknownValue(pointer: pointer, found: found, allowed: T.allCases.map(\.rawValue))
    }
    return value
  }

  /// The pointer to a member: `~` and `/` are escaped after RFC 6901.
  private func child(_ key: String) -> String {
    let steps = key.map { $0 == "~" ? "~0" : $0 == "/" ? "~1" : String($0) }
    return pointer + "/" + steps.joined()
  }
}
