import ArgumentParser
import PrefPipeline
import PrefRecord

/// Holds canonical files and shard sets to the contract.
struct Validate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Holds canonical files and shard sets to the contract.",
    discussion: """
      Rows: every key known, in type; an id that is the content's hash; the same columns on every row of a file. Shard \
      sets (a folder with manifest.json): sizes, counts and checksums of all files and of their rows. Faults go to standard \
      output, one a line; any fault exits 1.

      EXAMPLES
        prefkit validate pairs.jsonl.gz
        prefkit validate shards
      """
  )

  @Argument(help: "Canonical files, or folders of shard sets; none, or -, is standard input.", completion: .file())
  var inputs: [String] = []

  @Option(help: ArgumentHelp("Longest line accepted: bytes, or with K, M, G.", valueName: "bytes"))
  var maxLine = ByteCount(64 << 20)

  @OptionGroup(title: "Run") var common: RunOptions

  func run() throws {
    try Failure.reporting {
      try common.check(["-"], target: nil)
      let folders = inputs.filter(Folder.exists)
      let sets = try folders.map { try ShardSet($0) }
      // A shard that is not there is a fault of its set, and no reason to leave the others unread.
      let files = inputs.filter { !folders.contains($0) } + sets.flatMap(\.paths).filter(Folder.hasFile)
      var faults = 0
      for set in sets {
        for fault in try set.faults() {
          Console.write(Self.escaped("\(set.folder)/\(fault)\n"), to: 1)
          faults += 1
        }
      }
      let meter = common.meter(files)
      var ledger = Ledger(inputs: [])
      if !files.isEmpty || inputs.isEmpty { ledger = try rows(files, meter) }
      faults += ledger.quarantinedTotal
      try common.finish("validate", ledger, meter, target: nil, dependencies: inputs)
      if faults > 0 {
        throw Failure(["error: \(faults) \(faults == 1 ? "fault" : "faults")"], status: Failure.Status.found)
      }
    }
  }

  private func rows(_ files: [String], _ meter: Meter) throws -> Ledger {
    var input = InputOptions()
    (input.files, input.format, input.maxLine, input.skipBad) = (files, "prefkit", maxLine, true)
    input.map = []
    input.containers = ContainerOptions()
    input.containers.input = []
    input.containers.separator = nil
    (input.containers.html, input.containers.scoreRule) = (.text, .votes)
    input.booleansAsText = false
    input.rejects = nil
    input.strict = false
    var settings = try input.settings(common, meter: meter)
    settings.badRow = { row in Console.write(Self.escaped("\(row.message)\n"), to: 1) }
    return try RecordRun(settings).validate()
  }

  private static func escaped(_ line: String) -> String {
    Escaped.line(line)
  }
}
