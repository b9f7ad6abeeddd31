import PrefPipeline
import Testing

@Suite("Spelling")
struct SpellingTests {
  static let names = ["prefkit", "trl", "hh-rlhf", "pandalm", "llamafactory", "stackexchange", "fields"]

  @Test(
    "finds the name that was meant, or none",
    arguments: [
      ("hh_rlhf", "hh-rlhf"), ("hhrlhf", "hh-rlhf"), ("pandalm", "pandalm"), ("panda-lm", "pandalm"),
      ("field", "fields"),
      ("stackexchang", "stackexchange"), ("llama-factory", "llamafactory"), ("trll", "trl"), ("something", nil),
      ("openassistant", nil),
    ] as [(String, String?)]
  )
  func nearest(_ word: String, _ name: String?) {
    #expect(Spelling.nearest(to: word, among: Self.names) == name)
  }

  @Test("finds nothing among nothing")
  func nothing() {
    #expect(Spelling.nearest(to: "a", among: []) == nil)
  }
}
