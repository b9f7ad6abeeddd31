/// Knows what must stand before the next piece of text: newlines, quote marks, list marks, one space.
struct TextLines {
  /// Something that puts a mark before each line it holds.
  enum Frame {
    case quote
    /// A list item; its mark is written once, and its further lines are indented by the mark's width.
    case item(mark: [UInt8], isWritten: Bool)
  }

  private var frames: [Frame] = []
  private var hasText = false
  private var pendingNewlines = 0
  /// How many frames were open at the outermost point since the last text: blank lines there carry their marks only.
  private var outermost = 0
  private var hasPendingSpace = false
  private var isContinued = false

  /// Asks for at least so many newlines before the next text.
  ///
  /// At the very beginning of a list item there is nothing to stand apart from.
  mutating func separate(by newlines: Int) {
    if startsItem || isContinued { return }
    hasPendingSpace = false
    pendingNewlines = max(pendingNewlines, newlines)
    outermost = min(outermost, frames.count)
  }

  /// Ends a line; more than one blank line is only made where text is kept as it is.
  mutating func breakLine(isVerbatim: Bool) {
    hasPendingSpace = false
    pendingNewlines = isVerbatim ? pendingNewlines + 1 : min(pendingNewlines + 1, 2)
  }

  /// Ends a run of verbatim text, whose last newlines count as one blank line.
  mutating func endVerbatim() {
    pendingNewlines = 0
    separate(by: 2)
  }

  /// Asks for exactly one newline, as before the fence that closes a code block.
  mutating func closeFence() { pendingNewlines = 1 }

  mutating func open(_ frame: Frame) { frames.append(frame) }

  mutating func close() {
    _ = frames.popLast()
    outermost = min(outermost, frames.count)
  }

  /// Ends a list item: the next one follows on the next line, whatever stood at the end of this one.
  mutating func closeItem() {
    let isEmpty = startsItem
    close()
    if isEmpty { return }
    pendingNewlines = 0
    separate(by: 1)
  }

  /// Forgets the marks; text goes on where it stopped, whatever elements the parser opens around it anew.
  mutating func closeAll() {
    frames.removeAll(keepingCapacity: true)
    outermost = 0
    isContinued = hasText
  }

  /// Notes white space, which becomes one space if text follows on the line.
  mutating func space() { hasPendingSpace = true }

  /// Writes the border between two cells of a row, which keeps them on one line.
  mutating func separateCell(startsRow: Bool, in output: inout [UInt8]) {
    if !startsRow { pendingNewlines = 0 }
    hasPendingSpace = true
    beginRun(in: &output)
    output.append(UInt8(ascii: "|"))
    hasPendingSpace = true
  }

  /// Writes what must stand before a piece of text.
  mutating func beginRun(in output: inout [UInt8]) {
    isContinued = false
    if !hasText {
      hasText = true
      writeMarks(before: frames.count, to: &output)
    } else if pendingNewlines > 0 {
      for _ in 1..<pendingNewlines {
        output.append(UInt8(ascii: "\n"))
        writeQuotes(before: min(outermost, frames.count), to: &output)
      }
      output.append(UInt8(ascii: "\n"))
      writeMarks(before: frames.count, to: &output)
    } else if hasPendingSpace {
      output.append(UInt8(ascii: " "))
    } else {
      return
    }
    (pendingNewlines, hasPendingSpace, outermost) = (0, false, frames.count)
  }

  private var startsItem: Bool {
    if case .item(_, isWritten: false) = frames.last { return true }
    return false
  }

  /// The marks of a blank line: without spaces at its end.
  private func writeQuotes(before count: Int, to output: inout [UInt8]) {
    let lastQuote = frames[..<count].lastIndex { if case .quote = $0 { true } else { false } }
    guard let lastQuote else { return }
    for frame in frames[..<lastQuote] { write(frame, to: &output) }
    output.append(UInt8(ascii: ">"))
  }

  private mutating func writeMarks(before count: Int, to output: inout [UInt8]) {
    for index in 0..<count {
      if case .item(let mark, isWritten: false) = frames[index] {
        output.append(contentsOf: mark)
        frames[index] = .item(mark: mark, isWritten: true)
      } else {
        write(frames[index], to: &output)
      }
    }
  }

  private func write(_ frame: Frame, to output: inout [UInt8]) {
    switch frame {
    case .quote: output.append(contentsOf: "> ".utf8)
    case .item(let mark, _): output.append(contentsOf: repeatElement(UInt8(ascii: " "), count: mark.count))
    }
  }
}
