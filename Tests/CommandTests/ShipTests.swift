import Foundation
import Testing

@Suite("What leaves for trainers")
struct ShipTests {
  let space: Workspace

  init() throws {
    space = try Workspace()
    let made = try space.shell(
      """
      prefkit ingest samples/hh-style.jsonl -o hh.jsonl -q; prefkit ingest samples/trl-conversational.jsonl -o trl.jsonl -q
      prefkit cat hh.jsonl trl.jsonl -o rows.jsonl -q
      """
    )
    try #require(made.status == 0, "\(made.errors)")
  }

  /// Rows whose prompts come in families: each differs from the next by one word of fifty.
  private func writeFamilies() throws {
    var rows = ""
    for family in 0..<40 {
      for member in 0..<4 {
        var words = (0..<50).map { "w\(family)x\($0)" }
        for changed in 0..<member { words[49 - changed * 3] = "m\(member)c\(changed)" }
        rows += #"{"prompt":"\#(words.joined(separator: " "))","chosen":"a\#(member)","rejected":"b\#(family)"}"# + "\n"
      }
    }
    try space.write(rows, "families.jsonl")
  }

  /// Shares of words in common, over sets of five words in a row: brute force over all pairs.
  private func similarity(_ a: String, _ b: String) -> Double {
    func shingles(_ text: String) -> Set<String> {
      let words = text.split(separator: " ")
      return Set((0..<max(1, words.count - 4)).map { words[$0..<min(words.count, $0 + 5)].joined(separator: " ") })
    }
    let (left, right) = (shingles(a), shingles(b))
    return Double(left.intersection(right).count) / Double(left.union(right).count)
  }

