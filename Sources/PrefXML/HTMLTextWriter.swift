import CLibXML2
import Glibc

/// Writes text as the callbacks of the HTML parser bring it.
@safe
final class HTMLTextWriter {
  private static let depthLimit = 256

  var context: htmlParserCtxtPtr?
  var output: [UInt8] = []
  /// How far the parser had read when it was stopped; `nil` when it was not.
  private(set) var stoppedAt: Int?
  private var depth = 0
  private var hiddenDepth = 0
  private var preDepth = 0
  private var isPreStart = false
  private var lines = TextLines()
  private var lists = ListNesting()
  private var cellsInRow = 0
  private var rowStart = 0
  private var link = LinkInProgress()
  private let isMarkdown: Bool
  private var marks = MarkdownMarks()
  /// Where the fence of the code block stands in the output; `nil` until it is written.
  private var fenceStart: Int?

  init(_ style: HTMLText.Style) {
    isMarkdown = style == .markdown
    unsafe context = nil
  }

  /// Prepares for another text, at the end of the output.
  func begin() { lines = TextLines() }

  /// Prepares for another run of the parser, whose elements are all closed.
  func beginPiece() {
    stoppedAt = nil
    (depth, hiddenDepth, preDepth, cellsInRow) = (0, 0, 0, 0)
    lists.removeAll()
    lines.closeAll()
    link.isOpen = false
    marks.removeAll()
    fenceStart = nil
  }

  func start(_ name: UnsafePointer<UInt8>, _ attributes: UnsafeMutablePointer<UnsafePointer<UInt8>?>?) {
    guard stoppedAt == nil else { return }
    depth += 1
    if depth > Self.depthLimit { return stop() }
    let tag = unsafe HTMLTag(Self.bytes(name))
    if case .hidden = tag { hiddenDepth += 1 }
    guard hiddenDepth == 0 else { return }
    switch tag {
    case .inline, .hidden: break
    case .block(let newlines): lines.separate(by: newlines)
    case .lineBreak: lines.breakLine(isVerbatim: preDepth > 0)
    case .preformatted:
      lines.separate(by: 2)
      preDepth += 1
      isPreStart = true
      if preDepth == 1 { fenceStart = nil }
    case .quote:
      lines.separate(by: 2)
      lines.open(.quote)
    case .bulletList:
      lines.separate(by: lists.isEmpty ? 2 : 1)
      lists.open(first: nil)
    case .numberedList:
      lines.separate(by: lists.isEmpty ? 2 : 1)
      lists.open(
        first: unsafe HTMLAttribute.value("start", in: attributes).flatMap { unsafe Int(String(cString: $0)) } ?? 1
      )
    case .item:
      lines.separate(by: 1)
      lines.open(lists.nextItem())
    case .row:
      lines.separate(by: 1)
      (cellsInRow, rowStart) = (0, output.count)
    case .cell:
      if cellsInRow > 0 { lines.separateCell(startsRow: output.count == rowStart, in: &output) }
      cellsInRow += 1
    case .link: unsafe startLink(attributes)
    case .image: unsafe image(attributes)
    case .heading(let level):
      lines.separate(by: 2)
      if isMarkdown { marks.begin(.emphasis(Array(String(repeating: "#", count: level).utf8) + [0x20])) }
    case .emphasis(let mark): if isMarkdown, preDepth == 0 { marks.begin(.emphasis(Array(mark.utf8))) }
    case .code: if isMarkdown, preDepth == 0 { marks.begin(.code) }
    case .rule:
      lines.separate(by: 2)
      if isMarkdown, preDepth == 0 { write("---") }
      lines.separate(by: 2)
    }
  }

  func end(_ name: UnsafePointer<UInt8>) {
    guard stoppedAt == nil else { return }
    depth -= 1
    let tag = unsafe HTMLTag(Self.bytes(name))
    if case .hidden = tag { hiddenDepth -= 1 }
    guard hiddenDepth == 0 else { return }
    switch tag {
    case .inline, .hidden, .lineBreak, .image, .cell, .rule: break
    case .heading:
      if isMarkdown { marks.endPrefix() }
      lines.separate(by: 2)
    case .emphasis, .code: if isMarkdown, preDepth == 0 { _ = marks.end(&output) }
    case .block(let newlines): lines.separate(by: newlines)
    case .preformatted:
      preDepth -= 1
      if preDepth == 0 { closeFence() }
      lines.endVerbatim()
    case .quote:
      lines.close()
      lines.separate(by: 2)
    case .bulletList, .numberedList:
      lists.close()
      lines.separate(by: lists.isEmpty ? 2 : 1)
    case .item: lines.closeItem()
    case .row: lines.separate(by: 1)
    case .link: endLink()
    }
  }

