/// Makes text of unknown origin safe to show: each function is for one kind of page.
///
/// Characters that would change how the rest is read (control characters, explicit direction changes, noncharacters) are
/// spelled out as `\u{…}` everywhere, so that nothing vanishes and XML 1.0, which cannot carry them, stays well-formed.
public enum Escaping {
  /// Escapes text for element content and quoted attribute values of HTML, SVG and XML.
  ///
  /// Line ends and tabs become character references, so that attribute values keep them.
  public static func markup(_ text: String) -> String {
    replace(text) { scalar in
      switch scalar {
      case "&": "&amp;"
      case "<": "&lt;"
      case ">": "&gt;"
      case "\"": "&quot;"
      case "'": "&#39;"
      case "\n": "&#10;"
      case "\r": "&#13;"
      case "\t": "&#9;"
      default: nil
      }
    }
  }

  /// Escapes text for one line of a terminal.
  public static func terminal(_ text: String) -> String {
    replace(text, lineEnd)
  }

  /// Escapes text for a paragraph, heading, list item or table cell of GitHub-flavoured Markdown.
  public static func markdown(_ text: String) -> String {
    replace(text) { scalar in
      switch scalar {
      case "&": "&amp;"
      case "<": "&lt;"
      case ">": "&gt;"
      case "\n", "\r", "\t": " "
      case "\\", "`", "*", "_", "~", "[", "]", "|", "#", "!", "$": "\\\(scalar)"
      default: nil
      }
    }
  }

  /// Writes text as a code span for a table cell of GitHub-flavoured Markdown.
  ///
  /// The fence is longer than any run of backquotes in the text; a bar is escaped, which only a table undoes.
  public static func markdownCode(_ text: String) -> String {
    let shown = replace(text) { $0 == "|" ? "\\|" : lineEnd($0) }
    let longest = shown.split { $0 != "`" }.map(\.count).max() ?? 0
    let fence = String(repeating: "`", count: longest + 1)
    let pad = longest > 0 || shown.isEmpty ? " " : ""
    return fence + pad + shown + pad + fence
  }

  /// Spells out what would end or overwrite the line.
  private static func lineEnd(_ scalar: Unicode.Scalar) -> String? {
    switch scalar {
    case "\n": "\\n"
    case "\r": "\\r"
    case "\t": "\\t"
    case "\u{2028}", "\u{2029}": spelledOut(scalar)
    default: nil
    }
  }

  private static func replace(_ text: String, _ special: (Unicode.Scalar) -> String?) -> String {
    var result = ""
    result.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
      if let replacement = special(scalar) {
        result += replacement
      } else if isTreacherous(scalar) {
        result += spelledOut(scalar)
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  private static func spelledOut(_ scalar: Unicode.Scalar) -> String {
    "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
  }

  /// Control characters, explicit direction changes and noncharacters.
  private static func isTreacherous(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0...0x1F, 0x7F...0x9F, 0x200E...0x200F, 0x202A...0x202E, 0x2066...0x2069, 0xFDD0...0xFDEF: true
    default: scalar.value & 0xFFFE == 0xFFFE
    }
  }
}
