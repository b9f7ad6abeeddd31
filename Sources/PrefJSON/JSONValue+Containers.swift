import CSimdJSON
import Glibc

/// One member of an object, valid as long as its value is.
@safe
public struct JSONMember {
  /// The key and its value; the value's node follows the key's.
  let keyNode: pk_json_node
  /// The value.
  public let value: JSONValue

  /// The unescaped UTF-8 bytes of the key.
  public var key: UnsafeRawBufferPointer { unsafe JSONValue.text(of: keyNode, on: value.tape) }

  /// Where the key starts: a byte offset in the parsed text.
  public var keyOffset: Int { Int(keyNode.start) }

  /// The key's bytes in the parsed text, with its quotes.
  public var keyRange: Range<Int> { Int(keyNode.start)..<Int(keyNode.end) }

  /// Whether the key is `name`.
  public func hasKey(_ name: StaticString) -> Bool { unsafe key.isEqual(to: name) }
}

/// The members of an object, in the order in which they were written.
@safe
public struct JSONMembers: Sequence, IteratorProtocol {
  private let tape: UnsafePointer<pk_json_tape>
  private var index: UInt32
  private let end: UInt32

  init(of value: JSONValue) {
    unsafe tape = unsafe value.tape
    index = value.index + 1
    end = value.kind == .object ? value.node.next : 0
  }

  /// The next member, or `nil` after the last.
  public mutating func next() -> JSONMember? {
    guard index < end else { return nil }
    let value = unsafe JSONValue(tape: tape, index: index + 1)
    // Below `end`, keys and values alternate on the tape.
    let member = unsafe JSONMember(keyNode: tape.pointee.nodes[Int(index)], value: value)
    index = value.node.next
    return member
  }
}

/// The elements of an array, in order.
@safe
public struct JSONElements: Sequence, IteratorProtocol {
  private let tape: UnsafePointer<pk_json_tape>
  private var index: UInt32
  private let end: UInt32

  init(of value: JSONValue) {
    unsafe tape = unsafe value.tape
    index = value.index + 1
    end = value.kind == .array ? value.node.next : 0
  }

  /// The next element, or `nil` after the last.
  public mutating func next() -> JSONValue? {
    guard index < end else { return nil }
    let value = unsafe JSONValue(tape: tape, index: index)
    index = value.node.next
    return value
  }
}

extension JSONValue {
  /// The members of an object; none for every other kind.
  ///
  /// Nothing is allocated.
  public var members: JSONMembers { JSONMembers(of: self) }

  /// The elements of an array; none for every other kind.
  ///
  /// Nothing is allocated.
  public var elements: JSONElements { JSONElements(of: self) }

  /// The value of a member; `nil` where this is no object or has no such key.
  ///
  /// Takes time in the number of members.
  public subscript(key: StaticString) -> JSONValue? {
    for member in members where member.hasKey(key) { return member.value }
    return nil
  }

  /// The value of the member whose unescaped key is these UTF-8 bytes.
  public func value(forKey key: UnsafeRawBufferPointer) -> JSONValue? {
    for member in members where unsafe member.key.isEqual(to: key) { return member.value }
    return nil
  }

  /// Whether this is a string whose text is `text`.
  public func isString(_ text: StaticString) -> Bool {
    unsafe kind == .string && self.text.isEqual(to: text)
  }
}

extension UnsafeRawBufferPointer {
  func isEqual(to other: UnsafeRawBufferPointer) -> Bool {
    guard count == other.count else { return false }
    guard let mine = baseAddress, let theirs = other.baseAddress else { return true }
    return unsafe memcmp(mine, theirs, count) == 0
  }

  @inline(__always)
  func isEqual(to other: StaticString) -> Bool {
    // A static string may be a single scalar without an address; it then gets one for the moment.
    guard other.hasPointerRepresentation else {
      return other.withUTF8Buffer { unsafe isEqual(to: UnsafeRawBufferPointer($0)) }
    }
    guard count == other.utf8CodeUnitCount, let mine = baseAddress else { return count == other.utf8CodeUnitCount }
    return unsafe memcmp(mine, other.utf8Start, count) == 0
  }
}
