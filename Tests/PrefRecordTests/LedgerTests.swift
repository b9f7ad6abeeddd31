import PrefRecord
import Testing

@Suite("Ledger")
struct LedgerTests {
  @Test("balances when every record read is accounted for")
  func balance() {
    var ledger = Ledger(inputs: ["a"])
    #expect(ledger.balances)
    ledger.read = 10
    #expect(!ledger.balances)
    ledger.written = 5
    ledger.drop(because: "x")
    ledger.drop(because: "x", count: 2)
    ledger.quarantined["json"] = 2
    #expect(ledger.dropped == ["x": 3])
    #expect(ledger.balances)
    ledger.written += 1
    #expect(!ledger.balances)
  }

  @Test("adds another run's account reason by reason")
  func merge() {
    var a = Ledger(inputs: ["a"])
    (a.read, a.written, a.blankLines) = (7, 3, 1)
    (a.dropped, a.quarantined, a.flagged) = (["x": 1, "y": 1], ["json": 2], ["identical-completions": 1])
    var b = Ledger(inputs: ["b", "-"])
    (b.read, b.written, b.blankLines) = (4, 1, 2)
    (b.dropped, b.quarantined, b.flagged) = (["y": 2], ["xml": 1], ["identical-completions": 4, "stale-id": 1])
    a.merge(b)
    #expect(a.inputs.map(\.path) == ["a", "b", "-"])
    #expect([a.read, a.written, a.blankLines] == [11, 4, 3])
    #expect(a.dropped == ["x": 1, "y": 3])
    #expect(a.quarantined == ["json": 2, "xml": 1])
    #expect(a.flagged == ["identical-completions": 5, "stale-id": 1])
    #expect(a.balances)
  }

  @Test("counts each flag of a record")
  func flags() {
    var ledger = Ledger(inputs: [])
    ledger.note([])
    ledger.note([.emptyChosen, .identical])
    ledger.note(.identical)
    #expect(ledger.flagged == ["empty-chosen": 1, "identical-completions": 2])
  }
}
