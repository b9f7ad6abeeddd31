import Foundation
import Testing

@Suite("Conflicts and decontamination")
struct ConflictTests {
  /// Three prompts: opposite labels two to one, a circle, and one label that stands alone.
  static func data() throws -> String {
    try [
      ("p", "a", "b"), ("p", "b", "a"), ("p", "a", "b"), ("q", "x", "y"), ("q", "y", "z"), ("q", "z", "x"),
      ("r", "a", "b"),
    ].map { try NearDedupTests.row($0.0, $0.1, $0.2) }.joined()
  }

  @Test(
    "each way of resolving removes what it says",
    arguments: [
      ("drop", ["contradicted", "contradicted", "contradicted", "circle", "circle", "circle"]),
      ("majority", ["minority"]), ("minimum-feedback", ["feedback", "feedback"]), ("report", []),
    ]
  )
  func resolutions(_ rule: String, _ reasons: [String]) throws {
    let space = try Workspace()
    try space.write(try Self.data(), "in.jsonl")
    let side = reasons.isEmpty ? "" : "--removed gone.jsonl"
    let run = try space.shell(
      "prefkit conflicts in.jsonl --resolve \(rule) -o out.jsonl --ledger l.json --report r.json \(side)"
    )
    #expect(run.status == 0, "\(run.errors)")
    #expect(try lines(space.data("out.jsonl")).count == 7 - reasons.count)
    if !reasons.isEmpty {
      #expect(
        try rows(try space.data("gone.jsonl")).compactMap { $0["reason"] as? String }.sorted() == reasons.sorted()
      )
    }
    let ledger = try object(try space.data("l.json"))
    #expect(ledger["written"] as? Int == 7 - reasons.count)
    let audits = try object(try space.data("r.json"))["audits"] as? [Row]
    let findings = audits?.first?["findings"] as? [Row] ?? []
    func estimate(_ metric: String) -> Double? {
      findings.first { $0["metric"] as? String == "conflicts.\(metric)" }?["estimate"] as? Double
    }
    #expect(estimate("rows.opposite_pairs") == 2 && estimate("rows.feedback") == 2)
    #expect(abs((estimate("labels.minority") ?? 0) - 1.0 / 3.0) < 1e-12 && estimate("components.largest") == 3)
  }

  @Test("prompts that are nearly the same are one prompt where that is asked for")
  func near() throws {
    let space = try Workspace()
    let prompt = "Write a sentence about the number of legs that a common house spider has, and use a numeral in it"
    try space.write(
      NearDedupTests.row(prompt, "a", "b") + NearDedupTests.row("\(prompt), please", "b", "a"),
      "in.jsonl"
    )
    for (option, count) in [("", 2), ("--near", 0)] {
      let run = try space.shell("prefkit conflicts in.jsonl \(option) --resolve drop -o out.jsonl")
      #expect(run.status == 0, "\(run.errors)")
      #expect(try lines(space.data("out.jsonl")).count == count)
    }
  }

  @Test("a record that overlaps goes, with the item, the side and the bytes that overlap", arguments: [1, 8])
  func decontaminate(_ threads: Int) throws {
    var draw = Draw()
    let space = try Workspace()
    let clean = (0..<3000).map { _ in NearDedupTests.words(25, &draw).joined(separator: " ") }
    let evaluation = (0..<40).map { _ in NearDedupTests.words(25, &draw).joined(separator: " ") }
    var prompts = clean
    prompts[100] = evaluation[3].uppercased()
    prompts[2000] = "Ünd: \(evaluation[7]) and so on"
    try space.write(try prompts.map { try NearDedupTests.row($0, "yes", "no") }.joined(), "in.jsonl")
    try space.write(evaluation.joined(separator: "\n") + "\n", "eval.txt")
    try space.write(try evaluation.map { try NearDedupTests.row($0, "x", "y") }.joined(), "eval.jsonl")
    for set in ["eval.txt", "eval.jsonl"] {
      let run = try space.shell(
        "prefkit decontaminate in.jsonl --against \(set) -o out.jsonl --removed gone.jsonl --threads \(threads)"
      )
      #expect(run.status == 0, "\(run.errors)")
      #expect(try lines(space.data("out.jsonl")).count == 2998, "seed \(draw.seed)")
      let gone = try rows(try space.data("gone.jsonl"))
      #expect(gone.compactMap { $0["reason"] as? String } == ["eval-exact", "eval-ngram"], "seed \(draw.seed)")
      #expect(gone.compactMap { ($0["eval"] as? Row)?["row"] as? Int } == [4, 8])
      let span = try #require(gone.last?["span"] as? Row)
      let text = Array(prompts[2000].utf8)
      let (start, end) = (try #require(span["start"] as? Int), try #require(span["end"] as? Int))
      #expect(String(decoding: text[start..<end], as: UTF8.self) == evaluation[7])
    }
    let found = try space.shell("prefkit decontaminate in.jsonl --against eval.txt --report-only --removed found.jsonl")
    #expect(found.status == 0 && found.output.isEmpty)
    #expect(try space.data("found.jsonl").count > 0)
    #expect(try space.prefkit("decontaminate", "in.jsonl").status == 64)
  }
}
