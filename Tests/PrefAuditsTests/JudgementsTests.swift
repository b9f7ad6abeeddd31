import PrefFindings
import PrefRecord
import Testing

@testable import PrefAudits

@Suite("Judgements")
struct JudgementsTests {
  static func pair(_ chosen: String, _ rejected: String, _ judgements: [(String, Choice)]) -> SamplePair {
    SamplePair(
      prompt: ["p"],
      chosen: chosen,
      rejected: rejected,
      judgements: judgements.map { SamplePair.Judgement(annotator: $0.0, choice: $0.1) }
    )
  }

  static func estimate(_ metric: String, _ pairs: [SamplePair]) -> Double? {
    LabelAgreement.assess(SampleData.state(pairs), AuditSettings()).findings.first { $0.metric == metric }?.estimate
  }

  @Test("gathers single judgements of one content, whichever side they are told from")
  func gathering() throws {
    let pairs = [
      Self.pair("x", "y", [("a", .chosen)]), Self.pair("y", "x", [("b", .rejected)]),
      Self.pair("x", "y", [("c", .chosen)]), Self.pair("y", "x", [("d", .chosen)]), Self.pair("x", "z", [("d", .tie)]),
    ]
    let state = SampleData.state(pairs)
    #expect(state.judgements.items.map(\.votes.count).sorted() == [1, 4])
    // Three of four agree: 3 of 6 pairs of judgements.
    #expect(Self.estimate("agreement.all.percent", pairs) == 0.5)
    #expect(Self.estimate("agreement.all.without_majority", pairs) == 0)
    #expect(Self.estimate("agreement.all.unanimous", pairs) == 0)
  }

  @Test("keeps a row of several judgements an item of its own")
  func severalJudgements() {
    let row = Self.pair("x", "y", [("a", .chosen), ("b", .rejected)])
    let state = SampleData.state([row, row, Self.pair("x", "y", [("c", .chosen)])])
    #expect(state.judgements.items.map(\.votes.count).sorted() == [1, 2, 2])
  }

  @Test("agrees with a table made by hand")
  func table() {
    // Items with 3 judgements: AAA, AAB, A tie B, BBB. Agreeing pairs: 3, 1, 0, 3 of 3 each.
    let pairs = [
      Self.pair("1", "2", [("a", .chosen), ("b", .chosen), ("c", .chosen)]),
      Self.pair("3", "4", [("a", .chosen), ("b", .chosen), ("c", .rejected)]),
      Self.pair("5", "6", [("a", .chosen), ("b", .tie), ("c", .rejected)]),
      Self.pair("7", "8", [("a", .rejected), ("b", .rejected), ("c", .rejected)]),
    ]
    #expect(isClose(Self.estimate("agreement.all.percent", pairs), 7.0 / 12))
    // Ties left out, the third item is A against B: (1 + 1/3 + 0 + 1) / 4.
    #expect(isClose(Self.estimate("agreement.decided.percent", pairs), 7.0 / 12))
    #expect(isClose(Self.estimate("agreement.all.unanimous", pairs), 0.5))
    #expect(isClose(Self.estimate("agreement.all.without_majority", pairs), 0.25))
  }

  @Test("says why agreement is not assessed")
  func notAssessed() {
    let none = LabelAgreement.assess(SampleData.state([Self.pair("x", "y", [])]), AuditSettings())
    #expect(none.status == .notAssessed && none.reason == "no annotations")
    let single = LabelAgreement.assess(SampleData.state([Self.pair("x", "y", [("a", .tie)])]), AuditSettings())
    #expect(single.status == .notAssessed && single.reason == "no item was judged twice")
  }
}
