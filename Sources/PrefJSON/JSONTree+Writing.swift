extension JSONTree {
  /// The value as UTF-8.
  ///
  /// - Parameter pretty: `true` puts each member and element on its own line, indented by two spaces, and ends with a
  ///   newline; `false` writes one line without white space and without a newline.
  /// - Returns: JSON that ``init(parsing:)`` reads back as an equal value, NaN and infinities aside.
  public func bytes(pretty: Bool) -> [UInt8] {
    var bytes: [UInt8] = []
    append(to: &bytes, depth: pretty ? 0 : nil)
    if pretty { bytes.append(UInt8(ascii: "\n")) }
    return bytes
  }

  /// `depth` is the present level of indentation, or `nil` for one line.
  private func append(to bytes: inout [UInt8], depth: Int?) {
    switch self {
    case .null: JSONWriter.appendNull(to: &bytes)
    case .bool(let value): JSONWriter.append(bool: value, to: &bytes)
    case .int(let value): JSONWriter.append(integer: value, to: &bytes)
    case .double(let value): JSONWriter.append(double: value, to: &bytes)
    case .string(let text): JSONWriter.append(string: text, to: &bytes)
    case .array(let elements):
      Self.append(elements, between: ("[", "]"), to: &bytes, depth: depth) { element, bytes, depth in
        element.append(to: &bytes, depth: depth)
      }
    case .object(let members):
      Self.append(members, between: ("{", "}"), to: &bytes, depth: depth) { member, bytes, depth in
        JSONWriter.append(string: member.0, to: &bytes)
        JSONWriter.append(ascii: depth == nil ? ":" : ": ", to: &bytes)
        member.1.append(to: &bytes, depth: depth)
      }
    }
  }

  private static func append<Item>(
    _ items: [Item],
    between brackets: (StaticString, StaticString),
    to bytes: inout [UInt8],
    depth: Int?,
    appendItem: (Item, inout [UInt8], Int?) -> Void
  ) {
    JSONWriter.append(ascii: brackets.0, to: &bytes)
    let inner = depth.map { $0 + 1 }
    for (index, item) in items.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      startLine(depth: inner, in: &bytes)
      appendItem(item, &bytes, inner)
    }
    if !items.isEmpty { startLine(depth: depth, in: &bytes) }
    JSONWriter.append(ascii: brackets.1, to: &bytes)
  }

  private static func startLine(depth: Int?, in bytes: inout [UInt8]) {
    guard let depth else { return }
    bytes.append(UInt8(ascii: "\n"))
    bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * depth))
  }
}
