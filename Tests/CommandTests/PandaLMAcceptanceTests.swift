import Foundation
import Testing

@Suite("PandaLM test set, 999 pairs", .enabled(if: Shared.pandaLM != nil, "no shared data"))
struct PandaLMAcceptanceTests {
  let space: Workspace

  init() throws {
    space = try Workspace()
    let file = try #require(Shared.pandaLM)
    try FileManager.default.createSymbolicLink(at: space.url("pandalm.json"), withDestinationURL: file)
  }

  @Test func booleansAreSetAsideWhereTheyStand() throws {
    try space.must("ingest", "pandalm.json", "-o", "rows.jsonl", "--rejects", "rejects.jsonl", "--ledger", "run.json")
    let ledger = try object(try space.data("run.json"))
    #expect(ledger["read"] as? Int == 999 && ledger["written"] as? Int == 993)
    #expect(ledger["quarantined"] as? [String: Int] == ["wrong-type": 6])
    let text = lines(try space.data("pandalm.json"))
    let rejects = try rows(try space.data("rejects.jsonl"))
    #expect(rejects.count == 6)
    for reject in rejects {
      #expect(reject["file"] as? String == "pandalm.json" && reject["row"] as? Int ?? 0 > 0)
      let line = try #require(reject["line"] as? Int)
      let column = try #require(reject["column"] as? Int)
      let there = String(decoding: text[line - 1].dropFirst(column - 1).prefix(5), as: UTF8.self)
      #expect(there.hasPrefix("true") || there.hasPrefix("false"), "\(line):\(column) is \(there)")
    }
  }

  @Test func agreementIsThePublishedOne() throws {
    try space.must("ingest", "pandalm.json", "-o", "rows.jsonl", "--booleans-as-text")
    try space.must("audit", "rows.jsonl", "--report", "x.json", "--quiet")
    let report = try object(try space.data("x.json"))
    #expect((report["ledger"] as? Row)?["read"] as? Int == 999)
    let figures = try AuditFigures(report)
    let table = try #require(figures.tables["agreement.shown.cohen_pairs"])
    let columns = try #require(figures.columns["agreement.shown.cohen_pairs"])
    let kappa = try #require(columns.firstIndex(of: "kappa"))
    let found = table.compactMap { $0[kappa] as? Double }.sorted()
    #expect(found.count == 3)
    for (value, expected) in zip(found, [0.8520, 0.8617, 0.8789]) { #expect(abs(value - expected) < 5e-5) }
    for name in ["fleiss_kappa", "krippendorff_alpha_nominal"] {
      let value = try #require(figures.estimate("agreement.shown.\(name)"))
      #expect(abs(value - 0.8642) < 5e-5, "\(name): \(value)")
    }
    #expect(figures.count("length.scalars.longer_wins", "n") == 894)
    let longer = try #require(figures.estimate("length.scalars.longer_wins_without_ties"))
    #expect(abs(longer - 0.6753) < 5e-5, "longer wins \(longer)")
  }
}
