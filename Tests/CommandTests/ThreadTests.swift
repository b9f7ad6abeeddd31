import Foundation
import Testing

@Suite("The number of threads changes no byte")
struct ThreadTests {
  /// Inputs of several megabytes, so that there are batches to be put out of order: samples again and again, each copy
  /// with prompts of its own, and bad rows among them.
  private static func big(_ space: Workspace) throws {
    let made = try space.shell(
      """
      for i in {1..24}; do sed "s/Human: /Human: ($i) /" samples/hh-style.jsonl; done >hh.jsonl
      for i in {1..12}; do cat samples/hh-style.jsonl samples/broken/null-chosen.jsonl samples/broken/lone-surrogate.jsonl
      done >mixed.jsonl
      jq -c '[range(30) as $i | .[] | .instruction += " (\\($i))"]' samples/pandalm-style.json >pandalm.json
      """
    )
    try #require(made.status == 0, "\(made.errors)")
  }

  /// What a shell line leaves in `o/`, prints and says, for one number of threads.
  private static func outcome(_ line: String, threads: Int) throws -> [String: Data] {
    let space = try Workspace()
    if line.contains("hh.jsonl") || line.contains("mixed.jsonl") || line.contains("pandalm.json") { try big(space) }
    let run = try space.shell("mkdir o; T='--threads \(threads)'; \(line)")
    var files = try space.files(in: "o")
    files["standard output"] = run.output
    files["standard error"] = Data(run.errors.utf8)
    files["status"] = Data("\(run.status)".utf8)
    #expect(run.status != 127 && run.status < 128, "\(run.errors)")
    return files
  }

  private static let samples = [
    "hh-style.jsonl", "trl-conversational.jsonl", "pandalm-style.json", "stackexchange-style.xml",
    "llamafactory-sharegpt.json",
  ]

  /// Every command, one after the other.
  private static func chain(_ sample: String) -> String {
    """
    prefkit ingest samples/\(sample) $T -o o/rows.jsonl.gz &&
    prefkit dedup o/rows.jsonl.gz $T -o o/unique.jsonl.zst --removed o/removed.jsonl &&
    prefkit audit o/unique.jsonl.zst $T --report o/x.json --report o/x.html --report o/x.xml --report o/x.md \
      --state-out o/x.state --bootstrap 100 &&
    prefkit shard o/unique.jsonl.zst $T -o o/set --shards 3 --split train=0.8,test=0.2 --shuffle --seed 5 &&
    prefkit validate o/set $T
    """
  }

  private static let large: [String] = [
    "prefkit ingest hh.jsonl $T",
    "prefkit ingest pandalm.json $T -o o/rows.jsonl.gz",
    "prefkit ingest mixed.jsonl $T --format trl -o o/rows.jsonl --rejects o/rejects.jsonl",
    "prefkit ingest mixed.jsonl $T --format trl -o o/rows.jsonl",
    "prefkit dedup hh.jsonl hh.jsonl $T -o o/rows.jsonl.zst --removed o/removed.jsonl.gz",
    "prefkit dedup hh.jsonl samples/hh-style.jsonl $T --on prompt -o o/rows.jsonl --removed o/removed.jsonl",
    "prefkit dedup hh.jsonl $T --on completion -o o/rows.jsonl --removed o/removed.jsonl",
    "prefkit audit hh.jsonl pandalm.json $T --report o/x.json --state-out o/x.state.zst --bootstrap 20",
    "prefkit shard hh.jsonl $T -o o/set --shards 4 --split a=0.5,b=0.5",
    "prefkit shard hh.jsonl $T -o o/set --shard-size 500K --compress zstd",
    "prefkit shard hh.jsonl $T -o o/set --shards 4 --shuffle --seed 9 && prefkit validate o/set $T",
    "prefkit validate hh.jsonl $T",
  ]

  private static let fields = """
    prefkit ingest samples/fields.jsonl $T --format fields --map prompt=question --map chosen=good --map rejected=bad \
      -o o/rows.jsonl.gz
    """

  static let lines: [String] = samples.map(chain) + [fields] + large

  @Test(arguments: lines) func oneTwoAndEightThreadsGiveTheSameFiles(_ line: String) throws {
    let one = try Self.outcome(line, threads: 1)
    #expect(one.count > 2)
    for threads in [2, 8] {
      let more = try Self.outcome(line, threads: threads)
      #expect(more.keys.sorted() == one.keys.sorted())
      for (name, data) in one { #expect(more[name] == data, "\(name) with \(threads) threads") }
    }
  }

  @Test func aShuffleThatSpillsToDiskGivesTheSameFiles() throws {
    let line = "prefkit shard hh.jsonl $T -o o/set --shards 3 --split a=0.7,b=0.3 --shuffle --seed 4 --memory-limit "
    let held = try Self.outcome(line + "1G", threads: 2)
    for (limit, threads) in [("1", 1), ("20K", 1), ("20K", 8)] {
      let spilled = try Self.outcome(line + limit, threads: threads)
      #expect(spilled.keys.sorted() == held.keys.sorted())
      for (name, data) in held { #expect(spilled[name] == data, "\(name) with --memory-limit \(limit)") }
    }
  }
}
