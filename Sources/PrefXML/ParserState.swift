import CLibXML2

/// What the callbacks of one parser share.
@safe
final class ParserState {
  let depthLimit: Int
  var context: xmlParserCtxtPtr?
  var onElement: ((XMLElement) -> Void)?
  var failure: XMLError?
  private var depth = 0
  private var hasRoot = false
  /// Offset of the first byte of the line that the newest tag stood on.
  private var lineStart = 0

  init(depthLimit: Int) {
    self.depthLimit = depthLimit
    unsafe context = nil
  }

  var isRootClosed: Bool { hasRoot && depth == 0 }

  /// Records the first error; what libxml2 says after it follows from it.
  func fail(_ kind: XMLError.Kind) {
    if failure == nil { failure = XMLError(kind, at: locationOfCursor()) }
  }

  /// Records an error that libxml2 does not know of, and stops it.
  func stop(_ kind: XMLError.Kind) {
    fail(kind)
    unsafe xmlStopParser(context)
  }

  func startDocument() {
    guard let context = unsafe context else { return }
    if let declared = unsafe context.pointee.encoding {
      let name = unsafe String(cString: declared)
      let isUTF8 = ["utf-8", "utf8", "us-ascii", "ascii"].contains(name.lowercased())
      if !isUTF8 { return stop(.encoding("the document says that it is \(name.prefix(40))")) }
    }
  }

  func startElement(
    _ name: UnsafePointer<UInt8>,
    attributes: UnsafeMutablePointer<UnsafePointer<UInt8>?>?,
    count: Int
  ) {
    guard failure == nil else { return }
    depth += 1
    hasRoot = true
    if depth > depthLimit { return stop(.tooDeep(limit: depthLimit)) }
    guard let onElement, let input = unsafe context?.pointee.input, let cursor = unsafe input.pointee.cur,
      let base = unsafe input.pointee.base
    else { return }
    // A raw `<` cannot stand inside a tag, and libxml2 holds the whole tag.
    let head = unsafe UnsafeRawBufferPointer(start: base, count: cursor - base)
    let start = unsafe BackwardSearch.lastIndex(of: UInt8(ascii: "<"), in: head) ?? head.count
    let tag = unsafe UnsafeRawBufferPointer(rebasing: head[start...])
    let offset = unsafe Int(input.pointee.consumed) + start
    unsafe noteLineStart(before: UnsafeRawBufferPointer(rebasing: head[..<start]), endingAt: offset)
    let line = unsafe Int(input.pointee.line) - BackwardSearch.newlines(in: tag)
    unsafe onElement(
      XMLElement(
        localName: name,
        fields: attributes,
        count: count,
        tag: tag,
        raw: UnsafeRawBufferPointer(start: base + start, count: tag.count + Self.closing(cursor, input.pointee.end)),
        depth: depth,
        location: XMLLocation(line: line, column: offset - lineStart + 1, byte: offset)
      )
    )
    unsafe noteLineStart(before: tag, endingAt: offset + tag.count)
  }

  func endElement() { depth -= 1 }

  /// Bytes of the `>` or `/>` at the cursor, as far as they have been read.
  private static func closing(_ cursor: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>?) -> Int {
    guard let end = unsafe end, unsafe end > cursor else { return 0 }
    return unsafe cursor.pointee == UInt8(ascii: "/") ? min(2, end - cursor) : 1
  }

  func text(_ bytes: UnsafeRawBufferPointer) {
    let isBlank = unsafe bytes.allSatisfy { $0 == 0x20 || (0x09...0x0D).contains($0) }
    if !isBlank { stop(.text) }
  }

  /// The place of the end of a document of so many bytes.
  func location(ofEnd byte: Int) -> XMLLocation {
    let cursor = locationOfCursor()
    guard let input = unsafe context?.pointee.input, let end = unsafe input.pointee.end, cursor.byte <= byte,
      let start = unsafe input.pointee.cur, unsafe end > start
    else { return XMLLocation(line: cursor.line, column: cursor.column + max(0, byte - cursor.byte), byte: byte) }
    let rest = unsafe UnsafeRawBufferPointer(start: start, count: end - start)
    let line = unsafe cursor.line + BackwardSearch.newlines(in: rest)
    let last = unsafe BackwardSearch.lastIndex(of: UInt8(ascii: "\n"), in: rest)
    let column = last.map { rest.count - $0 } ?? cursor.column + rest.count
    return XMLLocation(line: line, column: column, byte: byte)
  }

  /// Tells whether what comes next, if anything does, is a whole character: libxml2 does not say.
  var isUTF8AtCursor: Bool {
    guard let input = unsafe context?.pointee.input, let start = unsafe input.pointee.cur,
      let end = unsafe input.pointee.end, unsafe end > start
    else { return true }
    var bytes = unsafe UnsafeBufferPointer(start: start, count: min(4, end - start)).makeIterator()
    var decoder = Unicode.UTF8()
    return unsafe decoder.decode(&bytes) != .error
  }

  private func locationOfCursor() -> XMLLocation {
    guard let input = unsafe context?.pointee.input, let cursor = unsafe input.pointee.cur,
      let base = unsafe input.pointee.base
    else { return XMLLocation(line: 1, column: 1, byte: 0) }
    let byte = unsafe Int(input.pointee.consumed) + (cursor - base)
    unsafe noteLineStart(before: UnsafeRawBufferPointer(start: base, count: cursor - base), endingAt: byte)
    return XMLLocation(line: unsafe Int(input.pointee.line), column: byte - lineStart + 1, byte: byte)
  }

  /// Moves `lineStart` past the last newline of bytes that end at an offset.
  ///
  /// Bytes that libxml2 has let go of since the tag before are not seen: a newline that only they hold is missed, and
  /// the columns after it on that line count from an earlier line. Between rows it keeps more than that.
  private func noteLineStart(before bytes: UnsafeRawBufferPointer, endingAt offset: Int) {
    guard let newline = unsafe BackwardSearch.lastIndex(of: UInt8(ascii: "\n"), in: bytes) else { return }
    lineStart = offset - bytes.count + newline + 1
  }
}
