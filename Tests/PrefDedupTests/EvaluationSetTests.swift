import PrefDedup
import Testing

@Suite("EvaluationSet")
struct EvaluationSetTests {
  static func words(_ text: String) -> [UInt64] {
    var reader = WordReader()
    return unsafe Array(text.utf8).withUnsafeBytes { unsafe reader.words(of: $0) }
  }

  static func set(_ texts: [String], _ change: (inout ContaminationRule) -> Void = { _ in }) -> EvaluationSet {
    var rule = ContaminationRule()
    change(&rule)
    var set = EvaluationSet(rule)
    for (index, text) in texts.enumerated() {
      set.add(EvaluationText(file: "e", row: UInt64(index + 1), part: .prompt), [words(text)])
    }
    return set
  }

  static func find(_ turns: [String], in set: EvaluationSet) -> Contamination? {
    var scratch = EvaluationSet.Scratch()
    return set.contamination(of: .prompt, turns.map(words), &scratch)
  }

  static let alphabet = "a b c d e f g h i j k l m n o p q r s t"

  @Test("finds the same words whatever their case and punctuation, in the whole or in one turn")
  func exact() {
    let set = Self.set(["Say hello!", Self.alphabet])
    #expect(Self.find(["say... HELLO"], in: set)?.kind == .exact)
    #expect(Self.find(["Something else", "Say hello."], in: set)?.turn == 1)
    #expect(Self.find(["say", "hello"], in: set)?.text.row == 1)
    #expect(Self.find(["say hello there"], in: set) == nil)
  }

  @Test("counts the item's runs that are in the record")
  func containment() throws {
    // 20 words: 8 runs of 13. The record has the first 16 words: 4 runs.
    let set = Self.set([Self.alphabet])
    let found = try #require(Self.find(["x y a b c d e f g h i j k l m n o p z"], in: set))
    #expect(found.kind == .ngram && found.overlap == 0.5)
    #expect(found.words == 2..<18)
    // 15 words are 3 runs of 8.
    #expect(Self.find(["x y a b c d e f g h i j k l m n o z"], in: set) == nil)
    // Runs do not cross turns.
    #expect(Self.find(["a b c d e f g h", "i j k l m n o p q"], in: set) == nil)
  }

  @Test("takes the item with the greatest containment, and the first of equals")
  func best() throws {
    let set = Self.set(["\(Self.alphabet) u v w x y z", Self.alphabet, Self.alphabet])
    #expect(try #require(Self.find(["\(Self.alphabet) 1 2 3"], in: set)).text.row == 2)
  }

  @Test("finds near-duplicates where it is asked to")
  func near() throws {
    // 20 words: 16 runs of 5; with the last word another, 15 are shared: 15 / 17.
    let changed = "a b c d e f g h i j k l m n o p q r s x"
    let set = Self.set([changed]) { ($0.threshold, $0.containment) = (0.8, 1) }
    let found = try #require(Self.find([Self.alphabet], in: set))
    #expect(found.kind == .near && found.overlap == 15.0 / 17.0)
    #expect(Self.find([Self.alphabet], in: Self.set([changed]) { $0.containment = 1 }) == nil)
  }

  @Test("compares only the sides it is told to")
  func sides() {
    var set = EvaluationSet(ContaminationRule())
    set.add(EvaluationText(file: "e", row: 1, part: .chosen), [Self.words("one two three")])
    set.add(EvaluationText(file: "e", row: 2, part: .prompt), [Self.words("…")])
    #expect(set.count == 0 && set.wordless == 1)
  }

  @Test(
    "finds as many words to point at as it compares",
    arguments: [
      "plain words, and more_of 2 them", "Ünïcödé wörds für alle", "今天 天气 OK 好", "नमस्ते दुनिया", "👍 yes 👎no", "", "  ",
      "a\u{301}b c",
    ]
  )
  func ranges(_ text: String) {
    let ranges = unsafe Array(text.utf8).withUnsafeBytes { unsafe WordReader.ranges(of: $0) }
    #expect(ranges.count == Self.words(text).count)
    let pieces = ranges.map { String(decoding: Array(text.utf8)[$0], as: UTF8.self) }
    #expect(pieces.map(Self.words).flatMap { $0 } == Self.words(text))
  }
}
