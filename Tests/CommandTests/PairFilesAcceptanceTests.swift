import Foundation
import Testing

@Suite(
  "LLaMA-Factory and LLMBar files",
  .enabled(if: Shared.llamaFactory != nil && Shared.llmBar != nil, "no shared data")
)
struct PairFilesAcceptanceTests {
  /// A file, what it is found to be, and its records.
  struct File: Sendable {
    var folder: String
    var name: String
    var format: String
    var records: Int
  }

  static let files = [
    File(folder: "llamafactory", name: "dpo_en_demo.json", format: "llamafactory", records: 300),
    File(folder: "llamafactory", name: "v1_dpo_demo.jsonl", format: "llamafactory", records: 10),
    File(folder: "llmbar", name: "Natural.json", format: "llmbar", records: 100),
    File(folder: "llmbar", name: "GPTInst.json", format: "llmbar", records: 92),
  ]

  @Test("are found out and read whole", arguments: files)
  func whole(_ file: File) throws {
    let space = try Workspace()
    let url = try #require(Shared.url("data/\(file.folder)/\(file.name)"))
    try FileManager.default.createSymbolicLink(at: space.url(file.name), withDestinationURL: url)
    let run = try space.must("ingest", file.name, "-o", "rows.jsonl", "--ledger", "run.json")
    #expect(run.errors.contains("format \(file.format), since"))
    let ledger = try object(try space.data("run.json"))
    #expect(ledger["read"] as? Int == file.records && ledger["written"] as? Int == file.records)
    #expect(try space.prefkit("validate", "rows.jsonl").status == 0)
  }

  @Test("give the texts that their JSON holds, side by side")
  func texts() throws {
    let space = try Workspace()
    for name in ["Natural.json", "GPTInst.json"] {
      let url = try #require(Shared.url("data/llmbar/\(name)"))
      let raw = try #require(try JSONSerialization.jsonObject(with: Data(contentsOf: url)) as? [Row])
      try FileManager.default.createSymbolicLink(at: space.url(name), withDestinationURL: url)
      let canonical = try rows(try space.must("ingest", name, "-q").output)
      try #require(raw.count == canonical.count)
      for (record, row) in zip(raw, canonical) {
        let label = try #require(record["label"] as? Int)
        #expect(text(row, "prompt") == record["input"] as? String)
        #expect(text(row, "chosen") == record["output_\(label)"] as? String)
        #expect(text(row, "rejected") == record["output_\(3 - label)"] as? String)
      }
    }
  }

  private func text(_ row: Row, _ side: String) -> String? { (row[side] as? [Row])?.first?["content"] as? String }
}
