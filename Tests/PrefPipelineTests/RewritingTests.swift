import PrefJSON
import PrefRecord
import PrefText
import Testing

@testable import PrefPipeline

@Suite("Rewriting")
struct RewritingTests {
  static func batch(_ texts: [String], metadata: String = "", annotators: [String] = []) -> ComparisonBatch {
    var batch = ComparisonBatch()
    for text in texts { batch.append(turn: Turn(role: .user, content: batch.append(text: text))) }
    for name in annotators {
      batch.append(annotation: Annotation(annotator: batch.append(text: name), choice: .chosen))
    }
    var comparison = Comparison(prompt: 0..<1, chosen: 1..<2, rejected: 2..<3)
    comparison.annotations = 0..<annotators.count
    comparison.metadata = batch.append(text: metadata)
    (comparison.id, comparison.rawIsCanonical) = (RecordID(high: 1, low: 2), true)
    batch.append(comparison)
    return batch
  }

  static func texts(_ batch: ComparisonBatch) -> [String] { batch.turns.map { batch.string($0.content) } }

  @Test(
    "changes what is asked for, and nothing else",
    arguments: [
      (.nfc, ["e\u{301} ", "a", "b"], ["\u{E9} ", "a", "b"]), (.trim, [" a\n", "\u{3000}b c ", ""], ["a", "b c", ""]),
      (.foldWhiteSpace, [" a \n\t b", "c\u{A0}\u{2028}d", "e"], [" a b", "c d", "e"]),
      ([.nfc, .trim, .foldWhiteSpace], [" A\u{30A}\n\n", "b", "c"], ["\u{C5}", "b", "c"]),
    ] as [(TextNormalization, [String], [String])]
  )
  func normalizes(_ normalization: TextNormalization, _ texts: [String], _ expected: [String]) {
    var rewriting = Rewriting()
    rewriting.normalization = normalization
    var batch = Self.batch(texts)
    BatchRewriter(rewriting).rewrite(&batch)
    // Swift compares strings by canonical equivalence: bytes tell forms apart.
    #expect(Self.texts(batch).map { Array($0.utf8) } == expected.map { Array($0.utf8) })
    #expect(batch.comparisons[0].flags.contains(.normalized))
    #expect(batch.comparisons[0].id == .zero && !batch.comparisons[0].rawIsCanonical)
  }

  @Test("leaves records alone that are in the form already, and by default all")
  func unchanged() {
    for normalization in [[], [.nfc, .trim, .foldWhiteSpace]] as [TextNormalization] {
      var rewriting = Rewriting()
      rewriting.normalization = normalization
      var batch = Self.batch(["\u{E9}", "a b", "c"])
      BatchRewriter(rewriting).rewrite(&batch)
      #expect(batch.comparisons[0].flags == [] && batch.comparisons[0].id == RecordID(high: 1, low: 2))
    }
  }

  @Test("says anew what is empty or the same")
  func flags() {
    var rewriting = Rewriting()
    rewriting.normalization = .trim
    var batch = Self.batch(["p", " ", "\n"])
    #expect(batch.comparisons[0].flags == [])
    BatchRewriter(rewriting).rewrite(&batch)
    #expect(batch.comparisons[0].flags == [.normalized, .emptyChosen, .emptyRejected, .identical])
  }

  /// From `printf %s NAME | openssl dgst -sha256 -hmac salt`.
  static let known = ["7": "449975cd3205addb8032f41953d4a963", "ann": "5c72f4886bc4408f8687cb4ebdda13dc"]

  @Test("gives a name the hash that openssl gives it")
  func pseudonyms() {
    for (name, hash) in Self.known { #expect(PersonalData(salt: "salt").pseudonym(Array(name.utf8)) == hash) }
    #expect(PersonalData(salt: "other").pseudonym(Array("7".utf8)) != Self.known["7"])
  }

  @Test("replaces people in annotations and metadata, and leaves out links to them")
  func people() throws {
    let metadata =
      #"{"user_id":7,"a":[{"author":"ann","author_profile":"https:\/\/e.org\/7","n":1.50}],"worker":["7",null]}"#
    var rewriting = Rewriting()
    rewriting.salt = "salt"
    var batch = Self.batch(["p", "ann", "7"], metadata: metadata, annotators: ["ann", ""])
    BatchRewriter(rewriting).rewrite(&batch)
    let (seven, ann) = (try #require(Self.known["7"]), try #require(Self.known["ann"]))
    #expect(
      batch.string(batch.comparisons[0].metadata)
        == #"{"user_id":"\#(seven)","a":[{"author":"\#(ann)","n":1.50}],"worker":["\#(seven)",null]}"#
    )
    #expect(batch.annotations.map { batch.string($0.annotator) } == [ann, ""])
    // Texts are never searched for names.
    #expect(Self.texts(batch) == ["p", "ann", "7"])
  }

  @Test(
    "leaves metadata without people as it stands",
    arguments: ["{}", #"{"x": {"user" : "a"} }"#, "no JSON", "{\"author\":null}"]
  )
  func others(_ metadata: String) {
    #expect(PersonalData(salt: "s").replaced(Array(metadata.utf8)) == nil)
  }
}
