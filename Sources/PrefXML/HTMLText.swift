import CLibXML2

/// Turns the HTML of a post into plain text that reads as the page does.
///
/// - Paragraphs, headings, quotes, lists, tables and code blocks are apart by one blank line; `<br>` ends a line, and a
///   `<div>` stands on lines of its own.
/// - List items begin with `- ` or their number (`1. `, counted from `start`), one a line; their further lines and
///   nested lists are indented by the width of the mark.
/// - Lines of a `<blockquote>` begin with `> `. Cells of a table row are apart by ` | `.
/// - `<pre>` keeps its spaces and line breaks, without blank lines at its ends. Elsewhere a run of ASCII white space
///   is one space.
/// - A link is its text, then ` (URL)` unless the text is the URL; links to `#…` and `javascript:`, and links inside
///   `<pre>`, are their text only. An image is its `alt` text.
/// - Entities are decoded, but not one without its semicolon. `<script>`, `<style>`, `<title>` and `<template>` are
///   left out with all they hold.
///
/// As Markdown, headings, bold, italic, struck out and code text, code blocks, rules, links and images have their marks
/// besides. Characters of the text that Markdown takes for marks are left as they are.
///
/// Broken HTML is read as libxml2 mends it; nothing is refused. Deeper than 256 open elements the parser starts afresh,
/// so that time stays proportional to the text: the text is kept and the nesting forgotten. The network is never used.
///
/// The parser is kept from call to call. Not thread-safe.
@safe
public final class HTMLText {
  private let writer: HTMLTextWriter
  private let context: htmlParserCtxtPtr?

  /// What text becomes of HTML.
  public enum Style: Sendable {
    /// Text without marks but those of lists and quotes.
    case plain
    /// Markdown.
    case markdown
  }

  /// Makes a converter.
  public init(_ style: Style = .plain) {
    LibXML2.initialize()
    writer = HTMLTextWriter(style)
    unsafe context = htmlNewParserCtxt()
    unsafe writer.context = context
    guard let context = unsafe context, let handlers = unsafe context.pointee.sax else { return }
    unsafe handlers.pointee = .htmlText
    // The writer outlives the context: both end with this object.
    unsafe context.pointee.userData = Unmanaged.passUnretained(writer).toOpaque()
  }

  deinit { unsafe htmlFreeParserCtxt(context) }

  /// Appends the text of some HTML, without a newline at its end.
  ///
  /// - Parameters:
  ///   - html: A document or a piece of one, in UTF-8, of less than 2 GiB.
  ///   - output: Where the text goes; what it holds already is left as it is.
  public func append(_ html: UnsafeRawBufferPointer, to output: inout [UInt8]) {
    swap(&writer.output, &output)
    writer.begin()
    var position = 0
    while position < html.count {
      position += unsafe parse(UnsafeRawBufferPointer(rebasing: html[position...]))
    }
    swap(&writer.output, &output)
  }

  /// Reads HTML up to its end, or to the tag that opened one element too many.
  ///
  /// - Returns: The bytes read.
  private func parse(_ html: UnsafeRawBufferPointer) -> Int {
    guard let context = unsafe context, let start = unsafe html.bindMemory(to: CChar.self).baseAddress else {
      return html.count
    }
    let options = HTML_PARSE_RECOVER.rawValue | HTML_PARSE_NONET.rawValue | HTML_PARSE_IGNORE_ENC.rawValue
    writer.beginPiece()
    let document = unsafe htmlCtxtReadMemory(context, start, Int32(html.count), nil, "UTF-8", Int32(options))
    // The handlers build no tree, so there is none to free but an empty one.
    unsafe xmlFreeDoc(document)
    guard let stop = writer.stoppedAt, stop < html.count else { return html.count }
    let end = unsafe html[stop...].firstIndex(of: UInt8(ascii: ">")) ?? html.count - 1
    return end + 1
  }
}

extension xmlSAXHandler {
  /// The callbacks of `HTMLText`; `user` is its writer, unretained.
  fileprivate static var htmlText: xmlSAXHandler {
    var handlers = unsafe xmlSAXHandler()
    unsafe handlers.initialized = UInt32(XML_SAX2_MAGIC)
    unsafe handlers.startElement = { user, name, attributes in
      guard let name = unsafe name else { return }
      unsafe xmlSAXHandler.writer(user)?.start(name, attributes)
    }
    unsafe handlers.endElement = { user, name in
      guard let name = unsafe name else { return }
      unsafe xmlSAXHandler.writer(user)?.end(name)
    }
    let onText: charactersSAXFunc = { user, bytes, count in
      unsafe xmlSAXHandler.writer(user)?.text(UnsafeRawBufferPointer(start: bytes, count: Int(count)))
    }
    unsafe handlers.characters = onText
    unsafe handlers.cdataBlock = onText
    unsafe handlers.ignorableWhitespace = onText
    // Without it libxml2 prints; what it mends needs no word.
    unsafe handlers.serror = { _, _ in }
    return unsafe handlers
  }

  fileprivate static func writer(_ user: UnsafeMutableRawPointer?) -> HTMLTextWriter? {
    unsafe user.map { unsafe Unmanaged<HTMLTextWriter>.fromOpaque($0).takeUnretainedValue() }
  }
}
