import Foundation
import Testing

@Suite("Votes joined to pairs")
struct JoinTests {
  let space: Workspace

  init() throws {
    space = try Workspace()
    // 40 pairs, each with a name of its own in the metadata.
    let pairs = (0..<40).map {
      #"{"prompt":[{"role":"user","content":"q\#($0)"}],"chosen":[{"role":"assistant","content":"good \#($0)"}],"#
        + #""rejected":[{"role":"assistant","content":"bad \#($0)"}],"margin":1.5,"models":{"chosen":"a","rejected":"b"},"#
        + #""metadata":"{\"key\":\"k\#($0)\",\"votes\":1}"}"#
    }
    try space.write(pairs.joined(separator: "\n") + "\n", "raw.jsonl")
    try space.must("ingest", "raw.jsonl", "--format", "prefkit", "-o", "pairs.jsonl.gz", "--quiet")
    // Pair i gets i % 4 votes; every third of them is against the chosen side; and two votes are on nothing.
    var votes: [String] = []
    for pair in 0..<40 {
      for vote in 0..<(pair % 4) {
        let choice = (pair + vote) % 3 == 0 ? "rejected" : "chosen"
        votes.append(#"{"item":"k\#(pair)","annotator":"v\#(vote)","choice":"\#(choice)","time":\#(vote)}"#)
      }
    }
    votes.insert(#"{"item":"k99","annotator":"v0","choice":"chosen"}"#, at: 7)
    votes.append(#"{"item":"k98","annotator":"v0","choice":"tie"}"#)
    try space.write(votes.joined(separator: "\n") + "\n", "votes.jsonl")
  }

  func joined(_ options: String = "") throws -> [Row] {
    let run = try space.shell(
      "prefkit ingest votes.jsonl --join pairs.jsonl.gz --join-on key \(options) -o judged.jsonl --ledger run.json"
    )
    #expect(run.status == 0, "\(run.errors)")
    return try rows(try space.data("judged.jsonl"))
  }

  @Test func everyVoteAndPairIsAccountedFor() throws {
    let judged = try joined()
    #expect(judged.count == 30)
    let ledger = try object(try space.data("run.json"))
    #expect(ledger["read"] as? Int == 42 && ledger["written"] as? Int == 30)
    #expect(ledger["dropped"] as? [String: Int] == ["pair-without-votes": 10, "vote-without-pair": 2])
    let inputs = ledger["inputs"] as? [Row] ?? []
    #expect(inputs.map { $0["records"] as? Int } == [62, 40])
    for row in judged {
      let metadata = try object(Data((row["metadata"] as? String ?? "").utf8))
      let pair = try #require(Int((metadata["key"] as? String ?? "").dropFirst()))
      let votes = row["annotations"] as? [Row] ?? []
      #expect(votes.map { $0["annotator"] as? String } == (0..<(pair % 4)).map { "v\($0)" })
      #expect(
        votes.map { $0["choice"] as? String } == (0..<(pair % 4)).map { (pair + $0) % 3 == 0 ? "rejected" : "chosen" }
      )
      // The metadata had a member of this name already.
      let rest = (metadata["votes_"] as? [Row] ?? []).map { $0["time"] as? Int }
      #expect(rest == (0..<(pair % 4)).map { $0 } && metadata["votes"] as? Int == 1)
      #expect(Self.text(row, "chosen") == "good \(pair)")
    }
  }

  @Test func votesDecideWhereAskedTo() throws {
    for row in try joined("--winner votes") {
      let metadata = try object(Data((row["metadata"] as? String ?? "").utf8))
      let pair = try #require(Int((metadata["key"] as? String ?? "").dropFirst()))
      let against = (0..<(pair % 4)).count { (pair + $0) % 3 == 0 }
      let isTurned = against * 2 > pair % 4
      #expect(row["tie"] as? Bool == (against * 2 == pair % 4))
      #expect(Self.text(row, "chosen") == (isTurned ? "bad \(pair)" : "good \(pair)"))
      #expect((row["models"] as? Row)?["chosen"] as? String == (isTurned ? "b" : "a"))
      #expect(row["margin"] as? Double == (isTurned ? -1.5 : 1.5))
      let choices = (row["annotations"] as? [Row] ?? []).map { $0["choice"] as? String }
      #expect(choices.count { $0 == "rejected" } == (isTurned ? pair % 4 - against : against))
    }
    #expect(try space.prefkit("validate", "judged.jsonl").status == 0)
  }

  @Test func bytesDoNotDependOnThreads() throws {
    _ = try joined("--threads 1")
    let one = try space.data("judged.jsonl")
    _ = try joined("--threads 8")
    #expect(try space.data("judged.jsonl") == one)
  }

  private static func text(_ row: Row, _ side: String) -> String? {
    (row[side] as? [Row])?.first?["content"] as? String
  }
}
