import CScan

/// Cuts a JSON array into its elements, or a sequence of JSON values into the values.
struct ValueSplitter: RecordSplitter {
  /// How values follow each other.
  enum Layout {
    /// `[1,2,3]`
    case array
    /// Objects or arrays one after the other, with nothing or white space between them.
    case sequence
  }

  private enum State {
    case beforeArray, beforeElement, inContainer, inScalar, afterElement, afterComma, afterArray
  }

  private let layout: Layout
  private var state: State
  private var skip = pk_json_skip_state()
  private var pending = PendingRecords()
  private var scanned = 0
  /// Where the value begins that the splitter is in.
  private var start = 0

  /// Largest value, in bytes.
  let limit: Int

  init(_ layout: Layout, limit: Int) {
    self.layout = layout
    self.limit = limit
    state = layout == .array ? .beforeArray : .beforeElement
  }

  /// Number of values seen.
  var count: Int { pending.count }

  mutating func begin(at byte: Int) { pending.begin(at: byte) }

  mutating func feed(_ bytes: UnsafeRawBufferPointer) throws(SplitFault) {
    unsafe pending.append(bytes)
    // A reference to the bytes, so that they can be read while `self` changes.
    let all = pending.bytes
    var outcome: Result<Void, SplitFault> = .success(())
    unsafe all.withUnsafeBytes { all in
      outcome = Result { () throws(SplitFault) in try unsafe scan(all) }
    }
    try outcome.get()
  }

  mutating func finish() throws(SplitFault) {
    switch (layout, state) {
    case (.array, .afterArray), (.sequence, .beforeElement): return
    case (.array, _): throw fault("the JSON array ends early", at: scanned)
    case (.sequence, _): throw fault("the last JSON object ends early", at: scanned)
    }
  }

  mutating func cut(size: Int, atEnd: Bool) -> RecordCut? {
    guard let cut = pending.cut(size: size, atEnd: atEnd) else { return nil }
    scanned -= cut.count
    start -= cut.count
    return cut
  }

  private mutating func scan(_ bytes: UnsafeRawBufferPointer) throws(SplitFault) {
    while scanned < bytes.count {
      if state == .inContainer { try unsafe skipContainer(bytes) } else { try step(unsafe bytes[scanned]) }
    }
    if state == .inContainer || state == .inScalar { try checkLength(scanned) }
  }

  private mutating func skipContainer(_ bytes: UnsafeRawBufferPointer) throws(SplitFault) {
    guard let first = unsafe bytes.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return }
    scanned += unsafe pk_json_skip(first + scanned, bytes.count - scanned, &skip)
    if skip.depth == 0, !skip.in_string { try end() }
  }

  private mutating func step(_ byte: UInt8) throws(SplitFault) {
    let isSpace = byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
    if state == .inScalar {
      if isSpace || byte == UInt8(ascii: ",") || byte == UInt8(ascii: "]") || byte == UInt8(ascii: "}") {
        return try end()
      }
    } else if !isSpace {
      try between(byte)
    }
    scanned += 1
  }

  /// Takes a byte between values, which white space is not.
  private mutating func between(_ byte: UInt8) throws(SplitFault) {
    switch (layout, state, byte) {
    case (.sequence, _, UInt8(ascii: "{")), (.sequence, _, UInt8(ascii: "[")): begin(byte)
    case (.sequence, _, _): throw fault("expected a JSON object", at: scanned)
    case (_, .beforeArray, UInt8(ascii: "[")): state = .beforeElement
    case (_, .beforeArray, _): throw fault("expected a JSON array", at: scanned)
    case (_, .beforeElement, UInt8(ascii: "]")), (_, .afterElement, UInt8(ascii: "]")): state = .afterArray
    case (_, .beforeElement, _), (_, .afterComma, _):
      if byte == UInt8(ascii: ",") || byte == UInt8(ascii: "]") {
        throw fault("expected an element of the JSON array", at: scanned)
      }
      begin(byte)
    case (_, .afterElement, UInt8(ascii: ",")): state = .afterComma
    case (_, .afterElement, _): throw fault("expected a comma or the end of the JSON array", at: scanned)
    default: throw fault("expected nothing after the JSON array", at: scanned)
    }
  }

  private mutating func begin(_ byte: UInt8) {
    start = scanned
    skip = pk_json_skip_state()
    switch byte {
    case UInt8(ascii: "{"), UInt8(ascii: "["): skip.depth = 1
    case UInt8(ascii: "\""): skip.in_string = true
    default: return state = .inScalar
    }
    state = .inContainer
  }

  private mutating func end() throws(SplitFault) {
    try checkLength(scanned)
    pending.note(start..<scanned)
    state = layout == .array ? .afterElement : .beforeElement
  }

  /// Refuses a value that is too long, at its first byte: so the fault is the same however the bytes were fed.
  private mutating func checkLength(_ end: Int) throws(SplitFault) {
    guard end - start > limit else { return }
    throw fault(
      "\(layout == .array ? "an element of the JSON array" : "a JSON object") is longer than \(limit) bytes",
      at: start
    )
  }

  private mutating func fault(_ message: String, at offset: Int) -> SplitFault {
    let place = pending.place(of: offset)
    return SplitFault(message: message, line: place.line, column: place.column, byte: place.byte)
  }
}
