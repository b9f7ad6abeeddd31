import PrefRecord
import Testing

@testable import PrefAudits

@Suite("HarmLabel")
struct HarmLabelTests {
  @Test(
    "reads labels as people write them, and nothing else",
    arguments: [
      ("true", .harmful), (#""harmful""#, .harmful), (#""unsafe""#, .harmful), ("false", .benign),
      (#""benign""#, .benign), (#""safe""#, .benign), ("1", .unknown), ("null", .unknown), (#""Safe""#, .unknown),
    ] as [(String, PairRow.Harm)]
  )
  func labels(_ value: String, _ harm: PairRow.Harm) {
    #expect(HarmLabel.read("{\"a\":1,\"harm\":\(value)}", field: "harm") == harm)
    #expect(HarmLabel.read("{\"a\":1,\"harm\":\(value)}", field: "a") == .unknown)
  }

  @Test("leaves what is no object unknown")
  func others() {
    #expect(HarmLabel.read("", field: "harm") == .unknown)
    #expect(HarmLabel.read("[true]", field: "harm") == .unknown)
  }

  @Test("makes the two shares that matter, of the pairs with a label alone")
  func shares() throws {
    var (batch, observer, state) = (ComparisonBatch(), Observer(harmField: "harm"), AuditState())
    let rows: [(chosen: String, rejected: String, harm: String)] = [
      (SampleData.refusal, "Sure.", "false"), ("Sure.", SampleData.refusal, "false"), ("Sure.", "No.", "false"),
      ("Yes.", "Sure.", "\"safe\""), ("Sure.", SampleData.refusal, "true"), (SampleData.refusal, "Sure.", "true"),
      (SampleData.refusal, "Sure.", "null"),
    ]
    for (index, row) in rows.enumerated() {
      batch.add(SamplePair(prompt: ["\(index)"], chosen: row.chosen, rejected: row.rejected))
      batch.comparisons[index].metadata = batch.append(text: "{\"harm\":\(row.harm)}")
    }
    state.add(observer.observe(batch))
    state.sort()
    let findings = RefusalBias.assess(state, AuditSettings()).findings
    let benign = try #require(findings.first { $0.metric == "refusal.benign.chosen_over_compliance" })
    let harmful = try #require(findings.first { $0.metric == "refusal.harmful.compliance_over_refusal" })
    #expect(benign.estimate == 0.25 && benign.n == 4)
    #expect(harmful.estimate == 0.5 && harmful.n == 2)
    let unlabelled = RefusalBias.assess(SampleData.state(SampleData.pairs(9, seed: 1)), AuditSettings()).findings
    #expect(unlabelled.first { $0.metric == "refusal.benign.chosen_over_compliance" }?.reason == "not-identified")
  }
}
