import Foundation
import Testing

@Suite("Near-duplicates")
struct NearDedupTests {
  /// A canonical row whose id is not its own, so that prefkit signs it.
  static func row(_ prompt: String, _ chosen: String, _ rejected: String, _ extra: Row = [:]) throws -> String {
    func turns(_ role: String, _ text: String) -> [Row] { [["role": role, "content": text]] }
    let row: Row = [
      "id": String(repeating: "1", count: 32), "prompt": turns("user", prompt), "chosen": turns("assistant", chosen),
      "rejected": turns("assistant", rejected),
    ]
    let all = row.merging(extra) { $1 }
    return String(decoding: try JSONSerialization.data(withJSONObject: all, options: .sortedKeys), as: UTF8.self) + "\n"
  }

  static func words(_ count: Int, _ draw: inout Draw) -> [String] {
    (0..<count).map { _ in "w\(draw.next() % 5000)" }
  }

  /// Rows of which many are edited copies of earlier ones, some with the label exchanged.
  static func edited(_ count: Int, _ draw: inout Draw) throws -> String {
    var made: [(prompt: [String], chosen: [String], rejected: [String])] = []
    for _ in 0..<count {
      if let old = made.randomElement(using: &draw), draw.next() % 3 > 0 {
        var new = old
        for _ in 0..<draw.next() % 4 { new.chosen[Int(draw.next() % 30)] = "x\(draw.next() % 99)" }
        for _ in 0..<draw.next() % 4 { new.prompt[Int(draw.next() % 24)] = "y\(draw.next() % 99)" }
        if draw.next() % 8 == 0 { (new.chosen, new.rejected) = (new.rejected, new.chosen) }
        made.append(new)
      } else {
        made.append((words(24, &draw), words(30, &draw), words(30, &draw)))
      }
    }
    return try made.map { pair in
      try row(
        pair.prompt.joined(separator: " "),
        pair.chosen.joined(separator: " "),
        pair.rejected.joined(separator: " ")
      )
    }.joined()
  }

  /// The word 5-grams of a conversation, made anew from what the documentation says; for texts of ASCII words.
  static func shingles(_ turns: [Row]) -> Set<[String]> {
    let words = turns.flatMap { turn in
      [turn["role"] as? String ?? ""]
        + (turn["content"] as? String ?? "").lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
    }
    return words.count < 5 ? [words] : Set((0...words.count - 5).map { Array(words[$0..<$0 + 5]) })
  }

  static func pairShingles(_ row: Row) -> Set<[String]> {
    func turns(_ key: String) -> [Row] { row[key] as? [Row] ?? [] }
    return shingles(turns("prompt") + turns("chosen")).union(shingles(turns("prompt") + turns("rejected")))
  }

  static func similarity(_ a: Set<[String]>, _ b: Set<[String]>) -> Double {
    Double(a.intersection(b).count) / Double(a.union(b).count)
  }

