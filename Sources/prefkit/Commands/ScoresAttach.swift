import ArgumentParser
import PrefBytes
import PrefPipeline
import PrefScores

/// Joins scores to pairs.
struct ScoresAttach: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "attach",
    abstract: "Writes pairs with the scores that score files have for them.",
    discussion: """
      A pair is found by its id, which is the hash of its texts: score rows name the id or hold prompt, chosen and \
      rejected. With --on KEY, it is found by a key of its metadata. Pairs without scores are written and counted; so are \
      score rows without a pair.

      EXAMPLES
        prefkit scores attach pairs.jsonl.gz --scores rm-a.jsonl --scores rm-b.jsonl -o scored.jsonl.gz
        prefkit scores attach rewardbench.jsonl --scores results.json --on id -o scored.jsonl
      """
  )

  @OptionGroup(title: "Input") var input: InputOptions

  @Option(help: ArgumentHelp("A score file; may be repeated.", valueName: "file"), completion: .file())
  var scores: [String]

  @Option(help: ArgumentHelp("Key of the metadata that holds the id the score files use.", valueName: "key"))
  var on: String?

  @OptionGroup(title: "Output") var output: OutputOptions
  @OptionGroup(title: "Run") var common: RunOptions

  func run() throws {
    try Failure.reporting {
      try common.check([output.output ?? "-"] + [input.rejects].compactMap { $0 }, target: output.output)
      let meter = common.meter(input.paths)
      let lookup = try ScoreFiles.read(scores, by: on.map { .metadata($0) } ?? .id, common)
      let records = try RecordRun(try input.settings(common, meter: meter))
      common.announce(records)
      let outputs = OutputSet()
      let rows = try unsafe outputs.open(output.destination, try output.resolved())
      let (ledger, unmatched) = try records.attach(lookup, outputs, rows)
      try input.checkStrict(ledger, outputs)
      try outputs.finish(rows)
      if !common.quiet, unmatched > 0 {
        Console.say(escaping: "\(unmatched) of \(lookup.table.count) score rows have no pair in the input")
      }
      try common.finish("scores attach", ledger, meter, target: output.output, dependencies: input.paths + scores)
    }
  }
}

/// Reads score files whole, to look scores up.
enum ScoreFiles {
  static func read(_ paths: [String], by key: ScoreLookup.Key, _ common: RunOptions) throws -> ScoreLookup {
    var settings = RunSettings()
    settings.inputs = paths
    settings.threads = common.threadCount
    let read = try ScoreInputOptions.explaining { try ScoreRun(settings).run() }
    return try ScoreLookup(read.table, by: key)
  }
}
