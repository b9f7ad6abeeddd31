import PrefJSON
import PrefRecord

/// Reads verdicts and votes that a source spells in words of its own.
struct VerdictReader: Sendable {
  private let words: [(word: [UInt8], verdict: Verdict)]
  private let expected: String

  /// Takes the words for each verdict.
  ///
  /// - Throws: `FormatOptionError` where a side has no word, or a word names two verdicts.
  init(_ options: VerdictOptions) throws(FormatOptionError) {
    guard !options.firstIf.isEmpty, !options.secondIf.isEmpty else {
      throw FormatOptionError(
        "a verdict needs --first-if WORD and --second-if WORD, which say what names the first and the second completion"
      )
    }
    let all =
      options.firstIf.map { ($0, Verdict.first) } + options.secondIf.map { ($0, Verdict.second) }
      + options.tieIf.map { ($0, Verdict.tie) }
    for (index, entry) in all.enumerated() where all[..<index].contains(where: { $0.0 == entry.0 }) {
      throw FormatOptionError("\"\(entry.0)\" names two verdicts; --first-if, --second-if and --tie-if share no word")
    }
    words = all.map { (Array($0.0.utf8), $0.1) }
    expected = all.map { "\"\($0.0)\"" }.joined(separator: ", ")
  }

  /// Reads a verdict: a text, or a number or truth value that is written like one of the words.
  func verdict(_ value: JSONValue, field: String) throws(RecordError) -> Verdict {
    let written = unsafe value.kind == .string ? value.text : value.raw
    let isScalar = value.kind != .object && value.kind != .array && !value.isNull
    if isScalar, let found = words.first(where: { unsafe written.elementsEqual($0.word) }) { return found.verdict }
    throw RecordError(.unexpectedValue(field: field, expected: "one of \(expected)"), at: value.offset)
  }
}
