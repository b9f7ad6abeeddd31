import ArgumentParser
import PrefExports
import PrefPipeline
import PrefRecord

/// Holds canonical files and shard sets to the contract.
struct Validate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Holds canonical files, shard sets and exported files to the contract.",
    discussion: """
      Rows: every key known, in type; an id that is the content's hash; the same columns on every row of a file. Shard \
      sets (a folder with manifest.json): sizes, counts and checksums of all files and of their rows. Faults go to standard \
      output, one a line; any fault exits 1.

      EXAMPLES
        prefkit validate pairs.jsonl.gz
        prefkit validate shards
        prefkit validate rm.jsonl.gz --as trl-reward
      """
  )

  @Argument(help: "Canonical files, or folders of shard sets; none, or -, is standard input.", completion: .file())
  var inputs: [String] = []

  @Option(help: ArgumentHelp("Longest line accepted: bytes, or with K, M, G.", valueName: "bytes"))
  var maxLine = ByteCount(64 << 20)

  @Option(
    name: .customLong("as"),
    help: ArgumentHelp("Hold files to this export; `prefkit exports` lists them.", valueName: "export"),
    completion: .list(ExportRegistry.all.map { $0.name })
  )
  var export: String?

  @OptionGroup(title: "Run") var common: RunOptions

  func run() throws {
    try Failure.reporting {
      try common.check(["-"], target: nil)
      let folders = inputs.filter(Folder.exists)
      let sets = try folders.map { try ShardSet($0) }
      // A shard that is not there is a fault of its set, and no reason to leave the others unread.
      let files = inputs.filter { !folders.contains($0) } + sets.flatMap(\.paths).filter(Folder.hasFile)
      let type = try export.map(Export.type)
      if type?.container == .document { return try validateXML(files) }
      var faults = 0
      for set in sets {
        for fault in try set.faults() {
          Console.write(Self.escaped("\(set.folder)/\(fault)\n"), to: 1)
          faults += 1
        }
      }
      let meter = common.meter(files)
      var ledger = Ledger(inputs: [])
      if !files.isEmpty || inputs.isEmpty { ledger = try rows(files, meter, type) }
      faults += ledger.quarantinedTotal
      try common.finish("validate", ledger, meter, target: nil, dependencies: inputs)
      if faults > 0 {
        var kinds = ledger.quarantined
        if faults > ledger.quarantinedTotal { kinds["shard-set"] = faults - ledger.quarantinedTotal }
        let counts = kinds.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
        let line = "error: \(faults) \(faults == 1 ? "fault" : "faults") (\(counts))"
        throw Failure([line], status: Failure.Status.found)
      }
    }
  }

  private func validateXML(_ files: [String]) throws {
    var faults = 0
    for file in files.isEmpty ? ["-"] : files {
      for fault in try ExportDocument.faults(of: file) {
        Console.write(Self.escaped("\(file):\(fault.line):\(fault.column): error: \(fault.message) [xml]\n"), to: 1)
        faults += 1
      }
    }
    if faults > 0 {
      let line = "error: \(faults) \(faults == 1 ? "fault" : "faults") (xml \(faults))"
      throw Failure([line], status: Failure.Status.found)
    }
  }

  private func rows(_ files: [String], _ meter: Meter, _ export: (any ExportFormat.Type)?) throws -> Ledger {
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
    settings.exported = export
    return try export == nil ? RecordRun(settings).validate() : RecordRun(settings).validateExport()
  }

  private static func escaped(_ line: String) -> String {
    Escaped.line(line)
  }
}
