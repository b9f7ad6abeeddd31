import Testing

@testable import PrefText

@Suite struct VocabularyTests {
  @Test func numbersEveryWordOfTheLexiconApart() {
    let vocabulary = Vocabulary(Lexicon.words)
    let numbers = Lexicon.words.map { vocabulary.number(of: $0) }
    #expect(Set(numbers).count == Lexicon.words.count)
    #expect(numbers.allSatisfy { $0 > 0 && Int($0) < Vocabulary.numberBound })
  }

  @Test(arguments: ["a", "zebra", "sorr", "sorryy", "programmin", "programminG", "intelligences", "'"])
  func doesNotKnowOtherWords(word: String) {
    let vocabulary = Vocabulary(Lexicon.words)
    let isWord = Lexicon.words.contains(word[...])
    #expect((vocabulary.number(of: word[...]) != 0) == isWord)
  }
}
