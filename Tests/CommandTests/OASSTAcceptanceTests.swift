import Foundation
import Testing

@Suite("OpenAssistant, 100 trees", .enabled(if: Shared.oasst != nil, "no shared data"))
struct OASSTAcceptanceTests {
  let space: Workspace

  init() throws {
    space = try Workspace()
    try FileManager.default.createSymbolicLink(
      at: space.url("trees.jsonl"),
      withDestinationURL: try #require(Shared.oasst)
    )
  }

  @Test func ranksGiveAsManyPairsAsTheyImply() throws {
    try space.must("ingest", "trees.jsonl", "--pairs", "all", "-o", "rows.jsonl", "--ledger", "run.json")
    let ledger = try object(try space.data("run.json"))
    #expect(ledger["written"] as? Int == 754)
    // 687 assistant messages, of which 641 are ranked, each with a rival.
    #expect(ledger["dropped"] as? [String: Int] == ["unranked-reply": 46])
    let pairs = try rows(try space.data("rows.jsonl"))
    let ids = try pairs.flatMap { row -> [String] in
      let metadata = try object(Data((row["metadata"] as? String ?? "{}").utf8))
      return ["chosen_fields", "rejected_fields"].compactMap { (metadata[$0] as? Row)?["message_id"] as? String }
    }
    #expect(Set(ids).count == 641)
    #expect(pairs.allSatisfy { ($0["margin"] as? Double ?? 0) >= 1 && $0["tie"] as? Bool == false })
  }

  @Test func otherPoliciesGiveTheirShare() throws {
    let siblings = try Self.siblings(in: try space.data("trees.jsonl"))
    func apart(_ ranks: [Int], by least: Int) -> Int {
      ranks.indices.reduce(0) { sum, i in sum + ranks[..<i].count { abs($0 - ranks[i]) >= least } }
    }
    let expected: [(options: String, pairs: Int)] = [
      ("--pairs adjacent", siblings.reduce(0) { $0 + $1.count - 1 }), ("--pairs best-worst", siblings.count),
      ("--pairs best-rest", siblings.reduce(0) { $0 + $1.count - 1 }),
      ("--min-margin 1.5", siblings.reduce(0) { $0 + apart($1, by: 2) }),
      ("--max-pairs-per-prompt 2", siblings.reduce(0) { $0 + min(2, apart($1, by: 1)) }),
    ]
    for (options, pairs) in expected {
      let run = try space.shell("prefkit ingest trees.jsonl \(options) -o rows.jsonl --ledger run.json")
      #expect(run.status == 0, "\(options): \(run.errors)")
      #expect(try object(try space.data("run.json"))["written"] as? Int == pairs, "\(options)")
    }
  }

  /// The ranks of the replies to each thread that has two or more ranked ones.
  static func siblings(in trees: Data) throws -> [[Int]] {
    func visit(_ message: Row) -> [[Int]] {
      let replies = message["replies"] as? [Row] ?? []
      let ranks = replies.filter { $0["role"] as? String == "assistant" }.compactMap { $0["rank"] as? Int }
      return (ranks.count > 1 ? [ranks] : []) + replies.flatMap(visit)
    }
    return try rows(trees).flatMap { visit(try #require($0["prompt"] as? Row)) }
  }
}
