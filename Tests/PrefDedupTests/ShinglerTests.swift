import PrefDedup
import PrefRecord
import Testing

@Suite("Shingler")
struct ShinglerTests {
  /// The number of shingles of a text that is all of a completion.
  static func count(_ text: String, _ rule: ShingleRule = .standard) -> Int {
    Texts.set(nil, text, "", rule, of: .chosen).shingles.count
  }

  @Test("makes a run of words from each word that has four after it; the role is the first word")
  func wordCounts() {
    // "assistant a b c d" is one run of five; each word more is one more.
    #expect(Self.count("a b c d") == 1)
    #expect(Self.count("a b c d e f") == 3)
    #expect(Self.count("a, b. c! d? e; (f)") == 3)
    #expect(Self.count("a_1 b2 c3 d4") == 1)
    // Runs that repeat count once.
    #expect(Self.count(String(repeating: "x ", count: 50)) == 2)
  }

  @Test("folds case, and takes no notice of what stands between words")
  func folding() {
    let plain = Texts.set(nil, "The quick brown fox jumps", "", of: .chosen)
    #expect(plain.shingles == Texts.set(nil, "the QUICK -- brown, \"fox\" jumps...", "", of: .chosen).shingles)
    #expect(plain.shingles != Texts.set(nil, "The quick brown fox jumped", "", of: .chosen).shingles)
    let umlaut = Texts.set(nil, "ÄPFEL und Öl für Straße", "", of: .chosen)
    #expect(umlaut.shingles == Texts.set(nil, "äpfel und öl für straße", "", of: .chosen).shingles)
  }

  @Test("takes scalars of scripts without spaces, and symbols, for words")
  func unspaced() {
    // Seven ideographs and the role: four runs of five.
    #expect(Self.count("今天天气非常好") == 4)
    #expect(Self.count("👍👍👎👎🎉") == 2)
    #expect(Self.count("สวัสดี") == Self.count("a b c d e f"))
    // A mark belongs to its word.
    #expect(Self.count("नमस्ते दुनिया कैसे हो") == 1)
  }

  @Test("compares texts of fewer words than a shingle has exactly")
  func short() {
    for (a, b) in [("Yes.", "Yes!"), ("yes", "Yes"), ("", " "), ("👍", "👎")] {
      let (left, right) = (Texts.set(nil, a, "", of: .chosen), Texts.set(nil, b, "", of: .chosen))
      #expect(left.shingles.count == 1 && right.shingles.count == 1)
      #expect(left.similarity(to: right) == 0, "\(a) and \(b)")
      #expect(left.similarity(to: left) == 1)
    }
  }

  @Test("gives a pair and its label-swapped copy the same set, with the sides exchanged")
  func swapped() {
    let pair = Texts.set("What is the capital of France?", "It is Paris, of course.", "It is Lyon, I think, or Nice.")
    let (paris, lyon) = ("It is Paris, of course.", "It is Lyon, I think, or Nice.")
    let swapped = Texts.set("What is the capital of France?", lyon, paris)
    #expect(pair.similarity(to: swapped) == 1)
    #expect(pair.shingles != swapped.shingles)
    #expect(pair.shingles.map { $0 >> 2 } == swapped.shingles.map { $0 >> 2 })
  }

  @Test("counts the runs of a pair: those of the prompt, and those that reach into either completion")
  func pairCounts() {
    // Prompt: user + 6 words = 7 tokens, 3 runs. Chosen: assistant + 2 = 3 tokens, so 3 runs reach into it;
    // rejected: assistant + 3 = 4 runs. The first run of each side ends at "assistant" and is the same.
    let set = Texts.set("a b c d e f", "x y", "u v w")
    #expect(set.shingles.count == 3 + 3 + 4 - 1)
    #expect(set.shingles.count { $0 & 3 == 0 } == 3)
    #expect(set.shingles.count { $0 & 3 == 3 } == 1)
  }

  @Test("makes runs of characters where it is told so, white space as one")
  func characters() throws {
    let rule = try #require(ShingleRule("chars:3"))
    // The role is one token: role a b, a b c, b c d.
    #expect(Self.count("abcd", rule) == 3)
    #expect(
      Texts.set(nil, "a \n\t b", "", rule, of: .chosen).shingles
        == Texts.set(nil, "A b", "", rule, of: .chosen).shingles
    )
    #expect(ShingleRule("words:0") == nil && ShingleRule("chars") == nil && ShingleRule("lines:3") == nil)
  }

  @Test("is the same for long words that differ only at one place")
  func longWords() {
    let base = Array(repeating: "a", count: 40)
    var seen: Set<[UInt64]> = []
    for place in 0..<40 {
      var letters = base
      letters[place] = "b"
      seen.insert(Texts.set(nil, "one two three \(letters.joined())", "", of: .chosen).shingles)
    }
    #expect(seen.count == 40)
  }
}
