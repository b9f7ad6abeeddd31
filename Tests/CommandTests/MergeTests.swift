import Foundation
import Testing

@Suite("States of parts merge into the report of the whole")
struct MergeTests {
  @Test(arguments: ["hh-style.jsonl", "trl-conversational.jsonl", "pandalm-style.json", "stackexchange-style.xml"])
  func anyDivisionAnyOrder(_ sample: String) throws {
    let space = try Workspace()
    try space.must("ingest", "samples/\(sample)", "-o", "all.jsonl")
    let bootstrap = ["--bootstrap", "50", "--seed", "3", "--quiet"]
    try space.must("audit", "all.jsonl", "--report", "whole.json", bootstrap[0], bootstrap[1], "--seed", "3", "--quiet")
    var whole = try object(try space.data("whole.json"))
    whole["inputs"] = nil
    var draw = Draw()
    for _ in 0..<3 {
      var parts = [[Data]](repeating: [], count: Int.random(in: 2...6, using: &draw))
      for line in lines(try space.data("all.jsonl")) {
        parts[Int.random(in: 0..<parts.count, using: &draw)].append(line)
      }
      for (index, part) in parts.enumerated() {
        try space.write(joined(part.shuffled(using: &draw)), "part\(index).jsonl")
        try space.must("audit", "part\(index).jsonl", "--state-out", "\(index).state.gz", "--quiet")
      }
      let states = parts.indices.map { "\($0).state.gz" }.shuffled(using: &draw).joined(separator: " ")
      let line = "prefkit audit --merge \(states) --report merged.json \(bootstrap.joined(separator: " "))"
      #expect(try space.shell(line).status == 0)
      var merged = try object(try space.data("merged.json"))
      merged["inputs"] = nil
      #expect(NSDictionary(dictionary: merged) == NSDictionary(dictionary: whole), "seed \(draw.seed)")
    }
  }

  @Test func aStateOfAMergeMergesOn() throws {
    let space = try Workspace()
    let run = try space.shell(
      """
      prefkit ingest samples/pandalm-style.json -o all.jsonl -q
      sed -n '1,30p' all.jsonl >a; sed -n '31,60p' all.jsonl >b; sed -n '61,$p' all.jsonl >c
      for p in a b c; do prefkit audit $p --state-out $p.state -q; done
      prefkit audit --merge c.state a.state --state-out ca.state -q
      prefkit audit --merge ca.state b.state --report merged.json -q
      prefkit audit all.jsonl --report whole.json -q
      jq -S 'del(.inputs)' merged.json | cmp - <(jq -S 'del(.inputs)' whole.json)
      """
    )
    #expect(run.status == 0, "\(run.errors)")
  }
}
