import CSimdJSON

/// One value of a parsed text: an index into the parser's tape, without a reference count.
///
/// It is valid until its parser parses again or is gone, and, where the text was parsed in place, while that text stays
/// as it is. Keeping it longer is a programming error that nothing detects.
@safe
public struct JSONValue {
  /// What a value is.
  public enum Kind: UInt8, Sendable {
    /// `null`.
    case null = 0
    /// `false`.
    case `false` = 1
    /// `true`.
    case `true` = 2
    /// A number of any size.
    case number = 3
    /// A string.
    case string = 4
    /// An array.
    case array = 6
    /// An object.
    case object = 7
  }

  let tape: UnsafePointer<pk_json_tape>
  let index: UInt32

  init(tape: UnsafePointer<pk_json_tape>, index: UInt32) {
    unsafe self.tape = unsafe tape
    self.index = index
  }

  var node: pk_json_node {
    // The tape outlives the value by contract, and indices come from the tape itself.
    unsafe tape.pointee.nodes[Int(index)]
  }

  /// What the value is.
  public var kind: Kind { Kind(rawValue: node.kind) ?? .null }

  /// Where the value starts: a byte offset in the parsed text.
  public var offset: Int { Int(node.start) }

  /// The value's bytes in the parsed text, strings with their quotes.
  public var rawRange: Range<Int> {
    let node = self.node
    return Int(node.start)..<Int(node.end)
  }

  /// The value as it was written, strings with quotes and escapes.
  public var raw: UnsafeRawBufferPointer {
    let range = rawRange
    guard let source = unsafe tape.pointee.source else { return unsafe UnsafeRawBufferPointer(start: nil, count: 0) }
    return unsafe UnsafeRawBufferPointer(start: source + range.lowerBound, count: range.count)
  }

  /// The unescaped UTF-8 bytes of a string; empty for every other kind.
  public var text: UnsafeRawBufferPointer {
    let node = self.node
    guard node.kind == PK_JSON_STRING else { return unsafe UnsafeRawBufferPointer(start: nil, count: 0) }
    return unsafe Self.text(of: node, on: tape)
  }

  /// The bytes of a string or key: in the parsed text, or in the parser's own memory where it holds escapes.
  static func text(of node: pk_json_node, on tape: UnsafePointer<pk_json_tape>) -> UnsafeRawBufferPointer {
    let length = Int(node.text_length)
    if node.escaped == 0 {
      return unsafe UnsafeRawBufferPointer(start: tape.pointee.source + Int(node.start) + 1, count: length)
    }
    return unsafe UnsafeRawBufferPointer(start: tape.pointee.text + Int(node.count_or_offset), count: length)
  }

  /// The members of an object or elements of an array; 0 for every other kind.
  public var count: Int {
    let node = self.node
    return node.kind == PK_JSON_ARRAY || node.kind == PK_JSON_OBJECT ? Int(node.count_or_offset) : 0
  }

  /// Whether the value is `null`.
  public var isNull: Bool { kind == .null }

  /// The value as a truth value; `nil` unless it is `true` or `false`.
  public var bool: Bool? {
    switch kind {
    case .true: true
    case .false: false
    default: nil
    }
  }
}
