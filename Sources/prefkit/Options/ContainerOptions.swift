import ArgumentParser
import PrefFormats

/// Inputs with a format each, and how what they hold is laid out.
struct ContainerOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "An input with a format of its own, such as hh-rlhf:a.jsonl.gz. May be repeated; such inputs are read after those "
        + "that are named without a format.",
      valueName: "format:file"
    ),
    completion: .list(FormatRegistry.all.map { "\($0.name):" })
  )
  var input: [String] = []

  @Option(
    help: ArgumentHelp(
      "What stands between the cells of a table: tab, or a character; by default it is found among , ; tab and |.",
      valueName: "character"
    )
  )
  var separator: Separator?

  @Option(help: "What becomes of texts in HTML: text, markdown, or keep, byte for byte.")
  var html = HTMLRendering.text

  @Option(
    help: ArgumentHelp(
      "What an answer of a Stack Exchange dump is worth: its votes, or pm, which is round(log2(1 + votes)), 1 more if "
        + "accepted, -1 for negative votes.",
      valueName: "rule"
    )
  )
  var scoreRule = ScoreRule.votes

  /// The inputs, taken apart.
  func inputs() throws -> [(format: String, path: String)] {
    try input.map { entry in
      let parts = entry.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 2, !parts[1].isEmpty else {
        throw Failure.usage("--input \(entry): expected FORMAT:FILE", fix: "write --input trl:pairs.jsonl, for example")
      }
      guard parts[0] == "auto" || FormatRegistry.format(named: parts[0]) != nil else {
        throw Failure.usage(
          "--input \(entry): there is no format named \"\(parts[0])\"",
          fix: Failure.suggestion(parts[0], FormatRegistry.all.map { $0.name }, "prefkit formats")
        )
      }
      return (parts[0], parts[1])
    }
  }

  /// The files of the inputs.
  var paths: [String] {
    input.compactMap { $0.split(separator: ":", maxSplits: 1).dropFirst().first.map(String.init) }
  }
}

/// What stands between the cells of a table.
struct Separator: ExpressibleByArgument {
  let byte: UInt8

  private static let names = ["tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "pipe": "|"]

  init?(argument: String) {
    let text = Self.names[argument] ?? argument
    guard let byte = text.utf8.first, text.utf8.count == 1, byte == 0x09 || (0x20..<0x7F).contains(byte),
      byte != UInt8(ascii: "\"")
    else { return nil }
    self.byte = byte
  }
}

extension HTMLRendering: ExpressibleByArgument {}
extension ScoreRule: ExpressibleByArgument {}
