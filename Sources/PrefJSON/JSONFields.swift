import CSimdJSON

/// Looks up the members of an object that is expected to have them in a known order.
///
/// Each look-up starts behind the member found last, so members in order cost one comparison each; out of order they
/// cost what `JSONValue.subscript(key:)` does.
@safe
public struct JSONFields {
  private let object: JSONValue
  private var rest: JSONMembers

  /// Begins at the first member.
  public init(_ object: JSONValue) {
    self.object = object
    rest = object.members
  }

  /// The value of a member; `nil` where the object has no such key.
  public mutating func next(_ key: StaticString) -> JSONValue? {
    if let member = rest.next(), member.hasKey(key) { return member.value }
    return object[key]
  }
}
