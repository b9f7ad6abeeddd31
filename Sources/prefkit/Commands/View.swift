import ArgumentParser
import Glibc
import PrefPipeline
import PrefRecord
import PrefReports

/// Shows pairs side by side.
struct View: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Shows pairs side by side, with the difference marked.",
    discussion: """
      The chosen completion is on the left. Words that only one side has are marked: by colour on a terminal, by angle \
      brackets elsewhere. On a terminal it stops after each pair: Enter shows the next, q ends. Control characters of the \
      data are written as escapes.

      EXAMPLES
        prefkit view pairs.jsonl.gz
        prefkit sample -n 20 pairs.jsonl.gz | prefkit view --width 160
      """
  )

  @OptionGroup(title: "Input") var input: InputOptions

  @Option(help: ArgumentHelp("Split of a shard set to read.", valueName: "name"))
  var split: String?

  @Option(help: ArgumentHelp("Columns to fill; by default those of the terminal, or 100.", valueName: "columns"))
  var width: Int?

  @OptionGroup(title: "Run") var common: RunOptions

  func validate() throws {
    if let width, !(40...1000).contains(width) { throw ValidationError("--width takes a number from 40 to 1000") }
  }

  func run() throws {
    try Failure.reporting {
      var input = input
      input.files = try ShardFolders.files(input.files, split: split)
      try common.check(["-"] + [input.rejects].compactMap { $0 }, target: nil)
      let meter = common.meter(input.files)
      let records = try RecordRun(try input.settings(common, meter: meter))
      common.announce(records)
      let page = PairPage(width: width ?? Self.terminalWidth, isColoured: Console.isFancy(1))
      let keys = isatty(1) == 1 ? unsafe open("/dev/tty", O_RDONLY | O_CLOEXEC) : -1
      defer { if keys >= 0 { close(keys) } }
      let ledger = try records.show { record in
        Console.write(page.text(record), to: 1)
        return keys < 0 || Self.wantsMore(keys)
      }
      try input.checkStrict(ledger, OutputSet())
      try common.finish("view", ledger, meter, target: nil, dependencies: input.files)
    }
  }

  private static var terminalWidth: Int {
    var size = winsize()
    guard isatty(1) == 1, unsafe ioctl(1, UInt(TIOCGWINSZ), &size) == 0, size.ws_col >= 40 else { return 100 }
    return Int(size.ws_col)
  }

  /// Reads a line of keys; the end of input, or a q, is enough.
  private static func wantsMore(_ keys: Int32) -> Bool {
    Console.write("-- Enter: next, q: end -- ", to: 2)
    var bytes = [UInt8](repeating: 0, count: 64)
    let count = unsafe bytes.withUnsafeMutableBytes { unsafe read(keys, $0.baseAddress, $0.count) }
    return count > 0 && bytes[0] != UInt8(ascii: "q")
  }
}

/// Lays a pair out in two columns.
struct PairPage {
  let width: Int
  let isColoured: Bool

  /// A word or a line end, and whether the other side has it too.
  private struct Piece {
    var word: Substring
    var isShared = true
  }

  /// The page of a record.
  func text(_ record: ShownRecord) -> String {
    var lines = [String(repeating: "=", count: width), "\(record.id.hex)\(record.isTie ? "  tie" : "")"]
    for turn in record.prompt {
      lines.append("[\(turn.role)]")
      lines += wrapped(Self.pieces(turn.text), width).map(\.text)
    }
    let column = (width - 3) / 2
    var (left, right) = (Self.pieces(record.chosen), Self.pieces(record.rejected))
    Self.markDifference(&left, &right)
    let sides = (wrapped(left, column), wrapped(right, column))
    lines.append(Self.padded("chosen", 6, to: column) + " | rejected")
    for row in 0..<max(sides.0.count, sides.1.count) {
      let a = row < sides.0.count ? sides.0[row] : ("", 0)
      let b = row < sides.1.count ? sides.1[row] : ("", 0)
      lines.append(Self.padded(a.0, a.1, to: column) + " | " + b.0)
    }
    return lines.joined(separator: "\n") + "\n\n"
  }

  private static func padded(_ text: String, _ columns: Int, to width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - columns))
  }

  /// Words and line ends.
  private static func pieces(_ text: String) -> [Piece] {
    var pieces: [Piece] = []
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      if index > 0 { pieces.append(Piece(word: "\n")) }
      pieces += line.split(separator: " ").map { Piece(word: $0) }
    }
    return pieces
  }

  /// Marks what is not in a longest common subsequence; beyond 1,500 words a side, what lies between the ends they share.
  private static func markDifference(_ a: inout [Piece], _ b: inout [Piece]) {
    var start = 0
    while start < min(a.count, b.count), a[start].word == b[start].word { start += 1 }
    var end = 0
    while end < min(a.count, b.count) - start, a[a.count - 1 - end].word == b[b.count - 1 - end].word { end += 1 }
    let (rows, columns) = (a.count - start - end, b.count - start - end)
    for index in start..<start + rows { a[index].isShared = false }
    for index in start..<start + columns { b[index].isShared = false }
    guard rows > 0, columns > 0, rows <= 1500, columns <= 1500 else { return }
    var longest = [[UInt16]](repeating: [UInt16](repeating: 0, count: columns + 1), count: rows + 1)
    for i in stride(from: rows - 1, through: 0, by: -1) {
      for j in stride(from: columns - 1, through: 0, by: -1) {
        longest[i][j] =
          a[start + i].word == b[start + j].word
          ? longest[i + 1][j + 1] + 1 : max(longest[i + 1][j], longest[i][j + 1])
      }
    }
    var (i, j) = (0, 0)
    while i < rows, j < columns {
      if a[start + i].word == b[start + j].word {
        (a[start + i].isShared, b[start + j].isShared) = (true, true)
        (i, j) = (i + 1, j + 1)
      } else if longest[i + 1][j] >= longest[i][j + 1] {
        i += 1
      } else {
        j += 1
      }
    }
  }

  /// Lines of at most so many columns, each with the columns it takes.
  private func wrapped(_ pieces: [Piece], _ width: Int) -> [(text: String, columns: Int)] {
    var lines: [(text: String, columns: Int)] = [("", 0)]
    for piece in pieces {
      if piece.word == "\n" {
        lines.append(("", 0))
        continue
      }
      let escaped = Escaping.terminal(String(piece.word))
      let word = piece.isShared || isColoured ? escaped : "<\(escaped)>"
      var rest = word[...]
      while !rest.isEmpty {
        let used = lines[lines.count - 1].columns
        let room = width - used - (used > 0 ? 1 : 0)
        if rest.count > room, used > 0 {
          lines.append(("", 0))
          continue
        }
        let part = rest.prefix(max(1, room))
        rest = rest.dropFirst(part.count)
        let shown = piece.isShared || !isColoured ? String(part) : "\u{1B}[1;33m\(part)\u{1B}[0m"
        lines[lines.count - 1].text += (used > 0 ? " " : "") + shown
        lines[lines.count - 1].columns += part.count + (used > 0 ? 1 : 0)
      }
    }
    return lines
  }
}
