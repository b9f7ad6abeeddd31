import ArgumentParser
import PrefPipeline

/// Reads any dialect and writes canonical rows.
struct Ingest: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Reads any dialect and writes canonical rows.",
    discussion: """
      Bad rows fail the run after the whole input is read, with the first five places and the counts, unless --rejects or \
      --skip-bad is given. `prefkit formats` says what is read, and which side wins.

      EXAMPLES
        prefkit ingest hh.jsonl.gz -o pairs.jsonl.gz
        prefkit ingest raw.jsonl --format fields --map prompt=question --map chosen=good --map rejected=bad -o pairs.jsonl
        prefkit ingest votes.csv --format fields --map prompt=q --map first=a --map second=b --label-field winner \
          --first-if model_a --second-if model_b --tie-if tie --annotator-fields r1,r2,r3 -o pairs.jsonl
        prefkit ingest oasst.jsonl.gz --pairs adjacent --min-margin 1 -o pairs.jsonl
        prefkit ingest votes.csv --format votes --join pairs.jsonl.gz -o judged.jsonl
      """
  )

  @OptionGroup(title: "Input") var input: InputOptions
  @OptionGroup(title: "Fields and labels") var mapping: MappingOptions
  @OptionGroup(title: "Pairs") var pairs: PairOptions
  @OptionGroup(title: "Votes") var votes: VoteOptions
  @OptionGroup(title: "Changes to records") var rewriting: RewritingOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  @Option(
    help: ArgumentHelp("Name of the data set; by default the file's name up to its first dot.", valueName: "name")
  )
  var dataset: String?

  @Option(help: ArgumentHelp("Subset of the data set.", valueName: "name"))
  var subset = ""

  @Option(help: ArgumentHelp("Split of the data set.", valueName: "name"))
  var split = ""

  @OptionGroup(title: "Run") var common: RunOptions

  func run() throws {
    try Failure.reporting {
      try common.check([output.output ?? "-"] + [input.rejects].compactMap { $0 }, target: output.output)
      let meter = common.meter(input.paths)
      var settings = try input.settings(common, meter: meter)
      try mapping.apply(to: &settings)
      try pairs.apply(to: &settings.formatOptions)
      try votes.apply(to: &settings)
      let records = try RecordRun(settings)
      let voted = try votes.pairs(settings)
      common.announce(records)
      var naming = Naming()
      (naming.dataset, naming.subset, naming.split) = (dataset, subset, split)
      let outputs = OutputSet()
      let rows = try unsafe outputs.open(output.destination, try output.resolved())
      let changes = rewriting.rewriting()
      let ledger =
        try voted.map { try records.join(to: $0, votes.rule, naming, changes, outputs, rows) }
        ?? records.ingest(naming, changes, outputs, rows)
      try input.checkStrict(ledger, outputs)
      try outputs.finish(rows)
      try common.finish(
        "ingest",
        ledger,
        meter,
        target: output.output,
        dependencies: input.paths + [mapping.mapping, votes.join].compactMap { $0 }
      )
    }
  }
}
