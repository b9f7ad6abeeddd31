import PrefDedup
import PrefRecord
import Testing

@Suite("ShingleSet")
struct ShingleSetTests {
  @Test("has the Jaccard similarity that counting gives")
  func similarity() {
    // assistant a b c d e f g h: 5 runs; with the last word another: 4 of 6 in both.
    let a = Texts.set(nil, "a b c d e f g h", "", of: .chosen)
    let b = Texts.set(nil, "a b c d e f g x", "", of: .chosen)
    #expect(a.similarity(to: b) == 4.0 / 6.0)
    #expect(b.similarity(to: a) == 4.0 / 6.0)
    #expect(a.similarity(to: b, atLeast: 4.0 / 6.0) == 4.0 / 6.0)
    #expect(a.similarity(to: b, atLeast: 0.667) == nil)
    #expect(a.similarity(to: a, atLeast: 1) == 1)
  }

  @Test("tells an opposite preference from the same one")
  func agreement() {
    let prompt = "Which of these two answers is the better one, and why do you think so?"
    let (good, bad) = ("The first one is better since it is shorter.", "The second one is worse since it is longer.")
    let pair = Texts.set(prompt, good, bad)
    #expect(pair.agreement(with: Texts.set(prompt, good, bad)) == .same)
    #expect(pair.agreement(with: Texts.set(prompt, bad, good)) == .opposite)
    #expect(pair.agreement(with: Texts.set(prompt + " Say.", good + " Yes.", bad)) == .same)
    #expect(pair.agreement(with: Texts.set(prompt + " Say.", bad, good + " Yes.")) == .opposite)
  }

  @Test("tells completions apart that differ in one token, or in none that is a word")
  func oneToken() {
    let prompt = "How many legs does a spider have? Answer in a full sentence, please."
    let (eight, six) = ("A spider has 8 legs in all.", "A spider has 6 legs in all.")
    #expect(Texts.set(prompt, eight, six).agreement(with: Texts.set(prompt, six, eight)) == .opposite)
    let (plus, minus) = ("It is 2+2=4, as all know.", "It is 2-2=4, as all know.")
    let signs = Texts.set(prompt, plus, minus)
    #expect(signs.agreement(with: Texts.set(prompt, minus, plus)) == .opposite)
    #expect(signs.agreement(with: signs) == .same)
  }

  @Test("sets ties against decisions, and takes ties for the same whatever their order")
  func ties() {
    let (prompt, a, b) = ("Which one of the two do you like more?", "I like the red one more.", "I like the blue one.")
    let decided = Texts.set(prompt, a, b)
    let tie = Texts.set(prompt, a, b, isTie: true)
    #expect(decided.agreement(with: tie) == .tieAgainstDecision)
    #expect(tie.agreement(with: Texts.set(prompt, b, a, isTie: true)) == .same)
  }
}
