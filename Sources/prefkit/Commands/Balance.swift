import ArgumentParser
import PrefBytes
import PrefPipeline
import PrefRecord
import PrefStatistics

/// Takes the advantage of a feature out of the data, when asked to.
struct Balance: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Takes the advantage of a feature out of the data: by leaving rows out, by weights, or by added rows.",
    discussion: """
      For length and refusal, rows are put into bins of the size of the difference between the sides, and in each bin those \
      that the feature wins and those that it loses are made to count the same. For source or another field, each value is \
      made to count the same. subsample leaves rows out; weights adds a column weight, at most --cap, and reports the \
      effective sample size; augment adds rows that prefer a chosen completion to that of another prompt, marked in the \
      metadata. The figures before and after, and how many rows were touched, go to standard error. The inputs are read \
      twice. Balancing can cost accuracy: leaving rows out throws signal away.

      EXAMPLES
        prefkit balance pairs.jsonl.gz --on length -o balanced.jsonl.gz --touched touched.jsonl
        prefkit balance pairs.jsonl.gz --on source --method weights -o weighted.jsonl.gz
      """
  )

  @OptionGroup(title: "Input") var input: InputOptions

  @Option(
    help: ArgumentHelp(
      "What to balance: length, refusal, or a field (\(RecordField.names.joined(separator: ", "))).",
      valueName: "feature"
    )
  )
  var on: String

  @Option(help: "How: subsample, weights or augment.")
  var method = BalanceMethod.subsample

  @Option(help: ArgumentHelp("Bins of the size of differences, for length.", valueName: "n"))
  var bins = 10

  @Option(help: ArgumentHelp("Largest weight.", valueName: "weight"))
  var cap = 5.0

  @Option(help: ArgumentHelp("Seed of the choice among rows.", valueName: "n"))
  var seed: UInt64 = 0

  @OptionGroup(title: "Output") var output: OutputOptions

  @Option(
    help: ArgumentHelp("Write a row for each row that was dropped, weighted or added.", valueName: "file"),
    completion: .file()
  )
  var touched: String?

  @OptionGroup(title: "Run") var common: RunOptions

  func validate() throws {
    if !(1...1000).contains(bins) { throw ValidationError("--bins takes a number from 1 to 1000") }
    if !(cap >= 1 && cap.isFinite) { throw ValidationError("--cap takes a number from 1 on") }
  }

  func run() throws {
    try Failure.reporting {
      var options = BalanceOptions(feature: try feature(), method: method)
      (options.cap, options.seed) = (cap, seed)
      if case .length = options.feature { options.bins = bins } else { options.bins = 1 }
      if case .field = options.feature, method == .augment {
        throw Failure.usage("rows are not added for a field", fix: "--method subsample or weights")
      }
      try common.check([output.output ?? "-"] + [input.rejects, touched].compactMap { $0 }, target: output.output)
      let meter = common.meter(input.files)
      let records = try RecordRun(try input.settings(common, meter: meter))
      common.announce(records)
      let outputs = OutputSet()
      let rows = try unsafe outputs.open(output.destination, try output.resolved())
      let notes = try touched.map {
        try unsafe outputs.open(OutputDestination(argument: $0), OutputCompression(path: $0))
      }
      let outcome = try records.balance(options, outputs, rows, touched: notes)
      try input.checkStrict(outcome.ledger, outputs)
      if let notes { try outputs.finish(notes) }
      try outputs.finish(rows)
      tell(outcome)
      try common.finish("balance", outcome.ledger, meter, target: output.output, dependencies: input.files)
    }
  }

  private func feature() throws -> BalanceFeature {
    switch on {
    case "length": .length
    case "refusal": .refusal
    default: .field(try RecordField(argument: on, of: "--on"))
    }
  }

  private func tell(_ outcome: BalanceOutcome) {
    if let before = outcome.before, let after = outcome.after {
      let share = on == "refusal" ? "refusing side wins" : "longer side wins"
      Console.say("\(share): before \(Self.text(before)), after \(Self.text(after))")
    }
    for entry in outcome.values {
      Console.say(escaping: "\(on) \(entry.value): before \(entry.before), after \(Self.text(entry.after))")
    }
    if let size = outcome.effectiveSize { Console.say("effective sample size \(Self.text(size))") }
    let ids = outcome.firstTouched.map(\.hex).joined(separator: ", ")
    let more = touched.map { "; all in \($0)" } ?? (outcome.touched > 5 ? ", …; --touched FILE lists all" : "")
    Console.say(escaping: "touched \(outcome.touched) rows\(outcome.touched == 0 ? "" : ": \(ids)\(more)")")
    if outcome.added > 0 { Console.say("added \(outcome.added) rows") }
  }

  private static func text(_ mean: WeightedClusterMean) -> String {
    guard let value = mean.mean else { return "undefined (no rows)" }
    let range = mean.interval.map { "[\(text($0.low)), \(text($0.high))]" } ?? "no interval with one prompt"
    return "\(text(value)) \(range) over \(mean.clusters) prompts"
  }

  private static func text(_ number: Double) -> String { String((number * 10_000).rounded() / 10_000) }
}

extension BalanceMethod: ExpressibleByArgument {}
