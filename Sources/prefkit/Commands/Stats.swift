import ArgumentParser
import PrefJSON
import PrefPipeline
import PrefRecord

/// Says how many records there are, and how large they are.
struct Stats: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Says how many records there are, and how large they are.",
    discussion: """
      Sizes are mean, median, 95th percentile and maximum (percentiles by nearest rank).

      EXAMPLES
        prefkit stats pairs.jsonl.gz
        prefkit stats shards --split train --json
      """
  )

  @OptionGroup(title: "Input") var input: InputOptions

  @Option(help: ArgumentHelp("Split of a shard set to read.", valueName: "name"))
  var split: String?

  @Flag(help: "Write JSON.")
  var json = false

  @OptionGroup(title: "Run") var common: RunOptions

  func run() throws {
    try Failure.reporting {
      var input = input
      input.files = try ShardFolders.files(input.files, split: split)
      try common.check(["-"] + [input.rejects].compactMap { $0 }, target: nil)
      let meter = common.meter(input.files)
      let records = try RecordRun(try input.settings(common, meter: meter))
      common.announce(records)
      let (ledger, stats) = try records.stats()
      try input.checkStrict(ledger, OutputSet())
      let sizes = [
        ("prompt_messages", Size(stats.promptTurns)), ("chosen_bytes", Size(stats.chosenBytes)),
        ("rejected_bytes", Size(stats.rejectedBytes)),
      ]
      let counts = [("records", stats.records), ("prompts", stats.clusters.count), ("ties", stats.ties)]
      if json {
        let members = counts.map { ($0.0, JSONTree.int(Int64($0.1))) } + sizes.map { ($0.0, $0.1.json) }
        Console.write(String(decoding: JSONTree.object(members).bytes(pretty: true), as: UTF8.self), to: 1)
      } else {
        for (name, count) in counts { Console.write("\(name)\t\(count)\n", to: 1) }
        for (name, size) in sizes { Console.write("\(name)\t\(size.text)\n", to: 1) }
      }
      try common.finish("stats", ledger, meter, target: nil, dependencies: input.files)
    }
  }

  /// Where some sizes lie.
  private struct Size {
    private let sorted: [UInt32]

    init(_ values: [UInt32]) { sorted = values.sorted() }

    private var mean: Double {
      sorted.isEmpty ? 0 : Double(sorted.reduce(0) { $0 + UInt64($1) }) / Double(sorted.count)
    }

    private func percentile(_ share: Double) -> Int {
      guard let last = sorted.last else { return 0 }
      let rank = Int((share * Double(sorted.count)).rounded(.up))
      return rank > sorted.count ? Int(last) : Int(sorted[max(0, rank - 1)])
    }

    var text: String {
      let mean = (mean * 10).rounded() / 10
      return "mean \(mean)\tmedian \(percentile(0.5))\tp95 \(percentile(0.95))\tmaximum \(sorted.last ?? 0)"
    }

    var json: JSONTree {
      [
        "mean": .double(mean), "median": .int(Int64(percentile(0.5))), "p95": .int(Int64(percentile(0.95))),
        "maximum": .int(Int64(sorted.last ?? 0)),
      ]
    }
  }
}
