import ArgumentParser
import PrefBytes
import PrefExports
import PrefJSON
import PrefPipeline
import PrefRecord

/// Writes records in the dialect of a trainer or a tool.
struct Export: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Writes records in the dialect of a trainer or a tool.",
    discussion: """
      Columns that the dialect has no room for are named on standard error; `prefkit exports` says what each carries. A row \
      that it cannot say whole, such as a tie, is a bad row and fails the run, unless --ties drop, --skip-bad or --rejects \
      is given. A folder that `prefkit shard` made is read shard by shard; with several splits, --split names one.

      EXAMPLES
        prefkit export pairs.jsonl.gz --to trl-reward -o rm.jsonl.gz
        prefkit export shards --split train --to llamafactory-sharegpt -o data/hh.jsonl --dataset-info data/dataset_info.json
      """
  )

  @OptionGroup(title: "Input") var input: InputOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  @Option(
    help: ArgumentHelp("Dialect to write; `prefkit exports` lists them.", valueName: "name"),
    completion: .list(ExportRegistry.all.map { $0.name })
  )
  var to: String

  @Option(help: ArgumentHelp("Split of a shard set to read.", valueName: "name"))
  var split: String?

  @Option(
    help:
      "Strength of preferences: auto writes it where all inputs have it, require fails without it, drop writes none."
  )
  var margin = ExportPlan.Margin.auto

  @Option(help: "Ties in a dialect that has no room for them: refuse makes them bad rows, drop leaves them out.")
  var ties = Ties.refuse

  @Flag(help: "Write an id beside what the trainer needs, for explain to follow back.")
  var keepID = false

  @Option(help: ArgumentHelp("Seed of the order of the two answers (label-studio).", valueName: "n"))
  var seed: UInt64 = 0

  @Option(
    help: ArgumentHelp("Enter the output in this dataset_info.json (llamafactory-…).", valueName: "file"),
    completion: .file()
  )
  var datasetInfo: String?

  @OptionGroup(title: "Run") var common: RunOptions

  enum Ties: String, ExpressibleByArgument, CaseIterable { case refuse, drop }

  func run() throws {
    try Failure.reporting {
      let type = try Self.type(to)
      var input = input
      input.files = try ShardFolders.files(input.files, split: split)
      try common.check([output.output ?? "-"] + [input.rejects].compactMap { $0 }, target: output.output)
      let registration = try registration(type)
      let meter = common.meter(input.files)
      let records = try RecordRun(try input.settings(common, meter: meter))
      common.announce(records)
      let plan = try ExportPlan(
        records,
        type,
        margin: margin,
        dropsTies: ties == .drop && type.demands.contains(.preference),
        keepsID: keepID,
        seed: seed
      )
      announceLosses(type, records)
      let outputs = OutputSet()
      let rows = try unsafe outputs.open(output.destination, try output.resolved())
      let ledger = try records.export(to: type, plan, outputs, rows)
      try input.checkStrict(ledger, outputs)
      try outputs.finish(rows)
      if let datasetInfo, let registration { try WholeFile.write(registration, to: datasetInfo) }
      try common.finish("export", ledger, meter, target: output.output, dependencies: input.files)
    }
  }

  /// The export of a name.
  static func type(_ name: String) throws -> any ExportFormat.Type {
    guard let type = ExportRegistry.export(named: name) else {
      throw Failure.usage(
        "there is no export named \"\(name)\"",
        fix: Failure.suggestion(name, ExportRegistry.all.map { $0.name }, "prefkit exports")
      )
    }
    return type
  }

  private func announceLosses(_ type: any ExportFormat.Type, _ records: RecordRun) {
    var losses = type.losses(of: records.columns)
    if keepID { losses.removeAll { $0 == "id" } }
    if margin == .drop, records.columns.contains(.margin), !losses.contains("margin") { losses.append("margin") }
    guard !common.quiet, !losses.isEmpty else { return }
    Console.say("export \(type.name) does not carry \(losses.joined(separator: ", "))")
  }

  /// The list of data sets with this output in it; `nil` where none is asked for.
  private func registration(_ type: any ExportFormat.Type) throws -> [UInt8]? {
    guard let datasetInfo else { return nil }
    guard let output = output.output, output != "-" else {
      throw Failure.usage("--dataset-info needs an output with a name", fix: "-o FILE")
    }
    let fileName = output.split(separator: "/").last.map(String.init) ?? output
    guard let entry = type.registration(fileName: fileName) else {
      throw Failure.usage("the export \"\(type.name)\" has no list of data sets", fix: "leave --dataset-info out")
    }
    var list = JSONTree.object([])
    if Folder.hasFile(datasetInfo) {
      do { list = try JSONTree(parsing: try WholeFile.contents(datasetInfo)) } catch let error as JSONError {
        throw Failure.usage("\(datasetInfo): \(error.kind.message)", fix: "mend it, or name another file")
      }
    }
    guard let added = entry.added(to: list) else {
      throw Failure.usage("\(datasetInfo): expected an object of data sets", fix: "mend it, or name another file")
    }
    return added.bytes(pretty: true)
  }
}

