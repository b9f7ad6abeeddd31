import CLibXML2

extension xmlSAXHandler {
  /// The callbacks of `XMLRowParser`: start tags go to the state, whatever could declare an entity stops the parser.
  ///
  /// Each closure captures nothing, so it becomes a C function; `user` is the parser's `ParserState`, unretained.
  static var rows: xmlSAXHandler {
    var handlers = unsafe xmlSAXHandler()
    unsafe handlers.initialized = UInt32(XML_SAX2_MAGIC)
    unsafe handlers.startDocument = { user in unsafe xmlSAXHandler.state(user)?.startDocument() }
    unsafe handlers.internalSubset = { user, _, _, _ in unsafe xmlSAXHandler.state(user)?.stop(.documentType) }
    unsafe handlers.externalSubset = { user, _, _, _ in unsafe xmlSAXHandler.state(user)?.stop(.documentType) }
    unsafe handlers.entityDecl = { user, _, _, _, _, _ in unsafe xmlSAXHandler.state(user)?.stop(.documentType) }
    unsafe handlers.startElementNs = { user, name, _, _, _, _, count, _, attributes in
      guard let name = unsafe name else { return }
      unsafe xmlSAXHandler.state(user)?.startElement(name, attributes: attributes, count: Int(count))
    }
    unsafe handlers.endElementNs = { user, _, _, _ in unsafe xmlSAXHandler.state(user)?.endElement() }
    let onText: charactersSAXFunc = { user, bytes, count in
      unsafe xmlSAXHandler.state(user)?.text(UnsafeRawBufferPointer(start: bytes, count: Int(count)))
    }
    unsafe handlers.characters = onText
    unsafe handlers.ignorableWhitespace = onText
    unsafe handlers.cdataBlock = onText
    unsafe handlers.serror = { user, error in
      guard let error = unsafe error?.pointee, unsafe error.level.rawValue >= XML_ERR_ERROR.rawValue else { return }
      guard let state = unsafe xmlSAXHandler.state(user) else { return }
      unsafe state.fail(state.isUTF8AtCursor ? XMLError.Kind(error) : .bytesOutsideUTF8)
    }
    return unsafe handlers
  }

  private static func state(_ user: UnsafeMutableRawPointer?) -> ParserState? {
    unsafe user.map { unsafe Unmanaged<ParserState>.fromOpaque($0).takeUnretainedValue() }
  }
}

extension XMLError.Kind {
  static let bytesOutsideUTF8 = XMLError.Kind.encoding("bytes are found that are not")

  /// Puts an error of libxml2 into our words, or else takes the first line of its own.
  init(_ error: xmlError) {
    let code = unsafe xmlParserErrors(rawValue: UInt32(bitPattern: error.code))
    switch code {
    case XML_ERR_INVALID_ENCODING, XML_ERR_UNKNOWN_ENCODING, XML_ERR_UNSUPPORTED_ENCODING, XML_I18N_CONV_FAILED:
      self = .bytesOutsideUTF8
    case XML_ERR_INVALID_CHAR:
      self = .notWellFormed("a character is found that XML does not allow")
    case XML_ERR_NAME_TOO_LONG, XML_ERR_NO_MEMORY:
      self = .tooLarge
    case XML_ERR_TAG_NAME_MISMATCH:
      self = .notWellFormed("an end tag does not match the element that is open")
    case XML_ERR_DOCUMENT_EMPTY: self = .notWellFormed("expected a root element")
    case XML_ERR_DOCUMENT_END: self = .notWellFormed("something follows the root element")
    case XML_ERR_UNDECLARED_ENTITY, XML_WAR_UNDECLARED_ENTITY:
      self = .notWellFormed("an entity is used that XML does not define")
    case XML_ERR_LT_IN_ATTRIBUTE: self = .notWellFormed("a raw < stands in an attribute's value")
    case XML_ERR_ATTRIBUTE_REDEFINED: self = .notWellFormed("an attribute is given twice")
    default: self = unsafe Self.other(error)
    }
  }

  private static func other(_ error: xmlError) -> XMLError.Kind {
    guard let text = unsafe error.message else { return .notWellFormed("error \(unsafe error.code)") }
    let message = unsafe String(cString: text)
    if message.contains("uge input") || message.contains("too long") || message.contains("too big") { return .tooLarge }
    let line = message.prefix { $0 != "\n" }
    return .notWellFormed(String(line.prefix(120)))
  }
}
