import PrefDedup
import PrefRecord
import Testing

@Suite("DuplicateKey")
struct DuplicateKeyTests {
  static func keys(
    _ key: DuplicateKey,
    _ rows: [(prompt: String, chosen: String, rejected: String, isTie: Bool)]
  ) -> [RecordID] {
    var batch = ComparisonBatch()
    var hasher = RecordHasher()
    return rows.map { row in
      var turn = 0..<0
      func add(_ text: String, _ role: Role) -> Range<Int> {
        batch.append(turn: Turn(role: role, content: batch.append(text: text)))
        turn = batch.turns.count - 1..<batch.turns.count
        return turn
      }
      var comparison = Comparison(
        prompt: add(row.prompt, .user),
        chosen: add(row.chosen, .assistant),
        rejected: add(row.rejected, .assistant)
      )
      comparison.isTie = row.isTie
      return key.key(of: comparison, id: hasher.id(of: comparison, in: batch), in: batch, &hasher)
    }
  }

  @Test("of a pair tells labels and ties apart")
  func pair() {
    let keys = Self.keys(
      .pair,
      [
        ("p", "a", "b", false), ("p", "a", "b", false), ("p", "b", "a", false), ("p", "a", "b", true),
        ("q", "a", "b", false), ("p", "b", "a", true),
      ]
    )
    #expect(keys[0] == keys[1])
    #expect(Set(keys).count == 5)
  }

  @Test("of a prompt looks at nothing else")
  func prompt() {
    let keys = Self.keys(.prompt, [("p", "a", "b", false), ("p", "c", "d", true), ("q", "a", "b", false)])
    #expect(keys[0] == keys[1] && keys[0] != keys[2])
  }

  @Test("of completions looks at both in their order")
  func completions() {
    let keys = Self.keys(
      .completion,
      [("p", "a", "b", false), ("q", "a", "b", false), ("p", "b", "a", false), ("p", "ab", "", false)]
    )
    #expect(keys[0] == keys[1])
    #expect(Set(keys).count == 3)
  }

  @Test("names the reason of a removal")
  func reasons() {
    #expect(
      DuplicateKey.allCases.map(\.reason) == [
        "duplicate-pair", "duplicate-prompt", "duplicate-completion", "duplicate-chosen", "duplicate-rejected",
      ]
    )
  }
}
