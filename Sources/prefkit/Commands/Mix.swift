import ArgumentParser
import PrefPipeline
import PrefRecord

/// Draws a mix of sources.
struct Mix: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Draws a mix of sources, in input order.",
    discussion: """
      A source is the data set that rows say they come from. --take NAME=0.4 takes that share of the source's rows, \
      --take NAME=20000 that many; a number with a decimal point is a share. Exactly so many are drawn, every set of them \
      equally likely. Sources that are not named are left out. The inputs are read twice.

      EXAMPLES
        prefkit mix hh.jsonl.gz uf.jsonl.gz --take hh=0.4 --take uf=20000 --seed 7 -o mix.jsonl.gz
        prefkit mix small.jsonl --take small=5.0 --with-replacement -o repeated.jsonl
      """
  )

  @OptionGroup(title: "Input") var input: InputOptions

  @Option(help: ArgumentHelp("A source and its share or number of rows; may be repeated.", valueName: "name=amount"))
  var take: [String]

  @Flag(help: "A row may be drawn more than once.")
  var withReplacement = false

  @Option(help: ArgumentHelp("Seed of the draws.", valueName: "n"))
  var seed: UInt64 = 0

  @OptionGroup(title: "Output") var output: OutputOptions
  @OptionGroup(title: "Run") var common: RunOptions

  func run() throws {
    try Failure.reporting {
      var plan = MixPlan(amounts: try take.map(amount))
      (plan.isWithReplacement, plan.seed) = (withReplacement, seed)
      try common.check([output.output ?? "-"] + [input.rejects].compactMap { $0 }, target: output.output)
      let meter = common.meter(input.files)
      let records = try RecordRun(try input.settings(common, meter: meter))
      common.announce(records)
      let outputs = OutputSet()
      let rows = try unsafe outputs.open(output.destination, try output.resolved())
      let (ledger, copies) = try records.mix(plan, outputs, rows)
      try input.checkStrict(ledger, outputs)
      try outputs.finish(rows)
      if copies > 0, !common.quiet { Console.say("\(copies) rows are repetitions of a record") }
      try common.finish("mix", ledger, meter, target: output.output, dependencies: input.files)
    }
  }

  private func amount(_ entry: String) throws -> (source: String, amount: MixAmount) {
    let fix = "--take hh=0.4 for a share, --take hh=20000 for a number"
    guard let equals = entry.lastIndex(of: "="), equals > entry.startIndex else {
      throw Failure.usage("--take \(entry): write NAME=AMOUNT", fix: fix)
    }
    let (name, text) = (String(entry[..<equals]), entry[entry.index(after: equals)...])
    if take.contains(where: { $0 != entry && $0.hasPrefix(name + "=") }) {
      throw Failure.usage("--take names \"\(name)\" twice", fix: "name it once")
    }
    if text.contains("."), let share = Double(text), share > 0, share.isFinite, withReplacement || share <= 1 {
      return (name, .share(share))
    }
    if let rows = Int(text), rows >= 0 { return (name, .rows(rows)) }
    throw Failure.usage("--take \(entry): expected a share above 0 and at most 1, or a number of rows", fix: fix)
  }
}
