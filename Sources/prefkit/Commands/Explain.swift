import ArgumentParser
import PrefJSON
import PrefPipeline
import PrefRecord
import PrefShards

/// Leads a row back to its raw source.
struct Explain: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Leads a row back to the file and row it comes from, and tells what was decided on the way.",
    discussion: """
      Files are canonical, or folders that `prefkit shard` made. The raw file is looked for where the row says it was, or \
      below --raw; where it is found, its row is read again, and the two are compared by the id of their content. Text is \
      printed only with --show-text.

      EXAMPLES
        prefkit explain 6ae36720a2ebc17bebf12440f6c82779 shards
        prefkit explain 6ae36720a2ebc17bebf12440f6c82779 unique.jsonl.gz --removed removed.jsonl --raw data
      """
  )

  @Argument(help: "The row's id.")
  var id: String

  @Argument(help: "Canonical files, or folders of shard sets; none, or -, is standard input.", completion: .file())
  var inputs: [String] = []

  @Option(
    help: ArgumentHelp("Rows that dedup or conflicts removed, for what the row stands for.", valueName: "file"),
    completion: .file()
  )
  var removed: [String] = []

  @Option(help: ArgumentHelp("Folder in which raw files are looked for.", valueName: "folder"), completion: .directory)
  var raw: String?

  @Option(help: ArgumentHelp("Dialect of the raw file; found by default.", valueName: "name"))
  var rawFormat = "auto"

  @Flag(help: "Print the row, and the raw row.")
  var showText = false

  @OptionGroup(title: "Run") var common: RunOptions

  func run() throws {
    try Failure.reporting {
      var digits = Array(id.utf8)
      guard let wanted = unsafe digits.withUnsafeMutableBytes({ unsafe RecordID(hex: UnsafeRawBufferPointer($0)) })
      else {
        throw Failure.usage("\(id) is no id", fix: "an id has 32 digits, 0 to 9 and a to f")
      }
      try common.check(["-"], target: nil)
      let sets = try inputs.filter(Folder.exists).map { try ShardSet($0) }
      let files = inputs.flatMap { input in sets.first { $0.folder == input }?.paths ?? [input] }
      let meter = common.meter(files)
      let (ledger, found) = try rows(files, meter).find(.id(wanted))
      for row in found { try tell(row, files.isEmpty ? "-" : files[row.input], sets) }
      let decisions = try removed.map { try tellRemoved(wanted, $0) }.reduce(0, +)
      try common.finish("explain", ledger, meter, target: nil, dependencies: files)
      if found.isEmpty, decisions == 0 {
        throw Failure(["error: no row has the id \(id)"], status: Failure.Status.found)
      }
    }
  }

  private func rows(_ files: [String], _ meter: Meter) throws -> RecordRun {
    var settings = RunSettings()
    settings.inputs = files.isEmpty ? ["-"] : files
    settings.format = "prefkit"
    settings.threads = common.threadCount
    settings.progress = { records, bytes in meter.show(records, bytes) }
    return try RecordRun(settings)
  }

  private func say(_ key: String, _ value: String) { Console.write("\(key)\t" + Escaped.line("\(value)\n"), to: 1) }

  private func tell(_ row: FoundRow, _ path: String, _ sets: [ShardSet]) throws {
    say("row", "\(path):\(row.line) (byte \(row.byte))")
    if showText { say("text", String(decoding: row.raw, as: UTF8.self)) }
    for set in sets { tellSplit(row, path, set) }
    guard !row.file.isEmpty else { return say("source", "the row does not say where it comes from") }
    say("source", "\(row.file), row \(row.row), data set \(row.dataset)")
    try tellRaw(row)
  }

  /// The split, why the row is in it, and its place there.
  private func tellSplit(_ row: FoundRow, _ path: String, _ set: ShardSet) {
    for split in set.manifest.splits {
      guard let index = split.files.firstIndex(where: { "\(set.folder)/\($0.path)" == path }) else { continue }
      let options = Dictionary(uniqueKeysWithValues: set.manifest.options.map { ($0.name, $0.value) })
      let groupBy = options["group_by"] ?? "prompt"
      let assign = options["assign"] ?? "hash"
      say(
        "split",
        "\(split.name) by \(assign) of \(groupBy), seed \(set.manifest.seed), plan \(options["split"] ?? "")"
      )
      say("group", "prompt cluster \(String(row.cluster, radix: 16))")
      let before = split.files[..<index].reduce(0) { $0 + $1.rows }
      let order = options["shuffle"] == "true" ? "shuffled" : "in input order"
      say(
        "position",
        "row \(before + row.place + 1) of \(split.rows) in the split, \(order); \(row.place + 1) in its shard"
      )
    }
  }

  /// Reads the raw row again, where its file is at hand.
  private func tellRaw(_ row: FoundRow) throws {
    let name = row.file.split(separator: "/").last.map(String.init) ?? row.file
    let places = [row.file] + (raw.map { ["\($0)/\(row.file)", "\($0)/\(name)"] } ?? [])
    guard row.file != "-", let path = places.first(where: Folder.hasFile) else {
      return say("raw", "not at hand; --raw FOLDER says where raw files are")
    }
    var settings = RunSettings()
    (settings.inputs, settings.format, settings.threads) = ([path], rawFormat, common.threadCount)
    settings.badRows = .skip
    let found = try RecordRun(settings).find(.row(row.row)).found
    guard let same = found.first(where: { $0.id == row.id }) else {
      return say("raw", "\(path): row \(row.row) gives other content; the file changed, or a step changed the row")
    }
    say("raw", "\(path):\(same.line) (byte \(same.byte)), the same content; sha256 of the row \(same.sha256)")
    if showText { say("raw text", String(decoding: same.raw, as: UTF8.self)) }
  }

  /// What was removed in favour of the row, or the row in favour of another; returns how many rows say so.
  private func tellRemoved(_ wanted: RecordID, _ path: String) throws -> Int {
    var count = 0
    for line in try WholeFile.contents(path).split(separator: 0x0A) {
      let row: JSONTree
      do { row = try JSONTree(parsing: Array(line)) } catch {
        throw Failure.usage("\(path): \(error.kind.message)", fix: "name a file that --removed wrote")
      }
      let (id, kept) = (row["id"]?.string ?? "", row["kept"]?.string ?? "")
      guard id == wanted.hex || kept == wanted.hex else { continue }
      count += 1
      let reason = row["reason"]?.string ?? ""
      let source = "\(row["source"]?["file"]?.string ?? ""), row \(row["source"]?["row"]?.int ?? 0)"
      if kept == wanted.hex {
        say("stands for", "\(id) from \(source) (\(reason), similarity \(row["similarity"]?.double ?? 1))")
      } else {
        say("removed", "from \(source) (\(reason)); \(kept) stays in its place")
      }
    }
    return count
  }
}
