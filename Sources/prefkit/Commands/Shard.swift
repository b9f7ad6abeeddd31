import ArgumentParser
import PrefBytes
import PrefPipeline
import PrefRecord
import PrefShards

/// Divides records into splits and shards, with a manifest.
struct Shard: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Divides records into splits and shards, with a manifest and checksums.",
    discussion: """
      By default the split of a row depends on its prompt and the seed alone, so no prompt crosses splits, and adding rows \
      never moves an old one. --group-by near-prompt joins prompts that are nearly the same (Jaccard similarity of their \
      shingles 0.8 or more); --assign exact gives exact shares of groups, also within each value of --stratify. Both read \
      the inputs twice, and adding rows may then move old ones. The folder appears when it is complete; with --resume a \
      run that was killed goes on where its last finished shard ends.

      EXAMPLES
        prefkit shard pairs.jsonl.gz -o shards --shards 8 --split train=0.98,test=0.02 --shuffle --seed 7
        prefkit shard a.jsonl b.jsonl -o shards --shard-size 256M
      """
  )

  @OptionGroup(title: "Input") var input: InputOptions

  @Option(name: .shortAndLong, help: ArgumentHelp("Folder to make.", valueName: "folder"), completion: .directory)
  var output: String

  @Option(
    help: ArgumentHelp("Shards of the largest split; others get as many as their share asks for.", valueName: "n")
  )
  var shards: Int?

  @Option(help: ArgumentHelp("New shard after this many bytes of rows: bytes, or with K, M, G.", valueName: "bytes"))
  var shardSize: ByteCount?

  @Option(help: ArgumentHelp("Splits and their shares of prompts, such as train=0.98,test=0.02.", valueName: "plan"))
  var split = "train=1"

  @Flag(help: "Put the rows of each split into random order.")
  var shuffle = false

  @Option(help: ArgumentHelp("Seed of the splits and of the shuffle.", valueName: "n"))
  var seed: UInt64 = 0

  @Option(help: ArgumentHelp("Bytes of rows a shuffle holds in memory before it uses the disk.", valueName: "bytes"))
  var memoryLimit = ByteCount(256 << 20)

  @Option(
    help: ArgumentHelp(
      "What rows must share to stay in one split: prompt, near-prompt, or a field "
        + "(\(RecordField.names.joined(separator: ", "))).",
      valueName: "key"
    )
  )
  var groupBy = "prompt"

  @Option(help: ArgumentHelp("With --assign exact: every split gets its share of each value.", valueName: "field"))
  var stratify: String?

  @Option(help: "How groups come to splits: hash keeps old rows in place, exact gives exact shares.")
  var assign = GroupAssign.hash

  @Flag(help: "Keep the finished shards of a run that was killed, when options and inputs are the same.")
  var resume = false

  @Flag(help: "Replace a shard set that is there.")
  var force = false

  @OptionGroup(title: "Output") var compression: CompressionOptions
  @OptionGroup(title: "Run") var common: RunOptions

  func validate() throws {
    if shards != nil, shardSize != nil { throw ValidationError("--shards and --shard-size exclude each other") }
    if let shards, !(1...10_000).contains(shards) { throw ValidationError("--shards takes a number from 1 to 10,000") }
  }

  func run() throws {
    try Failure.reporting {
      let options = try options()
      try common.check([input.rejects].compactMap { $0 }, target: "\(output)/manifest.json")
      let meter = common.meter(input.paths)
      let records = try RecordRun(try input.settings(common, meter: meter))
      common.announce(records)
      let (ledger, manifest) = try records.shard(options)
      if !common.quiet {
        for split in manifest.splits {
          Console.say(
            escaping:
              "\(output): \(split.name) \(split.rows) rows in \(split.files.count) \(split.files.count == 1 ? "shard" : "shards")"
          )
        }
      }
      let target = "\(output)/manifest.json"
      try common.finish("shard", ledger, meter, target: target, dependencies: input.paths)
    }
  }

  private func options() throws -> ShardOptions {
    var options = ShardOptions(folder: output, version: PrefKitCommand.version)
    options.plan = try plan()
    options.layout = shardSize.map { .size($0.bytes) } ?? .count(shards ?? 1)
    options.compression = try compression.resolved(default: .defaultGzip)
    (options.isShuffled, options.seed) = (shuffle, seed)
    (options.memoryLimit, options.isForced) = (memoryLimit.bytes, force)
    options.isStrict = input.strict
    (options.assign, options.resumes) = (assign, resume)
    options.group =
      switch groupBy {
      case "prompt": .prompt
      case "near-prompt": .nearPrompt
      default: .field(try RecordField(argument: groupBy, of: "--group-by"))
      }
    options.stratum = try stratify.map { try RecordField(argument: $0, of: "--stratify") }
    return options
  }

  private func plan() throws -> SplitPlan {
    let parts = try split.split(separator: ",", omittingEmptySubsequences: false).map { entry in
      let fields = entry.split(separator: "=", omittingEmptySubsequences: false)
      guard fields.count == 2, let share = Double(fields[1]) else {
        throw Failure.usage("--split \(split): write NAME=SHARE,…", fix: "--split train=0.98,test=0.02")
      }
      return SplitPlan.Part(name: String(fields[0]), share: share)
    }
    do {
      return try SplitPlan(parts: parts)
    } catch {
      throw Failure.usage("--split \(split): \(error.message)", fix: "--split train=0.98,test=0.02")
    }
  }
}

extension GroupAssign: ExpressibleByArgument {}

extension RecordField {
  /// The field that an option names.
  init(argument: String, of option: String) throws {
    guard let field = RecordField(argument) else {
      throw Failure.usage(
        "\(option) \(argument): there is no such field",
        fix: "fields are \(RecordField.names.joined(separator: ", "))"
      )
    }
    self = field
  }
}
