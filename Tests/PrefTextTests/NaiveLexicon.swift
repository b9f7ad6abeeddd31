@testable import PrefText

/// The lexicon's detectors once more, slow and plain: scalars, strings, and no table.
enum NaiveLexicon {
  static let spaces: Set<UInt32> = Set(
    Array(0x9...0xD) + [0x20, 0x85, 0xA0, 0x1680] + Array(0x2000...0x200A)
      + [0x2028, 0x2029, 0x202F, 0x205F, 0x3000]
  )

  static func trimmed(_ text: String) -> String {
    var scalars = Array(text.unicodeScalars)[...]
    while let last = scalars.last, spaces.contains(last.value) { scalars.removeLast() }
    while let first = scalars.first, spaces.contains(first.value) { scalars.removeFirst() }
    return string(scalars)
  }

  static func lengths(of text: String) -> TextLengths {
    let scalars = Array(text.unicodeScalars)
    let words = scalars.split { spaces.contains($0.value) }.count
    var ends = 0
    for index in scalars.indices where isTerminator(scalars[index]) {
      var next = index + 1
      if next < scalars.count, isTerminator(scalars[next]) { continue }
      while next < scalars.count, "\"'\u{2019}\u{201D})]}".unicodeScalars.contains(scalars[next]) { next += 1 }
      if next == scalars.count || spaces.contains(scalars[next].value) { ends += 1 }
    }
    let sentences = ends == 0 && words > 0 ? 1 : ends
    return TextLengths(scalars: scalars.count, bytes: text.utf8.count, words: words, sentences: sentences)
  }

  static func folded(_ text: String) -> String {
    string(
      text.unicodeScalars.map { scalar in
        switch scalar.value {
        case 0x2018...0x201B, 0x2032, 0x2BC, 0xFF07, 0x60, 0xB4: "'"
        case 0x201C...0x201F, 0x2033, 0xFF02: "\""
        default: scalar
        }
      }
    )
  }

  static func tokens(of text: String) -> [String] {
    let runs = lowercased(folded(text)).unicodeScalars.split { scalar in
      switch scalar.value {
      case 0x30...0x39, 0x61...0x7A, 0xDF...0xF6, 0xF8...0xFF, 0x27, 0x2D: false
      default: true
      }
    }
    return runs.map { run in
      let end = run.lastIndex { $0 != "'" && $0 != "-" }
      return end.map { string(run[...$0].drop { $0 == "'" || $0 == "-" }) } ?? ""
    }.filter { !$0.isEmpty }
  }

  static func refusals(in text: String) -> RefusalDetectors {
    let text = trimmed(text)
    var refusals: RefusalDetectors = []
    let words = tokens(of: text)
    for (rule, pattern) in Lexicon.refusalPatterns.enumerated() {
      let slots = [PhraseList(pattern.start)] + pattern.slots
      for start in words.indices where matches(slots[...], words[start...]) {
        if start < 40 { refusals.formUnion([.pkHead40, .rule(rule)]) }
        if start < pattern.head ?? .max { refusals.insert(.pkAnywhere) }
      }
    }
    let plain = Array(lowercased(text).utf8)
    let quoted = Array(lowercased(folded(text)).utf8)
    let prefixes = Lexicon.phrases(in: Lexicon.xstestPrefixes).map { Array($0.utf8) }
    let parts = Lexicon.phrases(in: Lexicon.garakSubstrings).map { Array($0.lowercased().utf8) }
    if prefixes.contains(where: { quoted.starts(with: $0) }) { refusals.insert(.xstestFolded) }
    if prefixes.contains(where: { plain.starts(with: $0) }) { refusals.insert(.xstestRawASCII) }
    if parts.contains(where: { contains($0, in: quoted) }) { refusals.insert(.garakFolded) }
    if parts.contains(where: { contains($0, in: plain) }) { refusals.insert(.garakRawASCII) }
    return refusals
  }

  static func markers(in text: String) -> MarkerCounts {
    let words = tokens(of: text)
    var counts = InlineArray<5, Int>(repeating: 0)
    for (list, phrases) in Lexicon.markers.enumerated() {
      let phrases = Set(Lexicon.phrases(in: phrases).map(String.init))
      var index = 0
      while index < words.count {
        let ends = (index + 1...words.count).filter { phrases.contains(words[index..<$0].joined(separator: " ")) }
        if !ends.isEmpty { counts[list] += 1 }
        index = ends.last ?? index + 1
      }
    }
    return MarkerCounts(counts)
  }

  private static func matches(_ slots: ArraySlice<PhraseList>, _ words: ArraySlice<String>) -> Bool {
    guard let slot = slots.first else { return true }
    if slot.isOptional, matches(slots.dropFirst(), words) { return true }
    return Lexicon.phrases(in: slot.phrases).contains { phrase in
      let parts = phrase.split(separator: " ").map(String.init)
      return words.starts(with: parts) && matches(slots.dropFirst(), words.dropFirst(parts.count))
    }
  }

  private static func isTerminator(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "." || scalar == "!" || scalar == "?" || scalar == "\u{2026}"
  }

  private static func contains(_ part: [UInt8], in text: [UInt8]) -> Bool {
    text.count >= part.count && (0...text.count - part.count).contains { text[$0...].starts(with: part) }
  }

  /// Scalar by scalar, for `String.lowercased()` could look at neighbours.
  private static func lowercased(_ text: String) -> String {
    text.unicodeScalars.reduce(into: "") { $0 += $1.properties.lowercaseMapping }
  }

  private static func string(_ scalars: some Sequence<Unicode.Scalar>) -> String {
    var text = ""
    text.unicodeScalars.append(contentsOf: scalars)
    return text
  }
}
