import Foundation
import Testing

@Suite("The rows of one output have the same columns and types")
struct ColumnTests {
  static let orders: [[String]] = [
    ["samples/hh-style.jsonl", "samples/trl-conversational.jsonl", "samples/pandalm-style.json"],
    ["samples/pandalm-style.json", "samples/trl-conversational.jsonl", "samples/hh-style.jsonl"],
    ["samples/trl-conversational.jsonl", "samples/stackexchange-style.xml", "samples/llamafactory-sharegpt.json"],
    ["samples/trl-conversational.jsonl"], ["samples/trl-conversational.jsonl", "samples/trl-conversational.jsonl"],
    ["samples/stackexchange-style.xml", "samples/pandalm-style.json"],
  ]

  @Test(arguments: orders) func oneSetOfKeysAndNoNull(_ inputs: [String]) throws {
    let space = try Workspace()
    // Directly, and by way of canonical files that have columns of their own.
    var canonical: [String] = []
    for (index, input) in inputs.enumerated() {
      try space.must("ingest", input, "-o", "part\(index).jsonl", "-q")
      canonical.append("part\(index).jsonl")
    }
    for files in [inputs, canonical] {
      for command in ["ingest", "dedup"] {
        let run = try space.shell("prefkit \(command) \(files.joined(separator: " ")) -o all.jsonl -q")
        #expect(run.status == 0, "\(run.errors)")
        try check(space)
      }
    }
  }

  private func check(_ space: Workspace) throws {
    let text = lines(try space.data("all.jsonl")).map { String(decoding: $0, as: UTF8.self) }
    let all = try rows(try space.data("all.jsonl"))
    let keys = try #require(all.first).keys.sorted()
    for (row, line) in zip(all, text) {
      #expect(row.keys.sorted() == keys)
      try check(row, line)
    }
    #expect(try space.prefkit("validate", "all.jsonl").status == 0)
  }

  private func check(_ row: Row, _ line: String) throws {
    #expect(!hasNull(row))
    for side in ["chosen", "rejected"] { #expect(!(row[side] as? [Row] ?? []).isEmpty) }
    if let annotations = row["annotations"] as? [Row] { #expect(!annotations.isEmpty) }
    if let scores = row["scores"] as? [Row] { #expect(!scores.isEmpty) }
    // Numbers that are not row numbers carry a decimal point: a loader that saw 3 first would take the column for whole
    // numbers. The metadata is text, so what is quoted there does not count.
    for match in line.matches(of: /[^\\]"(margin|strength)":([^,}\]]*)/) {
      #expect(match.output.2.contains("."), "\(match.output.0)")
    }
    if let scores = row["scores"] as? [Row], !scores.isEmpty {
      for match in line.matches(of: /"name":"[^"]*","chosen":([^,]*),"rejected":([^}]*)}/) {
        #expect(match.output.1.contains(".") && match.output.2.contains("."))
      }
    }
  }

  private func hasNull(_ value: Any) -> Bool {
    switch value {
    case is NSNull: true
    case let object as Row: object.values.contains(where: hasNull)
    case let list as [Any]: list.contains(where: hasNull)
    default: false
    }
  }

  @Test func aMarginThatOnlySomeHaveGoesToTheMetadata() throws {
    let space = try Workspace()
    try space.must("ingest", "samples/trl-conversational.jsonl", "-o", "trl.jsonl", "-q")
    let margins = try rows(try space.data("trl.jsonl")).map { $0["margin"] as? Double }
    try #require(margins.allSatisfy { $0 != nil })
    try space.must("dedup", "samples/hh-style.jsonl", "trl.jsonl", "-o", "all.jsonl", "-q")
    let kept = try rows(try space.data("all.jsonl")).filter {
      (($0["source"] as? Row)?["dataset"] as? String) != "hh-style"
    }
    let moved = try kept.map { try object(Data(($0["metadata"] as? String ?? "").utf8))["margin"] as? Double }
    #expect(kept.count > 80 && moved.allSatisfy { margins.contains($0) && $0 != nil })
  }
}
