import Foundation
import Testing

@Suite("Shard sets")
struct ShardSetTests {
  let space: Workspace

  init() throws {
    space = try Workspace()
    // Each prompt comes several times, so that there is something to tear apart.
    let made = try space.shell(
      """
      prefkit ingest samples/hh-style.jsonl -o hh.jsonl -q; prefkit ingest samples/trl-conversational.jsonl -o trl.jsonl -q
      prefkit dedup hh.jsonl trl.jsonl samples/pandalm-style.json -o rows.jsonl -q
      """
    )
    try #require(made.status == 0, "\(made.errors)")
  }

  /// Rows of each file of a set, by file.
  private func contents(_ set: String) throws -> [String: [Data]] {
    var contents: [String: [Data]] = [:]
    for name in try space.names(in: set) where name.contains(".jsonl") {
      contents[name] = lines(try space.shell("prefkit dedup \(set)/\(name) -q --threads 1").output)
    }
    return contents
  }

  private func prompt(_ row: Data) throws -> String {
    let prompt = try #require(try object(row)["prompt"] as? [Row])
    return prompt.map { "\($0["role"] ?? "")\u{0}\($0["content"] ?? "")" }.joined(separator: "\u{1}")
  }

  /// The split or the file that each row lies in.
  private func places(_ set: String, byFile: Bool) throws -> [Data: String] {
    var places: [Data: String] = [:]
    for (name, rows) in try contents(set) {
      for row in rows { places[row] = byFile ? name : String(name.prefix { $0 != "-" }) }
    }
    return places
  }

  private let plan = ["--split", "train=0.6,valid=0.3,test=0.1"]

  @Test(arguments: ["--shards 3", "--shards 3 --shuffle", "--shard-size 20K", "--shard-size 20K --shuffle"])
  func noPromptCrossesSplitsAndNoRowIsLost(_ options: String) throws {
    for seed in 0..<4 {
      let run = try space.shell(
        "rm -rf set; prefkit shard rows.jsonl -o set \(options) \(plan.joined(separator: " ")) --seed \(seed) -q"
      )
      #expect(run.status == 0, "\(run.errors)")
      let contents = try contents("set")
      let all = contents.values.flatMap { $0 }.map { [UInt8]($0) }
      let raw = lines(try space.data("rows.jsonl")).map { [UInt8]($0) }
      #expect(all.sorted { $0.lexicographicallyPrecedes($1) } == raw.sorted { $0.lexicographicallyPrecedes($1) })
      var splits: [String: Set<String>] = [:]
      for (name, rows) in contents {
        for row in rows { splits[try prompt(row), default: []].insert(String(name.prefix { $0 != "-" })) }
      }
      #expect(splits.values.allSatisfy { $0.count == 1 }, "seed \(seed)")
      #expect(Set(splits.values.flatMap { $0 }) == ["train", "valid", "test"])
    }
  }

  @Test func addedRowsMoveNoOldOne() throws {
    var draw = Draw()
    let all = lines(try space.data("rows.jsonl")).shuffled(using: &draw)
    let old = all.dropLast(all.count / 10)
    try space.write(joined(old), "old.jsonl")
    try space.write(joined(all.shuffled(using: &draw)), "all.jsonl")
    for (options, byFile) in [(["--shards", "4"], true), (["--shards", "4", "--shuffle"], false)] {
      for name in ["old", "all"] {
        let more = (options + plan).joined(separator: " ")
        #expect(try space.shell("prefkit shard \(name).jsonl -o \(name) --force -q \(more)").status == 0)
      }
      let before = try places("old", byFile: byFile)
      let after = try places("all", byFile: byFile)
      #expect(before.count == old.count)
      for (row, place) in before { #expect(after[row] == place, "seed \(draw.seed), \(options)") }
    }
  }

  @Test func aShuffleIsAPermutationThatTheSeedChooses() throws {
    var orders: [[Data]] = []
    for (name, seed) in [("a", "1"), ("b", "2"), ("c", "1")] {
      try space.must("shard", "rows.jsonl", "-o", name, "--shuffle", "--seed", seed, "-q")
      orders.append(try contents(name).values.flatMap { $0 })
    }
    let raw = lines(try space.data("rows.jsonl"))
    #expect(orders[0] != orders[1] && orders[0] == orders[2] && orders[0] != raw)
    #expect(Set(orders[0]) == Set(raw) && orders[0].count == raw.count)
    #expect(Set(orders[1]) == Set(raw) && orders[1].count == raw.count)
  }

  @Test func checksumsHoldForSha256sumAndForValidate() throws {
    try space.must("shard", "rows.jsonl", "-o", "set", "--shards", "3", plan[0], plan[1], "-q")
    #expect(try space.shell("cd set && sha256sum -c --quiet SHA256SUMS").status == 0)
    try space.must("validate", "set")
    let manifest = try object(try space.data("set/manifest.json"))
    for split in try #require(manifest["splits"] as? [Row]) {
      for file in try #require(split["files"] as? [Row]) {
        let path = try #require(file["path"] as? String)
        let size = try space.data("set/\(path)").count
        #expect(file["bytes"] as? Int == size)
        let raw = try space.shell("gzip -dc set/\(path)").output
        #expect(file["raw_bytes"] as? Int == raw.count && file["rows"] as? Int == lines(raw).count)
      }
    }
  }

  @Test(arguments: [
    "printf X | dd of=set/train-00001-of-00003.jsonl.gz bs=1 seek=300 conv=notrunc status=none",
    "rm set/train-00000-of-00003.jsonl.gz",
    "cp set/train-00000-of-00003.jsonl.gz set/train-00003-of-00004.jsonl.gz",
    "sed -i '0,/\"rows\": [0-9]*/s//\"rows\": 7/' set/manifest.json",
    "sed -i 's/\"raw_sha256\": \"./\"raw_sha256\": \"x/' set/manifest.json",
    "echo >>set/SHA256SUMS",
    "rm set/SHA256SUMS",
    "truncate -s -20 set/test-00000-of-00001.jsonl.gz",
    "gzip -dc set/test-00000-of-00001.jsonl.gz | gzip -n >x && mv x set/test-00000-of-00001.jsonl.gz",
    "echo '{}' >set/manifest.json",
    ": >set/manifest.json",
    "sed -i 's/prefkit.manifest.1/prefkit\\/manifest\\/2/' set/manifest.json",
  ])
  func validateFindsWhatWasChanged(_ change: String) throws {
    try space.must("shard", "rows.jsonl", "-o", "set", "--shards", "3", plan[0], plan[1], "-q")
    let changed = try space.shell(change)
    try #require(changed.status == 0, "\(changed.errors)")
    let run = try space.prefkit("validate", "set")
    #expect(run.status == 1 || run.status == 65, "\(run.status) \(run.text) \(run.errors)")
    #expect(!(run.text + run.errors).isEmpty)
  }
}
