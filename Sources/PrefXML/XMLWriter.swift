import CLibXML2

/// Writes elements by libxml2, which escapes what must be, into memory that is taken piece by piece.
///
/// A writer belongs to one task at a time.
@safe
public final class XMLWriter {
  private let buffer: xmlBufferPtr?
  private let writer: xmlTextWriterPtr?
  private var scratch: [UInt8] = []

  /// Makes a writer.
  public init() {
    xmlInitParser()
    unsafe buffer = xmlBufferCreate()
    unsafe writer = unsafe xmlNewTextWriterMemory(buffer, 0)
    precondition(unsafe writer != nil, "no memory for an XML writer")
  }

  deinit {
    unsafe xmlFreeTextWriter(writer)
    unsafe xmlBufferFree(buffer)
  }

  /// Begins an element.
  public func start(_ name: StaticString) {
    // Static strings of ASCII end with a zero byte.
    unsafe xmlTextWriterStartElement(writer, name.utf8Start)
  }

  /// Ends the element that was begun last.
  public func end() { unsafe xmlTextWriterEndElement(writer) }

  /// Writes an attribute of the element that was begun last.
  ///
  /// `value`: UTF-8 of characters that XML 1.0 allows.
  public func attribute(_ name: StaticString, _ value: UnsafeRawBufferPointer) {
    unsafe terminated(value) { unsafe xmlTextWriterWriteAttribute(writer, name.utf8Start, $0) }
  }

  /// Writes text into the element that was begun last.
  ///
  /// `text`: UTF-8 of characters that XML 1.0 allows.
  public func text(_ text: UnsafeRawBufferPointer) {
    unsafe terminated(text) { unsafe xmlTextWriterWriteString(writer, $0) }
  }

  /// Writes a newline between elements.
  public func newline() { unsafe xmlTextWriterWriteRaw(writer, [0x0A, 0]) }

  /// Moves all that was written to the end of some bytes.
  public func take(into output: inout [UInt8]) {
    unsafe xmlTextWriterFlush(writer)
    let count = Int(unsafe xmlBufferLength(buffer))
    unsafe output.append(contentsOf: UnsafeBufferPointer(start: xmlBufferContent(buffer), count: count))
    unsafe xmlBufferEmpty(buffer)
  }

  /// libxml2 takes texts that end with a zero byte.
  private func terminated(_ text: UnsafeRawBufferPointer, _ body: (UnsafePointer<UInt8>?) -> Int32) {
    scratch.removeAll(keepingCapacity: true)
    unsafe scratch.append(contentsOf: text)
    scratch.append(0)
    let status = unsafe scratch.withUnsafeBufferPointer { unsafe body($0.baseAddress) }
    precondition(status >= 0, "libxml2 could not write to memory")
  }
}
