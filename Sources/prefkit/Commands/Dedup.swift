import ArgumentParser
import PrefBytes
import PrefDedup
import PrefPipeline

/// Removes records that say the same as an earlier one.
struct Dedup: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Removes records that say the same as an earlier one.",
    discussion: """
      The first record with a key stays; every later one goes, and --removed says which one stays in its place. A pair \
      and the same pair with its label exchanged contradict each other: both stay. Memory: 20 bytes a distinct pair, 40 a \
      distinct prompt or completion.

      EXAMPLES
        prefkit dedup --exact a.jsonl.gz b.jsonl.gz -o unique.jsonl.gz --removed removed.jsonl
        zcat pairs.jsonl.gz | prefkit dedup --exact --on prompt > one-pair-a-prompt.jsonl
      """
  )

  @OptionGroup(title: "Input") var input: InputOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  @Flag(help: "Records are duplicates when their texts are the same byte for byte (the default).")
  var exact = false

  @Option(help: ArgumentHelp("What has to be the same: pair, prompt or completion.", valueName: "key"))
  var on = DuplicateKey.pair

  @Option(help: ArgumentHelp("Write a row for each removed record.", valueName: "file"), completion: .file())
  var removed: String?

  @OptionGroup(title: "Run") var common: RunOptions

  func run() throws {
    try Failure.reporting {
      try common.check([output.output ?? "-"] + [input.rejects, removed].compactMap { $0 }, target: output.output)
      let meter = common.meter(input.paths)
      let records = try RecordRun(try input.settings(common, meter: meter))
      common.announce(records)
      let outputs = OutputSet()
      let rows = try unsafe outputs.open(output.destination, try output.resolved())
      let gone = try removed.map {
        try unsafe outputs.open(OutputDestination(argument: $0), OutputCompression(path: $0))
      }
      let ledger = try records.dedup(on: on, outputs, rows, removed: gone)
      try input.checkStrict(ledger, outputs)
      if let gone { try outputs.finish(gone) }
      try outputs.finish(rows)
      try common.finish("dedup", ledger, meter, target: output.output, dependencies: input.paths)
    }
  }
}

extension DuplicateKey: ExpressibleByArgument {}
