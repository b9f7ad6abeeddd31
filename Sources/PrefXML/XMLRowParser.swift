import CLibXML2

/// Reads an XML document piece by piece and lends out each start tag with its attributes.
///
/// It is made for documents that hold all their data in attributes: text between elements is an error, not a loss.
/// Bytes must be UTF-8, with or without a byte order mark; UTF-16 and every other declared encoding are refused.
/// A document type is refused as soon as it is seen, so no entity beyond XML's own five can exist; the network and the
/// file system are never touched. Memory is bounded whatever comes: a tag of more than 10 MB is refused, and so are
/// more than some ten thousand distinct names, which libxml2 would compare each with each.
///
/// Comments, processing instructions and end tags are read over. Not thread-safe; one parser reads one document.
@safe
public final class XMLRowParser {
  /// libxml2 gets no more than this at a time: what it holds then stays small, and errors are found early.
  private static let sliceBytes = 32 << 10

  let state: ParserState
  private let context: xmlParserCtxtPtr?
  private var beginning: [UInt8] = []

  /// Makes a parser.
  ///
  /// - Parameter depthLimit: How many elements may be open at once; one more is an error.
  public init(depthLimit: Int = 64) {
    LibXML2.initialize()
    state = ParserState(depthLimit: depthLimit)
    var handlers = unsafe xmlSAXHandler.rows
    // The state outlives the context: both end with this object.
    unsafe context = xmlCreatePushParserCtxt(&handlers, Unmanaged.passUnretained(state).toOpaque(), nil, 0, nil)
    unsafe state.context = context
    guard let context = unsafe context else { return }
    _ = unsafe xmlCtxtUseOptions(context, Int32(XML_PARSE_NOENT.rawValue | XML_PARSE_NONET.rawValue))
    unsafe xmlDictSetLimit(context.pointee.dict, 256 << 10)
  }

  deinit { unsafe xmlFreeParserCtxt(context) }

  /// Bytes taken so far.
  public private(set) var bytesConsumed = 0

  /// Takes the next piece of the document and hands out the start tags that became complete.
  ///
  /// - Parameters:
  ///   - bytes: Any number of bytes, however they cut the document.
  ///   - onElement: Called for each start tag in document order. The element and all it lends end with the call.
  /// - Throws: `XMLError` when the document is damaged or refused; the same error for every call after that. Elements
  ///   before the fault have been handed out.
  public func consume(
    _ bytes: UnsafeRawBufferPointer,
    onElement: (XMLElement) -> Void
  ) throws(XMLError) {
    if let failure = state.failure { throw failure }
    unsafe rememberBeginning(bytes)
    bytesConsumed += bytes.count
    if let problem = ByteOrder.problem(of: beginning) {
      state.failure = XMLError(.encoding(problem), at: XMLLocation(line: 1, column: 1, byte: 0))
    } else {
      withoutActuallyEscaping(onElement) { handler in
        state.onElement = handler
        unsafe parse(bytes)
        state.onElement = nil
      }
    }
    if let failure = state.failure { throw failure }
  }

  /// Says that the document has ended.
  ///
  /// - Throws: `XMLError` when it ends before its root element is closed, or an error thrown before.
  public func finish() throws(XMLError) {
    if let failure = state.failure { throw failure }
    let isComplete = state.isRootClosed
    if let context = unsafe context { _ = unsafe xmlParseChunk(context, nil, 0, 1) }
    if !isComplete {
      state.failure = XMLError(.endsEarly, at: state.location(ofEnd: bytesConsumed))
    }
    if let failure = state.failure { throw failure }
  }

  private func parse(_ bytes: UnsafeRawBufferPointer) {
    guard let context = unsafe context, let start = unsafe bytes.bindMemory(to: CChar.self).baseAddress else { return }
    var position = 0
    while position < bytes.count && state.failure == nil {
      let count = min(Self.sliceBytes, bytes.count - position)
      _ = unsafe xmlParseChunk(context, start + position, Int32(count), 0)
      position += count
    }
  }

  private func rememberBeginning(_ bytes: UnsafeRawBufferPointer) {
    guard beginning.count < 4 else { return }
    unsafe beginning.append(contentsOf: bytes.prefix(4 - beginning.count))
  }
}

/// Tells UTF-16 and UTF-32 by their first bytes, as they do not even begin like XML in UTF-8.
enum ByteOrder {
  static func problem(of beginning: [UInt8]) -> String? {
    guard beginning.count >= 2 else { return nil }
    switch (beginning[0], beginning[1]) {
    case (0xFF, 0xFE), (0xFE, 0xFF): return "the document begins with the byte order mark of UTF-16"
    case (0, _), (_, 0): return "the document begins like UTF-16 or UTF-32"
    default: return nil
    }
  }
}

/// libxml2's own state, which is global to the process.
enum LibXML2 {
  private static let initialized: Void = xmlInitParser()

  /// Prepares the library; only the first call does anything, whatever the thread.
  static func initialize() { initialized }
}