  func text(_ bytes: UnsafeRawBufferPointer) {
    guard stoppedAt == nil, hiddenDepth == 0 else { return }
    if preDepth > 0 { return unsafe verbatim(bytes) }
    var position = 0
    while position < bytes.count {
      if unsafe Self.isSpace(bytes[position]) {
        lines.space()
        position += 1
        continue
      }
      let end = unsafe Self.endOfLine(bytes, from: position)
      lines.beginRun(in: &output)
      if isMarkdown { marks.beginText(&output) } else { link.noteStart(output.count) }
      unsafe output.append(contentsOf: bytes[position..<end])
      position = end
    }
  }

  private func write(_ mark: String) {
    lines.beginRun(in: &output)
    output += Array(mark.utf8)
  }

  private func verbatim(_ bytes: UnsafeRawBufferPointer) {
    var position = 0
    while position < bytes.count {
      let byte = unsafe bytes[position]
      if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
        if byte == UInt8(ascii: "\n") && !isPreStart { lines.breakLine(isVerbatim: true) }
        position += 1
        continue
      }
      let rest = unsafe bytes[position...]
      let end = unsafe rest.firstIndex { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") } ?? bytes.count
      isPreStart = false
      if isMarkdown, fenceStart == nil { openFence() }
      lines.beginRun(in: &output)
      unsafe output.append(contentsOf: bytes[position..<end])
      position = end
    }
  }

  private func startLink(_ attributes: UnsafeMutablePointer<UnsafePointer<UInt8>?>?) {
    guard preDepth == 0 else { return }
    let target = unsafe HTMLAttribute.value("href", in: attributes)
    guard isMarkdown else {
      if let target = unsafe target { unsafe link.open(Self.bytes(target)) }
      return
    }
    var opened = LinkInProgress()
    if let target = unsafe target { unsafe opened.open(Self.bytes(target)) }
    marks.begin(.link(opened.isOpen ? opened.target : []))
  }

  private func image(_ attributes: UnsafeMutablePointer<UnsafePointer<UInt8>?>?) {
    let alternative = unsafe HTMLAttribute.value("alt", in: attributes)
    guard isMarkdown, preDepth == 0 else {
      if let alternative = unsafe alternative { unsafe text(Self.bytes(alternative)) }
      return
    }
    let source = unsafe HTMLAttribute.value("src", in: attributes)
    lines.beginRun(in: &output)
    marks.beginText(&output)
    output += Array("![".utf8)
    if let alternative = unsafe alternative { unsafe output.append(contentsOf: Self.bytes(alternative)) }
    output += Array("](".utf8)
    if let source = unsafe source { unsafe output.append(contentsOf: Self.bytes(source)) }
    output += Array(")".utf8)
  }

  private func openFence() {
    lines.beginRun(in: &output)
    fenceStart = output.count
    output += Array("```".utf8)
    lines.breakLine(isVerbatim: true)
  }

  /// Closes a code block, with more backticks than it holds in a row.
  private func closeFence() {
    guard isMarkdown, let start = fenceStart else { return }
    let longest = MarkdownMarks.longestRun(output[(start + 3)...])
    let more = [UInt8](repeating: UInt8(ascii: "`"), count: max(0, longest - 2))
    output.insert(contentsOf: more, at: start)
    lines.closeFence()
    lines.beginRun(in: &output)
    output += Array("```".utf8) + more
    fenceStart = nil
  }

  private func endLink() {
    if isMarkdown {
      guard preDepth == 0, let target = marks.end(&output) else { return }
      lines.beginRun(in: &output)
      marks.beginText(&output)
      output += Array("<".utf8) + target + Array(">".utf8)
      return
    }
    guard link.isOpen else { return }
    link.isOpen = false
    if let start = link.start {
      if output[start...].elementsEqual(link.target) { return }
      output.append(contentsOf: " (".utf8)
      output.append(contentsOf: link.target)
      output.append(UInt8(ascii: ")"))
    } else {
      lines.beginRun(in: &output)
      output.append(contentsOf: link.target)
    }
  }

  private func stop() {
    guard let context = unsafe context, let input = unsafe context.pointee.input else { return }
    // The handlers see a tag once its attributes are read: the cursor is at its `>`.
    stoppedAt = unsafe Int(input.pointee.consumed) + (input.pointee.cur - input.pointee.base)
    unsafe xmlStopParser(context)
  }

  /// Where words that are one space apart already end, so that they can be copied as they stand.
  private static func endOfLine(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
    var end = start + 1
    while end < bytes.count {
      if unsafe !isSpace(bytes[end]) {
        end += 1
      } else if unsafe bytes[end] == 0x20 && end + 1 < bytes.count && !isSpace(bytes[end + 1]) {
        end += 2
      } else {
        break
      }
    }
    return end
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x0A || byte == 0x09 || byte == 0x0D || byte == 0x0C
  }

  private static func bytes(_ string: UnsafePointer<UInt8>) -> UnsafeRawBufferPointer {
    let count = unsafe strlen(UnsafeRawPointer(string).assumingMemoryBound(to: CChar.self))
    return unsafe UnsafeRawBufferPointer(start: string, count: count)
  }
}
