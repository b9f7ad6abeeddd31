import ArgumentParser
import PrefPipeline
import PrefRecord

/// Proves that no prompt crosses the splits of a shard set.
struct CheckSplit: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check-split",
    abstract: "Proves that no prompt crosses the splits of a shard set, and that counts and checksums hold.",
    discussion: """
      Nearly the same prompts are compared too where the set was made with --group-by near-prompt, or with --near. What is \
      found goes to standard output, one line each; any fault exits 1. Conversation text is not printed.

      EXAMPLES
        prefkit check-split shards
        prefkit check-split shards --near
      """
  )

  @Argument(help: "Folder that `prefkit shard` made.", completion: .directory)
  var folder: String

  @Flag(help: "Compare nearly the same prompts too.")
  var near = false

  @Option(help: ArgumentHelp("Bytes held in memory before the disk is used, with --near.", valueName: "bytes"))
  var memoryLimit = ByteCount(1 << 30)

  @OptionGroup(title: "Run") var common: RunOptions

  func run() throws {
    try Failure.reporting {
      try common.check(["-"], target: nil)
      let set = try ShardSet(folder)
      var faults = try set.faults()
      for fault in faults { Console.write("fault\t" + Escaped.line("\(fault)\n"), to: 1) }
      var settings = RunSettings()
      settings.inputs = set.paths
      settings.format = "prefkit"
      settings.threads = common.threadCount
      let meter = common.meter(set.paths)
      settings.progress = { records, bytes in meter.show(records, bytes) }
      let splits = set.manifest.splits.flatMap { split in split.files.map { _ in split.name } }
      let groupBy = set.manifest.options.first { $0.name == "group_by" }?.value ?? "prompt"
      let isNear = near || groupBy == "near-prompt"
      let parent = folder.hasSuffix("/") ? folder + ".." : folder + "/.."
      let check = try RecordRun(settings).checkSplits(
        splits,
        isNear: isNear,
        field: RecordField(groupBy),
        memoryLimit: memoryLimit.bytes,
        folder: parent
      )
      for crossing in check.crossings {
        faults.append(crossing.key)
        Console.write(
          "fault\t"
            + Escaped.line(
              "\(crossing.key): \(crossing.id.hex) in \(crossing.split), \(crossing.otherID.hex) in "
                + "\(crossing.otherSplit)\n"
            ),
          to: 1
        )
      }
      for key in check.keys {
        let verdict = key.crossings == 0 ? "ok" : "fault"
        Console.write("\(verdict)\t\(key.name): \(key.crossings) rows of \(key.groups) groups cross splits\n", to: 1)
      }
      if !isNear { Console.write("not checked\tnear-prompt: --near compares nearly the same prompts\n", to: 1) }
      try common.finish("check-split", check.ledger, meter, target: nil, dependencies: set.paths)
      if !faults.isEmpty { throw Failure(["error: the set does not hold"], status: Failure.Status.found) }
    }
  }
}
