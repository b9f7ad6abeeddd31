import PrefRecord
import Testing

@Suite("ComparisonBatch")
struct ComparisonBatchTests {
  @Test("forgets what was added since a mark, and nothing else")
  func rewind() {
    var batch = ComparisonBatch()
    batch.add(prompt: [(.user, "kept")], chosen: [(.assistant, "a")], rejected: [(.assistant, "b")])
    batch.append(annotation: Annotation(annotator: batch.append(text: "ann"), choice: .tie))
    let mark = batch.mark
    let before = batch
    batch.add(prompt: [(.user, "half")], chosen: [(.assistant, "c")], rejected: [])
    batch.append(annotation: Annotation(annotator: batch.append(text: "bob"), choice: .chosen))
    batch.append(score: Score(name: batch.append(text: "s"), chosen: .empty, rejected: .empty))
    batch.rewind(to: mark)
    #expect(batch.text == before.text)
    #expect(batch.turns == before.turns)
    #expect(batch.annotations == before.annotations)
    #expect(batch.scores.isEmpty)
    #expect(batch.comparisons.count == 1 && mark.comparisonCount == 1)
    #expect(batch.string(batch.turns[0].content) == "kept")
  }

  @Test("forgets everything of the block before")
  func removeAll() {
    var batch = ComparisonBatch()
    batch.add(prompt: [], chosen: [(.assistant, "a")], rejected: [(.assistant, "b")])
    batch.dropped["x"] = 1
    batch.blankLines = 2
    batch.removeAll()
    #expect(batch.text.isEmpty && batch.turns.isEmpty && batch.comparisons.isEmpty)
    #expect(batch.dropped.isEmpty && batch.blankLines == 0)
  }

  @Test("notes empty, identical and several-turn completions")
  func flags() {
    let cases: [(chosen: [Message], rejected: [Message], flags: RecordFlags)] = [
      ([(.assistant, "a")], [(.assistant, "b")], []),
      ([(.assistant, "")], [(.assistant, "b")], .emptyChosen),
      ([(.assistant, "a")], [(.assistant, "")], .emptyRejected),
      ([(.assistant, "")], [(.assistant, "")], [.emptyChosen, .emptyRejected, .identical]),
      ([(.assistant, "a")], [(.assistant, "a")], .identical),
      ([(.assistant, "a")], [(.user, "a")], []),
      ([(.assistant, "a"), (.user, "b")], [(.assistant, "ab")], .promptMismatch),
    ]
    var batch = ComparisonBatch()
    for (index, one) in cases.enumerated() {
      batch.add(prompt: [], chosen: one.chosen, rejected: one.rejected)
      #expect(batch.comparisons[index].flags == one.flags)
    }
  }
}
