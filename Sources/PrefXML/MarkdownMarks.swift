/// The inline elements that are open, and the marks that Markdown has for them.
///
/// A mark is written before the first text of its element and after the last: so spaces at the ends of an element stand
/// outside of its marks, and an element without text leaves none.
struct MarkdownMarks {
  /// An inline element.
  enum Kind {
    case emphasis([UInt8])
    case code
    case link([UInt8])
  }

  private var open: [(kind: Kind, start: Int?)] = []

  mutating func removeAll() { open.removeAll(keepingCapacity: true) }

  /// Opens an element.
  mutating func begin(_ kind: Kind) { open.append((kind, nil)) }

  /// Notes that text follows at the end of the output, and writes the marks that stand before it.
  mutating func beginText(_ output: inout [UInt8]) {
    for index in open.indices where open[index].start == nil {
      open[index].start = output.count
      if case .emphasis(let mark) = open[index].kind { output += mark }
    }
  }

  /// Closes the innermost element, and writes the marks that stand after it.
  ///
  /// - Returns: The target of a link that has no text.
  mutating func end(_ output: inout [UInt8]) -> [UInt8]? {
    guard let (kind, start) = open.popLast() else { return nil }
    switch kind {
    case .emphasis(let mark): if start != nil { output += mark }
    case .code:
      guard let start else { return nil }
      Self.fence(from: start, atLeast: 1, in: &output)
    case .link(let target):
      guard let start else { return target.isEmpty ? nil : target }
      if target.isEmpty || output[start...].elementsEqual(target) { return nil }
      output.insert(UInt8(ascii: "["), at: start)
      output += Array("](".utf8) + target + Array(")".utf8)
    }
    return nil
  }

  /// Closes the innermost element, which has a mark before it only.
  mutating func endPrefix() { _ = open.popLast() }

  /// Puts backticks around what stands at the end of the output: more than it holds in a row.
  private static func fence(from start: Int, atLeast count: Int, in output: inout [UInt8]) {
    let longest = longestRun(output[start...])
    let mark = [UInt8](repeating: UInt8(ascii: "`"), count: max(count, longest == 0 ? 1 : longest + 1))
    // A space keeps backticks at the ends apart from the mark.
    let space = longest > 0 ? [UInt8(ascii: " ")] : []
    output.insert(contentsOf: mark + space, at: start)
    output += space + mark
  }

  /// The longest run of backticks.
  static func longestRun(_ bytes: ArraySlice<UInt8>) -> Int {
    var (longest, run) = (0, 0)
    for byte in bytes {
      run = byte == UInt8(ascii: "`") ? run + 1 : 0
      longest = max(longest, run)
    }
    return longest
  }
}
