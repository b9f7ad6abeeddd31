import ArgumentParser
import PrefBytes
import PrefDedup
import PrefPipeline
import PrefRecord

/// Removes records that overlap with evaluation sets.
struct Decontaminate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Removes records that overlap with evaluation sets, and says with which item.",
    discussion: """
      A record overlaps when its text has the same words as an item, whatever their case and punctuation; or at least \\
      --containment of the item's runs of --ngram words; or, with --near, nearly the same shingles. Every record is looked \\
      up exactly; nothing is estimated. --removed names for each record the item, its side, and the bytes that overlap. \\
      Names that end in .txt are lists of prompts, one a line; all else is read as any input is.

      EXAMPLES
        prefkit decontaminate pairs.jsonl.gz --against rewardbench.jsonl -o clean.jsonl.gz --removed removed.jsonl
        prefkit decontaminate pairs.jsonl.gz --against prompts.txt --by either --near --report-only --removed found.jsonl
      """
  )

  @OptionGroup(title: "Input") var input: InputOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  @Option(
    help: ArgumentHelp("Evaluation set, or .txt list of prompts; may be repeated.", valueName: "file"),
    completion: .file()
  )
  var against: [String] = []

  @Option(help: ArgumentHelp("Dialect of the evaluation sets.", valueName: "name"))
  var againstFormat = "auto"

  @Option(help: ArgumentHelp("What is compared: prompt, completion or either.", valueName: "side"))
  var by = ContaminationSide.prompt

  @Option(help: ArgumentHelp("Words of a run.", valueName: "n"))
  var ngram = 13

  @Option(help: ArgumentHelp("Least share of an item's runs that are in the record.", valueName: "share"))
  var containment = 0.5

  @Flag(help: "Look for near-duplicates too.")
  var near = false

  @Option(help: ArgumentHelp("With --near, the least Jaccard similarity of word 5-grams.", valueName: "share"))
  var threshold = 0.8

  @Option(help: ArgumentHelp("Write a row for each record that overlaps.", valueName: "file"), completion: .file())
  var removed: String?

  @Flag(help: "Remove nothing; rows are written only where -o says where.")
  var reportOnly = false

  @OptionGroup(title: "Run") var common: RunOptions

  func validate() throws {
    if against.contains("-"), input.files.isEmpty || input.files.contains("-") {
      throw ValidationError("standard input is named twice: name a file for --against")
    }
    if against.isEmpty { throw ValidationError("--against FILE says which evaluation set") }
    guard (1...64).contains(ngram) else { throw ValidationError("--ngram takes a number from 1 to 64") }
    guard containment > 0, containment <= 1, threshold > 0, threshold <= 1 else {
      throw ValidationError("--containment and --threshold take a share above 0, up to 1")
    }
  }

  func run() throws {
    try Failure.reporting {
      let writes = !reportOnly || output.output != nil
      let files = (writes ? [output.output ?? "-"] : []) + [input.rejects, removed].compactMap { $0 }
      let target = writes ? output.output : removed
      try common.check(files, target: target)
      let meter = common.meter(input.paths)
      let set = try evaluationSet(meter)
      let records = try RecordRun(try input.settings(common, meter: meter))
      common.announce(records)
      let outputs = OutputSet()
      let rows = try unsafe writes ? outputs.open(output.destination, try output.resolved()) : nil
      let gone = try removed.map {
        try unsafe outputs.open(OutputDestination(argument: $0), OutputCompression(path: $0))
      }
      let ledger = try records.decontaminate(set, outputs, rows, removed: gone, isReportOnly: reportOnly)
      try input.checkStrict(ledger, outputs)
      if let gone { try outputs.finish(gone) }
      if let rows { try outputs.finish(rows) }
      try common.finish("decontaminate", ledger, meter, target: target, dependencies: input.paths + against)
    }
  }

  private func evaluationSet(_ meter: Meter) throws -> EvaluationSet {
    var rule = ContaminationRule()
    (rule.side, rule.ngram, rule.containment) = (by, ngram, containment)
    rule.threshold = near ? threshold : nil
    var set = EvaluationSet(rule)
    for path in against {
      if Self.isList(path) {
        try EvaluationReader.read(list: path, maxLine: input.maxLine.bytes, into: &set)
      } else {
        try EvaluationReader.read(try items(path, meter), into: &set)
      }
    }
    guard set.count > 0 else {
      throw Failure.usage(
        "\(against.joined(separator: ", ")): there is no text to compare with",
        fix: "--by completion needs items with completions; a .txt list has prompts alone"
      )
    }
    if !common.quiet {
      Console.say("prefkit decontaminate: \(Ledger.grouped(set.count)) evaluation texts")
    }
    return set
  }

  private static func isList(_ path: String) -> Bool {
    [".txt", ".txt.gz", ".txt.zst"].contains { path.hasSuffix($0) }
  }

  private func items(_ path: String, _ meter: Meter) throws -> RecordRun {
    var input = input
    (input.files, input.format, input.rejects) = ([path], againstFormat, nil)
    var settings = try input.settings(common, meter: meter)
    settings.namedInputs = []
    settings.badRows = self.input.skipBad ? .skip : .fail
    settings.progress = { _, _ in }
    let records = try RecordRun(settings)
    common.announce(records)
    return records
  }
}

extension ContaminationSide: ExpressibleByArgument {}
