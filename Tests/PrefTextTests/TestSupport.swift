import Testing

@testable import PrefText

/// SplitMix64: the same texts for the same seed, which every failure prints.
struct SeededGenerator: RandomNumberGenerator {
  private(set) var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }

  mutating func text(from scalars: [Unicode.Scalar], atMost length: Int) -> String {
    var text = ""
    for _ in 0..<Int.random(in: 0...length, using: &self) {
      text.unicodeScalars.append(scalars.randomElement(using: &self) ?? " ")
    }
    return text
  }
}

/// Scalars at which counting can go wrong: white space, terminators, quotes, and their neighbours in UTF-8.
let trickyScalars: [Unicode.Scalar] = [
  "a", "b", "Z", "7", " ", " ", "\t", "\n", "\r", "\u{B}", "\u{1C}", "\u{1F}", "\u{85}", "\u{A0}", "\u{A1}", "\u{C5}",
  "\u{1680}", "\u{1681}", "\u{2000}", "\u{200A}", "\u{200B}", "\u{2019}", "\u{201D}", "\u{2026}", "\u{2028}",
  "\u{2029}", "\u{202F}", "\u{205F}", "\u{2060}", "\u{3000}", "\u{3001}", "\u{130}", ".", "!", "?", "\"", "'", ")",
  "]", "}", "`", "-", "\u{1F600}", "\u{200D}", "\u{4E2D}",
]

/// Lends the text's bytes for one call, which is what makes it safe.
@safe
func measure<Result>(_ text: String, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
  measure(Array(text.utf8), body)
}

/// Lends the text's bytes for one call, which is what makes it safe.
@safe
func measure<Result>(_ bytes: [UInt8], _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
  unsafe bytes.withUnsafeBytes { unsafe body($0) }
}

func measures(of text: String) -> TextMeasures {
  var meter = TextMeter()
  return measure(text) { unsafe meter.measure($0) }
}