  @Test(arguments: ["hash", "exact"])
  func noNearPromptCrossesSplits(_ assign: String) throws {
    try writeFamilies()
    try space.must(
      "shard",
      "families.jsonl",
      "-o",
      "set",
      "--group-by",
      "near-prompt",
      "--assign",
      assign,
      "--split",
      "train=0.5,test=0.5",
      "-q"
    )
    var prompts: [String: [String]] = [:]
    for split in ["train", "test"] {
      for row in lines(try space.must("cat", "set", "--split", split, "-q").output) {
        let prompt = try #require(try object(row)["prompt"] as? [Row])
        prompts[split, default: []].append(try #require(prompt[0]["content"] as? String))
      }
    }
    let (train, test) = (try #require(prompts["train"]), try #require(prompts["test"]))
    #expect(train.count + test.count == 160)
    for a in train { for b in test { #expect(similarity(a, b) < 0.8) } }
    try space.must("check-split", "set", "-q")
    // Split by the exact prompt alone, families are torn apart, and the check says so.
    try space.must("shard", "families.jsonl", "-o", "torn", "--split", "train=0.5,test=0.5", "-q")
    try space.must("check-split", "torn", "-q")
    let torn = try space.prefkit("check-split", "torn", "--near", "-q")
    #expect(torn.status == 1)
    #expect(torn.text.contains("fault\tnear-prompt"))
  }

  @Test func sharesOfStrataAreExact() throws {
    try space.must(
      "shard",
      "rows.jsonl",
      "-o",
      "set",
      "--assign",
      "exact",
      "--stratify",
      "source",
      "--group-by",
      "metadata/none",
      "--split",
      "a=0.5,b=0.5",
      "-q"
    )
    // One group: all rows lack the field, so one split has them all.
    #expect(try space.must("count", "set", "--split", "a", "-q").text == "210\n")
    let piped = try space.shell("prefkit shard - -o piped --assign exact -q < rows.jsonl")
    #expect(piped.status == 64)
    #expect(try space.prefkit("shard", "rows.jsonl", "-o", "x", "--stratify", "source").status == 64)
  }

  /// A shard that was finished before a kill is kept if its bytes are those of its line, and done again if not.
  @Test(arguments: ["whole", "one shard is cut", "another run", "the journal's last line is cut"])
  func resumesWhereItEnded(_ case: String) throws {
    let options = ["--shard-size", "20K", "--shuffle", "--seed", "3", "-q"]
    func shard(_ name: String, _ seed: String = "3") throws -> Run {
      try space.shell("prefkit shard rows.jsonl -o \(name) --shard-size 20K --shuffle --seed \(seed) -q --resume")
    }
    try space.must(
      "shard",
      "rows.jsonl",
      "-o",
      "clean",
      options[0],
      options[1],
      options[2],
      options[3],
      options[4],
      "-q"
    )
    // What a killed run leaves: the shards it finished and their lines, put together from a complete set.
    #expect(try shard("set").status == 0)
    let manifest = try #require(
      try JSONSerialization.jsonObject(with: try space.data("set/manifest.json")) as? [String: Any]
    )
    let splits = try #require(manifest["splits"] as? [[String: Any]])
    let files = try #require(splits[0]["files"] as? [[String: Any]])
    #expect(files.count > 3)
    try FileManager.default.removeItem(at: space.url("set"))
    try FileManager.default.createDirectory(at: space.url(".set.resume"), withIntermediateDirectories: true)
    let fingerprint = try fingerprint()
    var journal = String(decoding: fingerprint, as: UTF8.self) + "\n"
    for (index, file) in files.prefix(2).enumerated() {
      let name = "train-\(index).part.gz"
      var entry = file
      let bytes = try space.data("clean/\(try #require(file["path"] as? String))")
      entry["path"] = name
      try space.write(`case` == "one shard is cut" && index == 1 ? bytes.dropLast(9) : bytes, ".set.resume/\(name)")
      let line = try JSONSerialization.data(withJSONObject: entry, options: [.sortedKeys, .withoutEscapingSlashes])
      journal += String(decoding: line, as: UTF8.self) + "\n"
    }
    if `case` == "the journal's last line is cut" { journal.removeLast(20) }
    try space.write(journal, ".set.resume/.journal")
    try space.write("left over", ".set.resume/.bucket-3")
    #expect(try shard("set", `case` == "another run" ? "4" : "3").status == 0)
    if `case` == "another run" {
      try space.must("shard", "rows.jsonl", "-o", "other", "--shard-size", "20K", "--shuffle", "--seed", "4", "-q")
      #expect(try space.files(in: "set") == space.files(in: "other"))
    } else {
      #expect(try space.files(in: "set") == space.files(in: "clean"))
    }
    #expect(!space.exists(".set.resume"))
  }

  /// The first line of the journal of a run that is killed.
  private func fingerprint() throws -> Data {
    // No file may be larger than 1 KiB: the run is killed by a signal when it writes its first shard.
    let run = try space.shell(
      "ulimit -f 1; prefkit shard rows.jsonl -o set --shard-size 20K --shuffle --seed 3 -q --resume"
    )
    #expect(run.status != 0)
    return try #require(lines(try space.data(".set.resume/.journal")).first)
  }

  @Test func headLooksNoFurther() throws {
    let whole = try space.data("rows.jsonl")
    try space.write(whole + Data("{\"id\":\n".utf8), "damaged.jsonl")
    #expect(try space.prefkit("count", "damaged.jsonl", "-q").status == 65)
    for threads in ["1", "2", "8"] {
      try space.write(
        try (0..<40).reduce(into: Data()) { data, _ in data += try space.data("rows.jsonl") },
        "long.jsonl"
      )
      try space.write(try space.data("long.jsonl") + Data("{\n".utf8), "long.jsonl")
      let run = try space.must("head", "-n", "5", "long.jsonl", "-q", "--threads", threads)
      #expect(run.status == 0, "\(run.errors)")
      #expect(lines(run.output) == Array(lines(whole).prefix(5)))
    }
  }

  @Test func samplesAreSubsetsInOrderAndDependOnTheSeedAlone() throws {
    let all = lines(try space.data("rows.jsonl"))
    let run = lines(try space.must("sample", "-n", "40", "--seed", "7", "rows.jsonl", "-q").output)
    #expect(run.count == 40)
    var rest = all[...]
    for row in run { rest = rest[(try #require(rest.firstIndex(of: row)) + 1)...] }
    let threads = try space.must("sample", "-n", "40", "--seed", "7", "rows.jsonl", "-q", "--threads", "8")
    #expect(lines(threads.output) == run)
    #expect(lines(try space.must("sample", "-n", "40", "--seed", "8", "rows.jsonl", "-q").output) != run)
    #expect(lines(try space.must("sample", "-n", "999", "rows.jsonl", "-q").output) == all)
  }

  @Test func explainLeadsBackToTheRawRow() throws {
    try space.must("dedup", "rows.jsonl", "rows.jsonl", "-o", "unique.jsonl", "--removed", "removed.jsonl", "-q")
    try space.must("shard", "unique.jsonl", "-o", "set", "--shuffle", "-q")
    let raw = lines(try space.data("samples/hh-style.jsonl"))
    for row in lines(try space.data("hh.jsonl")).prefix(10) {
      let fields = try object(row)
      let id = try #require(fields["id"] as? String)
      let source = try #require(fields["source"] as? Row)
      let number = try #require(source["row"] as? Int)
      let run = try space.must("explain", id, "set", "--removed", "removed.jsonl", "-q")
      try space.write(raw[number - 1], "raw-row")
      let sum = try space.shell("sha256sum < raw-row | cut -c1-64").text.dropLast()
      #expect(run.text.contains("sha256 of the row \(sum)"), "\(run.text)")
      #expect(run.text.contains("stands for\t\(id)"))
    }
    #expect(try space.prefkit("explain", String(repeating: "0", count: 32), "set", "-q").status == 1)
  }

  @Test(arguments: ["subsample", "weights"])
  func plantedLengthBiasGoes(_ method: String) throws {
    var (rows, state) = ("", UInt64(1))
    func random() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 11) * 0x1p-53
    }
    for number in 0..<3000 {
      let sizes = (1 + Int(random() * 40), 1 + Int(random() * 40))
      // The longer side wins four times of five.
      let isLongerChosen = random() < 0.8
      let (long, short) = (max(sizes.0, sizes.1), min(sizes.0, sizes.1))
      let (chosen, rejected) = isLongerChosen ? (long, short) : (short, long)
      rows += #"{"prompt":"p\#(number)","chosen":"\#(String(repeating: "a ", count: chosen))","#
      rows += #""rejected":"\#(String(repeating: "b ", count: rejected))"}"# + "\n"
    }
    try space.write(rows, "biased.jsonl")
    let run = try space.must("balance", "biased.jsonl", "--on", "length", "--method", method, "-o", "out.jsonl")
    let figures = run.errors.matches(of: /(before|after) ([0-9.]+) \[([0-9.]+), ([0-9.]+)\]/).map { match in
      (low: Double(match.3) ?? .nan, high: Double(match.4) ?? .nan)
    }
    try #require(figures.count == 2)
    #expect(figures[0].low > 0.7)
    #expect((figures[1].low...figures[1].high).contains(0.5))
    try space.must("validate", "out.jsonl", "-q")
  }
}
