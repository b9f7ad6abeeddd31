import PrefXML

/// What becomes of texts that a source holds in HTML.
public enum HTMLRendering: String, Sendable, CaseIterable {
  /// Plain text that reads as the page does.
  case text
  /// Markdown: headings, emphasis, code and links keep their marks.
  case markdown
  /// HTML, byte for byte.
  case keep
}

/// Turns HTML into what the user asked for.
///
/// Not thread-safe.
final class HTMLConverter {
  private let parser: HTMLText?

  init(_ rendering: HTMLRendering) {
    parser =
      switch rendering {
      case .text: HTMLText()
      case .markdown: HTMLText(.markdown)
      case .keep: nil
      }
  }

  /// Appends what some HTML becomes.
  func append(_ html: UnsafeRawBufferPointer, to output: inout [UInt8]) {
    if let parser { unsafe parser.append(html, to: &output) } else { unsafe output.append(contentsOf: html) }
  }
}