extension ExportPlan.Margin: ExpressibleByArgument {}

/// Lists the dialects that can be written.
struct Exports: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Lists the dialects that can be written, and what each has no room for.",
    discussion: """
      EXAMPLES
        prefkit exports
        prefkit exports trl-reward --schema
      """
  )

  @Argument(help: "Only this export.", completion: .list(ExportRegistry.all.map { $0.name }))
  var name: String?

  @Flag(help: "Print the schema of its rows: JSON Schema, or XML Schema for xml.")
  var schema = false

  func validate() throws {
    if schema, name == nil { throw ValidationError("--schema needs the name of an export") }
  }

  func run() throws {
    if let name, ExportRegistry.export(named: name) == nil {
      throw Failure.usage(
        "there is no export named \"\(name)\"",
        fix: Failure.suggestion(name, ExportRegistry.all.map { $0.name }, "prefkit exports")
      )
    }
    for export in ExportRegistry.all where name == nil || export.name == name {
      if schema { return try print(schemaOf: export) }
      let all = Columns([.margin, .tie, .annotations, .scores, .models, .source, .metadata, .weight])
      let losses = export.losses(of: all).joined(separator: ", ")
      Console.write(
        "\(export.name)\n  writes  \(export.summary)\n  loses   \(losses.isEmpty ? "nothing" : losses)\n"
          + "  source  \(export.source)\n",
        to: 1
      )
    }
  }

  private func print(schemaOf export: any ExportFormat.Type) throws {
    if export.name == XMLExport.name { return Console.write(XMLExport.xmlSchema, to: 1) }
    guard let schema = export.schema else {
      throw Failure.usage("the export \"\(export.name)\" is a table, which has no schema", fix: "docs/exports.md")
    }
    Console.write(String(decoding: schema.bytes(pretty: true), as: UTF8.self), to: 1)
  }
}

/// Takes shard sets for the files they consist of.
enum ShardFolders {
  /// Files to read: each folder's shards in the place of the folder.
  ///
  /// `split`: The only split to read; rows of several splits are never mixed without being asked for.
  static func files(_ inputs: [String], split: String?) throws -> [String] {
    guard inputs.contains(where: Folder.exists) else {
      if let split { throw Failure.usage("--split \(split) goes with a shard set", fix: "name a folder of shards") }
      return inputs
    }
    return try inputs.flatMap { input -> [String] in
      guard Folder.exists(input) else { return [input] }
      let set = try ShardSet(input)
      let names = set.manifest.splits.map(\.name)
      guard split != nil || names.count == 1 else {
        throw Failure.usage(
          "\(input) has the splits \(names.joined(separator: ", ")), which would be mixed",
          fix: "--split \(names[0])"
        )
      }
      guard let part = set.manifest.splits.first(where: { split == nil || $0.name == split }) else {
        throw Failure.usage(
          "\(input) has no split \"\(split ?? "")\"",
          fix: "--split \(names.joined(separator: " or "))"
        )
      }
      return part.files.map { "\(input)/\($0.path)" }
    }
  }
}
