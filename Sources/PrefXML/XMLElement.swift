import Glibc

/// A start tag, lent by the parser for the time of one call.
@safe
public struct XMLElement {
  private let localName: UnsafePointer<UInt8>
  /// Five pointers an attribute: name, prefix, namespace, first byte of the value, byte past the value.
  private let fields: UnsafeMutablePointer<UnsafePointer<UInt8>?>?
  /// The tag as it stands in the document, from `<` to before `>` or `/>`.
  private let tag: UnsafeRawBufferPointer
  /// The tag as it stands in the document, with its `>` or `/>`.
  public let raw: UnsafeRawBufferPointer
  /// Number of attributes.
  public let count: Int
  /// How deep the element stands; the root is at 1.
  public let depth: Int
  /// Where the tag's `<` stands.
  public let location: XMLLocation

  init(
    localName: UnsafePointer<UInt8>,
    fields: UnsafeMutablePointer<UnsafePointer<UInt8>?>?,
    count: Int,
    tag: UnsafeRawBufferPointer,
    raw: UnsafeRawBufferPointer,
    depth: Int,
    location: XMLLocation
  ) {
    unsafe (self.localName, self.fields, self.tag, self.raw) = unsafe (localName, fields, tag, raw)
    (self.count, self.depth, self.location) = (count, depth, location)
  }

  /// The element's name without its prefix.
  public var name: UnsafeRawBufferPointer { unsafe Self.bytes(of: localName) }

  /// Tells whether the element has this name.
  public func isNamed(_ name: StaticString) -> Bool { unsafe Self.equal(localName, name) }

  /// The unescaped value of an attribute without prefix; `nil` when the element has none of that name.
  public subscript(name: StaticString) -> UnsafeRawBufferPointer? {
    for index in 0..<count where unsafe field(index, 1) == nil && Self.equal(field(index, 0), name) {
      return unsafe value(at: index)
    }
    return nil
  }

  /// The name of the attribute at an index, without its prefix.
  public func name(at index: Int) -> UnsafeRawBufferPointer {
    guard let name = unsafe field(index, 0) else { return unsafe UnsafeRawBufferPointer(start: nil, count: 0) }
    return unsafe Self.bytes(of: name)
  }

  /// The unescaped value of the attribute at an index.
  public func value(at index: Int) -> UnsafeRawBufferPointer {
    guard let start = unsafe field(index, 3), let end = unsafe field(index, 4) else {
      return unsafe UnsafeRawBufferPointer(start: nil, count: 0)
    }
    return unsafe UnsafeRawBufferPointer(start: start, count: end - start)
  }

  /// The place in the document of a byte of the tag, counted from its `<`.
  public func location(atOffset offset: Int) -> XMLLocation {
    var location = self.location
    for index in unsafe 0..<min(offset, tag.count) {
      location.byte += 1
      location.column += 1
      if unsafe tag[index] == UInt8(ascii: "\n") { (location.line, location.column) = (location.line + 1, 1) }
    }
    return location
  }

  /// Where the value of an attribute begins, in bytes from the tag's `<`; 0 when there is no such attribute.
  ///
  /// The tag is searched anew: for messages only.
  public func offset(ofValue name: StaticString) -> Int {
    var quote: UInt8?
    var nameStart = 0
    for index in unsafe 0..<tag.count {
      let byte = unsafe tag[index]
      if let open = quote {
        if byte == open { quote = nil }
      } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
        if startsWith(name, at: nameStart) { return index + 1 }
        quote = byte
      } else if byte <= UInt8(ascii: " ") {
        nameStart = startsWith(name, at: nameStart) ? nameStart : index + 1
      }
    }
    return 0
  }

  private func startsWith(_ name: StaticString, at offset: Int) -> Bool {
    let end = offset + name.utf8CodeUnitCount
    guard let start = unsafe tag.baseAddress, unsafe end < tag.count,
      unsafe memcmp(start + offset, name.utf8Start, name.utf8CodeUnitCount) == 0
    else { return false }
    return unsafe tag[end] <= UInt8(ascii: " ") || tag[end] == UInt8(ascii: "=")
  }

  private func field(_ index: Int, _ field: Int) -> UnsafePointer<UInt8>? {
    precondition(index >= 0 && index < count)
    return unsafe fields?[index * 5 + field]
  }

  private static func bytes(of name: UnsafePointer<UInt8>) -> UnsafeRawBufferPointer {
    unsafe UnsafeRawBufferPointer(
      start: name,
      count: strlen(UnsafeRawPointer(name).assumingMemoryBound(to: CChar.self))
    )
  }

  private static func equal(_ name: UnsafePointer<UInt8>?, _ other: StaticString) -> Bool {
    guard let name = unsafe name else { return false }
    // Both end in a zero byte.
    return unsafe strcmp(
      UnsafeRawPointer(name).assumingMemoryBound(to: CChar.self),
      UnsafeRawPointer(other.utf8Start).assumingMemoryBound(to: CChar.self)
    ) == 0
  }
}
