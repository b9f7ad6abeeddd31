import Foundation
import Testing

@Suite("Samples of all formats")
struct FormatLoopTests {
  static let samples: [String] = {
    let folder = Workspace.root.appendingPathComponent("samples/formats").path
    return ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
  }()

  /// Options that a sample needs; what is not named here is found by its first records.
  static let options = [
    "fields": "--mapping samples/mapping.json", "votes": "--join samples/formats/prefkit.jsonl",
  ]

  @Test("are found out, balance, and are canonical once they are written", arguments: samples)
  func sample(_ file: String) throws {
    let space = try Workspace()
    let name = String(file.split(separator: ".")[0])
    let options = Self.options[name] ?? ""
    let run = try space.shell("prefkit ingest samples/formats/\(file) \(options) -o rows.jsonl --ledger run.json")
    #expect(run.status == 0, "\(run.errors)")
    if options.isEmpty, name != "prefkit" { #expect(run.errors.contains("format \(name), since")) }
    let ledger = try object(try space.data("run.json"))
    let left = ["dropped", "quarantined"].compactMap { ledger[$0] as? [String: Int] }.flatMap(\.values).reduce(0, +)
    let written = try #require(ledger["written"] as? Int)
    #expect(ledger["read"] as? Int == written + left && written >= 2)
    #expect(ledger["quarantined"] as? [String: Int] == [:])
    try space.must("ingest", "rows.jsonl", "-o", "again.jsonl")
    #expect(try space.data("again.jsonl") == space.data("rows.jsonl"))
    #expect(try space.prefkit("validate", "rows.jsonl").status == 0)
    let one = try space.shell("prefkit ingest samples/formats/\(file) \(options) -q --threads 1")
    #expect(one.output == (try space.data("rows.jsonl")))
  }
}