  @Test("each removal has a kept, earlier witness of exactly the similarity that is told", arguments: [0.6, 0.8])
  func witnesses(_ threshold: Double) throws {
    var draw = Draw()
    let space = try Workspace()
    try space.write(try Self.edited(400, &draw), "in.jsonl")
    let run = try space.shell(
      "prefkit dedup --near in.jsonl --threshold \(threshold) -o out.jsonl --removed gone.jsonl --conflicts odd.jsonl"
    )
    #expect(run.status == 0, "\(run.errors)")
    try space.must("dedup", "--exact", "in.jsonl", "-o", "signed.jsonl")
    let input = try rows(try space.data("signed.jsonl"))
    let kept = try rows(try space.data("out.jsonl"))
    let gone = try rows(try space.data("gone.jsonl"))
    let places = Dictionary(input.enumerated().map { ($1["id"] as? String ?? "", $0) }) { first, _ in first }
    let keptIDs = Set(kept.compactMap { $0["id"] as? String })
    #expect(!gone.isEmpty, "seed \(draw.seed)")
    for row in gone {
      let (id, witness) = (row["id"] as? String ?? "", row["kept"] as? String ?? "")
      let (mine, other) = (try #require(places[id]), try #require(places[witness]))
      let similarity = Self.similarity(Self.pairShingles(input[mine]), Self.pairShingles(input[other]))
      #expect(keptIDs.contains(witness) && other <= mine, "seed \(draw.seed)")
      // Foundation's reader rounds the last digit.
      let told = try #require(row["similarity"] as? Double)
      #expect(abs(told - similarity) < 1e-12 && similarity >= threshold, "seed \(draw.seed)")
    }
  }

  @Test("nothing depends on threads or on what is held in memory, and a second run removes nothing")
  func threadsAndMemory() throws {
    var draw = Draw()
    let space = try Workspace()
    // Enough for several blocks of input.
    try space.write(try Self.edited(4000, &draw), "in.jsonl")
    var outcomes: Set<[Data]> = []
    for options in ["--threads 1", "--threads 8", "--threads 3 --memory-limit 1K --temporary-folder ."] {
      let run = try space.shell(
        "prefkit dedup --near in.jsonl \(options) -o out.jsonl --removed gone.jsonl --conflicts odd.jsonl --quiet"
      )
      #expect(run.status == 0, "\(run.errors)")
      outcomes.insert([try space.data("out.jsonl"), try space.data("gone.jsonl"), try space.data("odd.jsonl")])
    }
    #expect(outcomes.count == 1, "seed \(draw.seed)")
    try space.must("dedup", "--near", "out.jsonl", "-o", "again.jsonl", "--removed", "none.jsonl")
    #expect(try space.data("again.jsonl") == space.data("out.jsonl"), "seed \(draw.seed)")
    #expect(try space.data("none.jsonl").isEmpty)
    #expect(try space.names().allSatisfy { !$0.hasPrefix(".prefkit") })
  }

  @Test("prompts that share a template stay unless they are as similar as was asked for")
  func templates() throws {
    let space = try Workspace()
    let template = (0..<36).map { "t\($0)" }.joined(separator: " ")
    // Tails of 4 words of their own: 41 tokens with the role, 37 runs, 33 shared; J = 33 / 41 > 0.8.
    // Tails of 6: 39 runs, 33 shared; J = 33 / 45 < 0.8.
    let near = try (0..<100).map { try Self.row("\(template) a\($0) b\($0) c\($0) d\($0)", "yes", "no") }
    let far = try (0..<300).map { try Self.row("\(template) e\($0) f\($0) g\($0) h\($0) i\($0) j\($0)", "yes", "no") }
    try space.write(near.joined() + far.joined(), "in.jsonl")
    try space.must("dedup", "--near", "--on", "prompt", "in.jsonl", "-o", "out.jsonl", "--removed", "gone.jsonl")
    let gone = try rows(try space.data("gone.jsonl"))
    // Between the kinds J is 33 / 43 < 0.8 too.
    #expect(gone.count == 99)
    #expect(Set(gone.compactMap { $0["kept"] as? String }).count == 1)
    #expect(gone.allSatisfy { abs(($0["similarity"] as? Double ?? 0) - 33.0 / 41.0) < 1e-12 })
  }

  @Test("pairs one token apart with opposite labels stay and are listed")
  func oneTokenApart() throws {
    let space = try Workspace()
    let prompt = "Write a sentence about the number of legs that a common house spider has, and use a numeral in it."
    let (right, wrong) = ("A house spider has 8 legs.", "A house spider has 6 legs.")
    try space.write(
      Self.row(prompt, right, wrong) + Self.row(prompt, wrong, right) + Self.row(prompt, right, wrong),
      "in.jsonl"
    )
    let run = try space.shell(
      "prefkit dedup --near in.jsonl -o out.jsonl --removed gone.jsonl --conflicts odd.jsonl"
    )
    #expect(run.status == 0, "\(run.errors)")
    #expect(try lines(space.data("out.jsonl")).count == 2)
    let odd = try rows(try space.data("odd.jsonl"))
    #expect(odd.count == 1 && odd[0]["reason"] as? String == "label-conflict")
    #expect(try rows(try space.data("gone.jsonl")).map { $0["reason"] as? String } == ["near-duplicate-pair"])
    try space.must("dedup", "--near", "--conflicting", "drop", "in.jsonl", "-o", "out.jsonl")
    #expect(try lines(space.data("out.jsonl")).count == 1)
  }

  @Test("the record that stays can be the one with the most annotations, or the highest margin")
  func priorities() throws {
    let space = try Workspace()
    let prompt = "Tell me a short story about a fox who wants to cross a river without getting wet feet."
    func annotations(_ count: Int) -> Row {
      [
        "annotations": (0..<count).map { index -> Row in
          ["annotator": "r\(index)", "choice": "chosen", "strength": 0.5, "position": "first"]
        }, "margin": 0.5 - Double(count) / 8,
      ]
    }
    let texts = ["He built a raft. The end.", "He built a boat. The end.", "He built a bridge. The end."]
    try space.write(
      try zip(texts, [1, 3, 2]).map { try Self.row(prompt, $0, "No story comes to my mind.", annotations($1)) }
        .joined(),
      "in.jsonl"
    )
    for (rule, text) in [("first", 0), ("longest-annotations", 1), ("highest-margin", 0)] {
      try space.must("dedup", "--near", "--threshold", "0.5", "--keep", rule, "in.jsonl", "-o", "out.jsonl")
      let kept = try rows(try space.data("out.jsonl"))
      #expect(kept.count == 1)
      let turn = (kept[0]["chosen"] as? [Row])?.first
      #expect(turn?["content"] as? String == texts[text], "\(rule)")
    }
  }

  @Test("against older files, only what is in these goes", arguments: ["--near", "--exact"])
  func against(_ mode: String) throws {
    var draw = Draw()
    let space = try Workspace()
    let old = try (0..<20).map { _ in
      try Self.row(Self.words(30, &draw).joined(separator: " "), "first of two", "second of two")
    }
    let new = try (0..<5).map { _ in
      try Self.row(Self.words(30, &draw).joined(separator: " "), "first of two", "second of two")
    }
    try space.write(old.joined(), "old.jsonl")
    // What is new is there twice, and stays twice.
    try space.write(new.joined() + old[3] + new.joined() + old[7] + old[7], "new.jsonl")
    let run = try space.shell(
      "prefkit dedup \(mode) new.jsonl --against old.jsonl -o out.jsonl --removed gone.jsonl --ledger l.json"
    )
    #expect(run.status == 0, "\(run.errors)")
    #expect(try lines(space.data("out.jsonl")).count == 10)
    #expect(try rows(try space.data("gone.jsonl")).count == 3)
    let ledger = try object(try space.data("l.json"))
    #expect(ledger["read"] as? Int == 13 && ledger["written"] as? Int == 10)
    // The index of the older files says the same without them.
    try space.must("dedup", mode, "new.jsonl", "--against", "old.jsonl", "--index", "old.index", "-o", "same.jsonl")
    try space.must("dedup", mode, "new.jsonl", "--index", "old.index", "-o", "index.jsonl", "--removed", "gone2.jsonl")
    #expect(try space.data("out.jsonl") == space.data("same.jsonl"))
    #expect(try space.data("out.jsonl") == space.data("index.jsonl"))
    #expect(try space.data("gone.jsonl") == space.data("gone2.jsonl"))
    // A cut index, and one of another kind, are refused.
    let index = try space.data("old.index")
    try space.write(index.dropLast(3), "cut.index")
    #expect(try space.prefkit("dedup", mode, "new.jsonl", "--index", "cut.index", "-o", "no.jsonl").status == 65)
    let other = try space.prefkit(
      "dedup",
      mode,
      "--on",
      "prompt",
      "new.jsonl",
      "--index",
      "old.index",
      "-o",
      "no.jsonl"
    )
    #expect(other.status == 64, "\(other.errors)")
    #expect(!space.exists("no.jsonl"))
  }

  @Test("guards leave the evidence and nothing else")
  func guards() throws {
    let space = try Workspace()
    let text = "This is one and the same prompt in each row of this file."
    try space.write(try (0..<10).map { try Self.row(text, "Answer number \($0 % 2).", "No.") }.joined(), "in.jsonl")
    for options in ["--max-removed-share 0.5", "--max-cluster 4"] {
      let run = try space.shell(
        "prefkit dedup --near --threshold 0.5 in.jsonl \(options) -o out.jsonl --removed gone.jsonl"
      )
      #expect(run.status == 1, "\(run.errors)")
      #expect(!space.exists("out.jsonl") && space.exists("gone.jsonl"))
      #expect(try rows(try space.data("gone.jsonl")).count == 9)
      try FileManager.default.removeItem(at: space.url("gone.jsonl"))
    }
    // Nothing of the rows reaches a pipe either.
    let run = try space.shell("prefkit dedup --near --threshold 0.5 in.jsonl --max-cluster 4 --removed gone.jsonl")
    #expect(run.status == 1 && run.output.isEmpty)
    let allowed = try space.shell(
      "prefkit dedup --near --threshold 0.5 in.jsonl --max-cluster 10 --removed gone.jsonl -o out.jsonl"
    )
    #expect(allowed.status == 0, "\(allowed.errors)")
  }
}
