import Foundation
import Testing

@Suite("Properties of rows")
struct RowPropertyTests {
  static let samples = [
    "hh-style.jsonl", "trl-conversational.jsonl", "pandalm-style.json", "stackexchange-style.xml",
    "llamafactory-sharegpt.json",
  ]

  @Test(arguments: samples) func dedupOfDedupChangesNothing(_ sample: String) throws {
    let space = try Workspace()
    try space.must("ingest", "samples/\(sample)", "-o", "rows.jsonl", "-q")
    for key in ["pair", "prompt", "completion"] {
      try space.must("dedup", "rows.jsonl", "--on", key, "-o", "once.jsonl", "-q")
      try space.must("dedup", "once.jsonl", "--on", key, "-o", "twice.jsonl", "--removed", "removed.jsonl", "-q")
      #expect(try space.data("once.jsonl") == space.data("twice.jsonl"))
      #expect(try space.data("removed.jsonl").isEmpty)
    }
  }

  @Test(arguments: samples) func canonicalRowsAreReadAsTheyAre(_ sample: String) throws {
    let space = try Workspace()
    try space.must("ingest", "samples/\(sample)", "-o", "rows.jsonl", "-q")
    try space.must("ingest", "rows.jsonl", "-o", "again.jsonl", "-q")
    #expect(try space.data("rows.jsonl") == space.data("again.jsonl"))
    // Another order of keys is the same row. (jq writes 0.0 as 0, so samples with numbers are left out.)
    guard ["hh-style.jsonl", "llamafactory-sharegpt.json"].contains(sample) else { return }
    let sorted = try space.shell("jq -cS . rows.jsonl | prefkit ingest --format prefkit -q")
    #expect(sorted.output == (try space.data("rows.jsonl")), "\(sorted.errors)")
  }

  /// The id is the hash of the content: the same pair has it wherever it comes from.
  @Test func thePairAloneMakesTheID() throws {
    let space = try Workspace()
    try space.must(
      "ingest",
      "samples/fields.jsonl",
      "--format",
      "fields",
      "--map",
      "prompt=question",
      "--map",
      "chosen=good",
      "--map",
      "rejected=bad",
      "-o",
      "a.jsonl"
    )
    let renamed = try space.shell(
      """
      jq -c '{prompt: [{role: "user", content: .question}], chosen: [{role: "assistant", content: .good}],
        rejected: [{role: "assistant", content: .bad}]}' samples/fields.jsonl | prefkit ingest --dataset x -o b.jsonl -q
      """
    )
    #expect(renamed.status == 0, "\(renamed.errors)")
    let ids = try ["a.jsonl", "b.jsonl"].map { try rows(space.data($0)).map { $0["id"] as? String } }
    #expect(ids[0] == ids[1] && ids[0].count == 21)
  }

  @Test(arguments: ["hh-style.jsonl", "trl-conversational.jsonl", "pandalm-style.json"])
  func exchangingTheSidesMirrorsTheAudit(_ sample: String) throws {
    let space = try Workspace()
    try space.must("ingest", "samples/\(sample)", "-o", "rows.jsonl", "-q")
    let swapped = try rows(try space.data("rows.jsonl")).map { row -> Data in
      let turned: Row = [
        "prompt": row["prompt"] ?? [], "chosen": row["rejected"] ?? [], "rejected": row["chosen"] ?? [],
      ]
      return try JSONSerialization.data(withJSONObject: turned)
    }
    // Ties have no side to exchange.
    let kept = try rows(try space.data("rows.jsonl")).map { $0["tie"] as? Bool != true }
    try space.write(joined(zip(swapped, kept).filter(\.1).map(\.0)), "swapped.jsonl")
    try space.must("ingest", "swapped.jsonl", "-o", "swapped.canonical.jsonl", "-q")
    try space.must("audit", "rows.jsonl", "--report", "a.json", "-q")
    try space.must("audit", "swapped.canonical.jsonl", "--report", "b.json", "-q")
    let (a, b) = (
      try AuditFigures(try object(try space.data("a.json"))), try AuditFigures(try object(try space.data("b.json")))
    )
    for unit in ["words", "scalars", "bytes", "sentences"] {
      for metric in ["longer_wins", "longer_wins_without_ties"] {
        let (x, y) = (a.estimate("length.\(unit).\(metric)"), b.estimate("length.\(unit).\(metric)"))
        #expect(isClose(x.map { 1 - $0 }, y), "\(unit) \(metric)")
      }
      for metric in ["mean_difference", "symmetrized_correlation", "rank_biserial", "tanh_logit", "log_ratio_logit"] {
        let (x, y) = (a.estimate("length.\(unit).\(metric)"), b.estimate("length.\(unit).\(metric)"))
        #expect(isClose(x.map { -$0 }, y, 1e-7), "\(unit) \(metric)")
      }
      #expect(isClose(a.estimate("length.\(unit).mean_chosen"), b.estimate("length.\(unit).mean_rejected")))
      #expect(isClose(a.estimate("length.\(unit).information"), b.estimate("length.\(unit).information"), 1e-7))
    }
    for detector in ["pk_head40", "garak_folded"] {
      let name = "refusal.\(detector)"
      #expect(isClose(a.estimate("\(name).rate_chosen"), b.estimate("\(name).rate_rejected")))
      let (x, y) = (a.estimate("\(name).risk_difference"), b.estimate("\(name).risk_difference"))
      #expect(isClose(x.map { -$0 }, y))
    }
  }
}
