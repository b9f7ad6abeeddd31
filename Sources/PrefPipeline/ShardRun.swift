import Glibc
public import PrefBytes
import PrefJSON
public import PrefRecord
public import PrefShards

/// How a shard set is made.
public struct ShardOptions: Sendable {
  /// The folder to make.
  public var folder: String
  /// The splits.
  public var plan = SplitPlan.whole
  /// How splits are cut into shards.
  public var layout = ShardLayout.count(1)
  /// Compression of the shards.
  public var compression = OutputCompression.defaultGzip
  /// Whether rows are put into random order within their split.
  public var isShuffled = false
  /// Seed of the split and of the shuffle.
  public var seed: UInt64 = 0
  /// What rows must share to stay in one split.
  public var group = GroupKey.prompt
  /// The field whose values each split has its share of; with exact assignment.
  public var stratum: RecordField?
  /// How groups come to their splits.
  public var assign = GroupAssign.hash
  /// Whether finished shards of a run that was killed are kept, if they are what this one would write.
  public var resumes = false
  /// Bytes of rows a shuffle holds in memory before it uses the disk.
  public var memoryLimit = 256 << 20
  /// Whether a shard set of that name may be replaced.
  public var isForced = false
  /// Whether bad rows that were set aside fail the run.
  public var isStrict = false
  /// Version of the program, for the manifest.
  public var version: String

  /// Makes options for one shard of one split.
  public init(folder: String, version: String) { (self.folder, self.version) = (folder, version) }

  /// The options as the manifest records them.
  var recorded: [(name: String, value: String)] {
    var options = [("split", plan.parts.map { "\($0.name)=\($0.share)" }.joined(separator: ","))]
    switch layout {
    case .count(let count): options.append(("shards", String(count)))
    case .size(let size): options.append(("shard_size", String(size)))
    }
    options.append(("shuffle", isShuffled ? "true" : "false"))
    options.append(("group_by", group.name))
    options.append(("assign", assign.rawValue))
    if let stratum { options.append(("stratify", stratum.name)) }
    return options
  }
}

extension RecordRun {
  /// Makes a shard set.
  ///
  /// - Returns: The ledger and the manifest; the folder is complete under its name.
  public func shard(_ options: ShardOptions) throws -> (ledger: Ledger, manifest: Manifest) {
    try Self.checkTarget(options)
    if options.stratum != nil, options.assign == .hash {
      throw RunError.usage("--stratify goes with --assign exact", fix: "add --assign exact, or leave --stratify out")
    }
    let placing = try GroupPlacing(self, options)
    let folder = try TemporaryFolder(for: options.folder, isResumable: options.resumes)
    let outputs = OutputSet()
    do {
      let journal = options.resumes ? try ShardJournal(folder, fingerprint: fingerprint(options)) : nil
      let writer = try ShardWriter(outputs, folder, options, journal)
      let store =
        options.isShuffled
        ? ShuffleStore(parts: options.plan.parts.count, limit: options.memoryLimit, folder: folder) : nil
      let ledger = try run(ShardJob(self, options, placing, writer, store), outputs)
      if options.isStrict, ledger.quarantinedTotal > 0 {
        throw BadRowsError(first: [], counts: ledger.quarantined, isStrict: true)
      }
      if let store {
        let stages = ShuffleStages(store, writer, outputs, options.layout)
        try Conveyor(stages, threads: settings.threads).run()
      }
      let manifest = Manifest(
        version: options.version,
        columns: columns.keys,
        seed: options.seed,
        options: options.recorded,
        splits: try writer.finish()
      )
      try folder.write(manifest.json.bytes(pretty: true) + [0x0A], to: "manifest.json")
      try folder.write(Array(manifest.checksums.utf8), to: "SHA256SUMS")
      try journal?.remove()
      try folder.finish(replacing: options.isForced)
      return (ledger, manifest)
    } catch {
      outputs.abandon()
      folder.abandon()
      throw error
    }
  }

  /// What a run depends on: options, columns, and the inputs as they are on disk.
  private func fingerprint(_ options: ShardOptions) -> String {
    var parts = [options.version, columns.keys.joined(separator: ","), String(options.seed), "\(options.compression)"]
    parts += options.recorded.map { "\($0.name)=\($0.value)" }
    for input in inputs {
      var status = stat()
      let isKnown = unsafe stat(input.path, &status) == 0
      let time = "\(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec)"
      parts.append("\(input.formatName):\(input.path):\(isKnown ? "\(status.st_size):\(time)" : "stream")")
    }
    return parts.joined(separator: "\u{1F}")
  }

  private static func checkTarget(_ options: ShardOptions) throws {
    let names = FolderListing.names(options.folder)
    if names.isEmpty { return }
    guard options.isForced else {
      throw RunError.cannotCreate(
        path: options.folder,
        "the folder is there already and is not empty",
        fix: "--force replaces a shard set; or name another folder"
      )
    }
    // A folder that is not one of ours might hold anything: it is never removed.
    guard names.contains("manifest.json"), (try? ShardSet(options.folder)) != nil else {
      throw RunError.cannotCreate(
        path: options.folder,
        "the folder is no shard set, so --force does not replace it",
        fix: "remove it yourself, or name another folder"
      )
    }
  }
}

extension TemporaryFolder {
  /// Writes a whole file.
  func write(_ bytes: [UInt8], to name: String) throws {
    let file = try AtomicFile(.file("\(path)/\(name)"))
    try file.write(bytes)
    try file.finish()
  }

  /// Renames a file of the folder.
  func rename(_ old: String, to name: String) throws {
    guard unsafe Glibc.rename(old, "\(path)/\(name)") == 0 else {
      throw BytesError(.writeFailed(.rename, code: errno), path: name)
    }
  }
}
