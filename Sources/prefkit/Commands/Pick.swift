import ArgumentParser
import PrefPipeline
import PrefRecord

/// Writes all records as canonical rows.
struct Cat: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Writes the records of all inputs, one after the other, as canonical rows with one set of columns.",
    discussion: """
      EXAMPLES
        prefkit cat a.jsonl.gz b.jsonl.gz -o both.jsonl.gz
        prefkit cat shards --split train | head -n 1
      """
  )

  @OptionGroup var pick: PickOptions

  func run() throws { try pick.run("cat", .all) }
}

/// Writes records with some of their columns.
struct Cut: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Writes records with some of their optional columns.",
    discussion: """
      id, prompt, chosen and rejected always stay.

      EXAMPLES
        prefkit cut --drop metadata,annotations pairs.jsonl.gz -o slim.jsonl.gz
        prefkit cut --keep source < pairs.jsonl
      """
  )

  @Option(help: ArgumentHelp("Optional columns that stay, such as margin,source; the others go.", valueName: "columns"))
  var keep: String?

  @Option(help: ArgumentHelp("Optional columns that go; the others stay.", valueName: "columns"))
  var drop: String?

  @OptionGroup var pick: PickOptions

  func validate() throws {
    if (keep == nil) == (drop == nil) { throw ValidationError("give either --keep or --drop") }
  }

  func run() throws {
    try Failure.reporting {
      let all = Columns([.margin, .tie, .annotations, .scores, .models, .source, .metadata, .weight])
      let named = try (keep ?? drop ?? "").split(separator: ",").reduce(into: Columns()) { columns, name in
        guard let column = Columns.named.first(where: { $0.name == name }) else {
          let names = Columns.named.map(\.name)
          throw Failure.usage("there is no optional column \"\(name)\"", fix: names.joined(separator: ", "))
        }
        columns.insert(column.column)
      }
      try pick.run("cut", .all, keeping: keep == nil ? all.subtracting(named) : named)
    }
  }
}

/// Writes the first records.
struct Head: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Writes the first records.",
    discussion: """
      Reading stops there; what comes after is neither read nor checked.

      EXAMPLES
        prefkit head -n 100 pairs.jsonl.gz
        prefkit head -n 1 raw.json --format pandalm
      """
  )

  @Option(name: [.customShort("n"), .long], help: ArgumentHelp("Number of records.", valueName: "n"))
  var number = 10

  @OptionGroup var pick: PickOptions

  func validate() throws { if number < 0 { throw ValidationError("-n takes 0 or more") } }

  func run() throws { try pick.run("head", .first(number)) }
}

/// Draws records at random.
struct Sample: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Draws a number of records at random, in input order.",
    discussion: """
      Every set of that size is equally likely, in one pass; the same input and seed give the same records. Memory: twice \
      the rows drawn.

      EXAMPLES
        prefkit sample -n 1000 --seed 7 pairs.jsonl.gz -o sample.jsonl
        zcat pairs.jsonl.gz | prefkit sample -n 50 | prefkit view
      """
  )

  @Option(name: [.customShort("n"), .long], help: ArgumentHelp("Number of records.", valueName: "n"))
  var number: Int

  @Option(help: ArgumentHelp("Seed of the draw.", valueName: "n"))
  var seed: UInt64 = 0

  @OptionGroup var pick: PickOptions

  func validate() throws { if number < 1 { throw ValidationError("-n takes 1 or more") } }

  func run() throws { try pick.run("sample", .sample(number, seed: seed)) }
}

/// What the commands that write some of the records have in common.
struct PickOptions: ParsableArguments {
  @OptionGroup(title: "Input") var input: InputOptions
  @Option(help: ArgumentHelp("Split of a shard set to read.", valueName: "name"))
  var split: String?
  @OptionGroup(title: "Output") var output: OutputOptions
  @OptionGroup(title: "Run") var common: RunOptions

  func run(_ command: String, _ pick: Pick, keeping: Columns? = nil) throws {
    try Failure.reporting {
      var input = input
      input.files = try ShardFolders.files(input.files, split: split)
      try common.check([output.output ?? "-"] + [input.rejects].compactMap { $0 }, target: output.output)
      let meter = common.meter(input.files)
      let records = try RecordRun(try input.settings(common, meter: meter))
      common.announce(records)
      let outputs = OutputSet()
      let rows = try unsafe outputs.open(output.destination, try output.resolved())
      let ledger = try records.pick(pick, keeping: keeping, outputs, rows)
      try input.checkStrict(ledger, outputs)
      try outputs.finish(rows)
      try common.finish(command, ledger, meter, target: output.output, dependencies: input.files)
    }
  }
}

/// Counts records.
struct Count: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Counts records, all or by the values of a field.",
    discussion: """
      Without --by the number alone goes to standard output; with it, a line for each value: the count, a tab, the value.

      EXAMPLES
        prefkit count pairs.jsonl.gz
        prefkit count --by source shards --split train
      """
  )

  @Option(
    help: ArgumentHelp("Field to count by: \(RecordField.names.joined(separator: ", ")).", valueName: "field")
  )
  var by: String?

  @OptionGroup(title: "Input") var input: InputOptions

  @Option(help: ArgumentHelp("Split of a shard set to read.", valueName: "name"))
  var split: String?

  @OptionGroup(title: "Run") var common: RunOptions

  func run() throws {
    try Failure.reporting {
      var input = input
      input.files = try ShardFolders.files(input.files, split: split)
      try common.check(["-"] + [input.rejects].compactMap { $0 }, target: nil)
      let field = try by.map { try RecordField(argument: $0, of: "--by") }
      let meter = common.meter(input.files)
      let records = try RecordRun(try input.settings(common, meter: meter))
      common.announce(records)
      let (ledger, counts) = try records.count(by: field)
      try input.checkStrict(ledger, OutputSet())
      if field == nil {
        Console.write("\(ledger.written)\n", to: 1)
      } else {
        for (value, count) in counts { Console.write("\(count)\t" + Escaped.line("\(value)\n"), to: 1) }
      }
      try common.finish("count", ledger, meter, target: nil, dependencies: input.files)
    }
  }
}
