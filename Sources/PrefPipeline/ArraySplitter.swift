/// Cuts one JSON array that is fed piece by piece into its elements, without holding the array.
///
/// Only structure is looked at: quotes, escapes and brackets. The elements themselves are parsed by workers.
struct ArraySplitter {
  /// An element in the bytes of a block.
  struct Element {
    var range: Range<Int>
    /// 1-based line and column of its first byte in the file.
    var line: Int
    var column: Int
    /// Offset of its first byte in the decompressed file.
    var byte: Int
  }

  /// Elements cut off, with the bytes they stand in.
  struct Cut {
    var bytes: [UInt8]
    var elements: [Element]
    var firstRow: Int
  }

  private enum State {
    case beforeArray, beforeElement, inElement, inString, inEscape, afterElement, afterComma, afterArray
  }

  private var state = State.beforeArray
  private var depth = 0
  private var isScalar = false
  private var pending: [UInt8] = []
  private var scanned = 0
  private var start = (offset: 0, line: 1, column: 1)
  private var elements: [Element] = []
  private var line = 1
  private var lineStart = 0
  private var base = 0
  private var rows = 0

  /// Largest element, in bytes.
  let limit: Int

  init(limit: Int) { self.limit = limit }

  /// Number of elements seen.
  var count: Int { rows + elements.count }

  /// Takes the next bytes.
  mutating func feed(_ bytes: UnsafeRawBufferPointer) throws(ArrayFault) {
    unsafe pending.append(contentsOf: bytes)
    while scanned < pending.count {
      let byte = pending[scanned]
      try step(byte)
      if byte == 0x0A {
        line += 1
        lineStart = base + scanned + 1
      }
      scanned += 1
    }
    if state == .inElement || state == .inString || state == .inEscape { try checkLength(scanned) }
  }

  /// Says that the bytes have ended.
  func finish() throws(ArrayFault) {
    if state != .afterArray { throw fault(.endsEarly) }
  }

  /// Takes the elements found so far, once they fill `size` bytes or the array has ended.
  mutating func cut(size: Int, atEnd: Bool) -> Cut? {
    guard let last = elements.last, atEnd || last.range.upperBound >= size else { return nil }
    let end = last.range.upperBound
    let cut = Cut(bytes: Array(pending[..<end]), elements: elements, firstRow: rows + 1)
    rows += elements.count
    elements.removeAll()
    pending.removeFirst(end)
    scanned -= end
    start.offset -= end
    base += end
    return cut
  }

  private mutating func step(_ byte: UInt8) throws(ArrayFault) {
    switch state {
    case .inString:
      if byte == UInt8(ascii: "\\") { state = .inEscape }
      if byte == UInt8(ascii: "\"") { try closeString() }
    case .inEscape: state = .inString
    case .inElement: try element(byte)
    case _ where byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09: break
    case .beforeArray:
      guard byte == UInt8(ascii: "[") else { throw fault(.noArray) }
      state = .beforeElement
    case .beforeElement, .afterComma:
      if byte == UInt8(ascii: "]"), state == .beforeElement { return state = .afterArray }
      if byte == UInt8(ascii: ",") || byte == UInt8(ascii: "]") { throw fault(.noElement) }
      begin(byte)
    case .afterElement:
      if byte == UInt8(ascii: "]") { return state = .afterArray }
      guard byte == UInt8(ascii: ",") else { throw fault(.noComma) }
      state = .afterComma
    case .afterArray: throw fault(.trailing)
    }
  }

  private mutating func begin(_ byte: UInt8) {
    start = (scanned, line, base + scanned - lineStart + 1)
    depth = 0
    isScalar = false
    state = .inElement
    switch byte {
    case UInt8(ascii: "{"), UInt8(ascii: "["): depth = 1
    case UInt8(ascii: "\""): state = .inString
    default: isScalar = true
    }
  }

  private mutating func element(_ byte: UInt8) throws(ArrayFault) {
    switch byte {
    case UInt8(ascii: "\""): state = .inString
    case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
    case UInt8(ascii: "}"), UInt8(ascii: "]"):
      if isScalar {
        try end(at: scanned)
        return try step(byte)
      }
      depth -= 1
      if depth == 0 { try end(at: scanned + 1) }
    case UInt8(ascii: ","), 0x20, 0x0A, 0x0D, 0x09:
      guard isScalar else { return }
      try end(at: scanned)
      try step(byte)
    default: break
    }
  }

  private mutating func closeString() throws(ArrayFault) {
    state = .inElement
    if depth == 0 { try end(at: scanned + 1) }
  }

  private mutating func end(at offset: Int) throws(ArrayFault) {
    try checkLength(offset)
    elements.append(
      Element(range: start.offset..<offset, line: start.line, column: start.column, byte: base + start.offset)
    )
    state = .afterElement
  }

  /// Refuses an element that is too long, at its first byte: so the fault is the same however the bytes were fed.
  private func checkLength(_ end: Int) throws(ArrayFault) {
    guard end - start.offset > limit else { return }
    let kind = ArrayFault.Kind.elementTooLong(limit)
    throw ArrayFault(kind: kind, line: start.line, column: start.column, byte: base + start.offset)
  }

  private func fault(_ kind: ArrayFault.Kind) -> ArrayFault {
    ArrayFault(kind: kind, line: line, column: base + scanned - lineStart + 1, byte: base + scanned)
  }
}

/// Says where a JSON array is damaged between its elements.
struct ArrayFault: Error {
  enum Kind {
    case noArray, noElement, noComma, trailing, endsEarly
    case elementTooLong(Int)
  }

  var kind: Kind
  var line: Int
  var column: Int
  var byte: Int

  /// What is wrong, in plain words.
  var message: String {
    switch kind {
    case .noArray: "expected a JSON array"
    case .noElement: "expected an element of the JSON array"
    case .noComma: "expected a comma or the end of the JSON array"
    case .trailing: "expected nothing after the JSON array"
    case .endsEarly: "the JSON array ends early"
    case .elementTooLong(let limit): "an element of the JSON array is longer than \(limit) bytes"
    }
  }
}
