import Crypto
import PrefBytes
import PrefShards

/// Writes the shards of all splits into a folder, with their counts and checksums.
final class ShardWriter {
  /// One shard being written, or kept from a run before.
  private final class Shard {
    /// Where rows go; `nil` where the shard is kept.
    let handle: OutputSet.Handle?
    let path: String
    let kept: Manifest.File?
    var rows = 0
    var rawBytes = 0
    var rawHash = SHA256()
    var isClosed = false
    let fileHash: FileHash

    init(_ path: String, _ handle: OutputSet.Handle?, _ fileHash: FileHash, kept: Manifest.File?) {
      (self.path, self.handle, self.fileHash, self.kept) = (path, handle, fileHash, kept)
    }
  }

  /// Hash of a file's bytes as they are written, on whatever thread writes.
  private final class FileHash {
    var hasher = SHA256()
  }

  private let outputs: OutputSet
  private let folder: TemporaryFolder
  private let plan: SplitPlan
  private let compression: OutputCompression
  private let journal: ShardJournal?
  private let suffix: String
  private var shards: [[Shard]]

  init(_ outputs: OutputSet, _ folder: TemporaryFolder, _ options: ShardOptions, _ journal: ShardJournal?) throws {
    (self.outputs, self.folder, plan, self.journal) = (outputs, folder, options.plan, journal)
    compression = options.compression
    suffix =
      switch compression {
      case .none: ""
      case .gzip: ".gz"
      case .zstd: ".zst"
      }
    shards = plan.parts.map { _ in [] }
    // Every split has at least one shard, and shards that get no row are files all the same.
    let counts = options.layout.shards(of: plan) ?? plan.parts.map { _ in 1 }
    for (part, count) in counts.enumerated() {
      for _ in 0..<count { try openShard(part) }
    }
  }

  /// Shards of a split so far.
  func count(_ part: Int) -> Int { shards[part].count }

  /// Adds a row to a shard of a split.
  func append(_ row: ArraySlice<UInt8>, part: Int, shard: Int) {
    let target = shards[part][shard]
    target.rows += 1
    target.rawBytes += row.count
    unsafe row.withUnsafeBytes { bytes in
      unsafe target.rawHash.update(bufferPointer: bytes)
      if let handle = target.handle { unsafe outputs.append(bytes, to: handle) }
    }
  }

  /// Adds a row to the last shard of a split, or to a new one when that is full.
  func appendBySize(_ row: ArraySlice<UInt8>, part: Int, size: Int) throws {
    if let last = shards[part].last, last.rawBytes >= size {
      try openShard(part)
      close(before: shards[part].count - 1, part: part)
    }
    append(row, part: part, shard: shards[part].count - 1)
  }

  /// Completes the shards of a split before one, which get no more rows.
  func close(before shard: Int, part: Int) {
    for target in shards[part][..<shard].reversed() {
      if target.isClosed { return }
      target.isClosed = true
      guard let handle = target.handle else { continue }
      outputs.close(handle) { [self] in
        try journal?.append(file(target, named: Self.name(target.path)))
      }
    }
  }

  private func openShard(_ part: Int) throws {
    let hash = FileHash()
    // The name says how many shards there are, which may show only at the end.
    let path = "\(folder.path)/\(plan.parts[part].name)-\(shards[part].count).part\(suffix)"
    if let kept = journal?.kept[Self.name(path)] { return shards[part].append(Shard(path, nil, hash, kept: kept)) }
    let handle = try unsafe outputs.open(.file(path), compression) { unsafe hash.hasher.update(bufferPointer: $0) }
    shards[part].append(Shard(path, handle, hash, kept: nil))
  }

  /// Completes all shards and gives them their names.
  func finish() throws -> [Manifest.Split] {
    try zip(plan.parts, shards).map { part, shards in
      let files = try shards.enumerated().map { index, shard in
        if let handle = shard.handle, !shard.isClosed { try outputs.finish(handle) }
        let name = ShardLayout.name(split: part.name, shard: index, of: shards.count, suffix: suffix)
        let file = file(shard, named: name)
        try folder.rename(shard.path, to: name)
        if let kept = shard.kept, kept.rawSHA256 != file.rawSHA256 || kept.rows != file.rows {
          throw RunError.usage(
            "a kept shard is not what this run would write, though options and inputs look the same",
            fix: "run again without --resume"
          )
        }
        return file
      }
      return Manifest.Split(name: part.name, rows: shards.reduce(0) { $0 + $1.rows }, files: files)
    }
  }

  private func file(_ shard: Shard, named name: String) -> Manifest.File {
    Manifest.File(
      path: name,
      rows: shard.rows,
      bytes: shard.kept?.bytes ?? shard.handle.map { outputs.size($0) } ?? 0,
      sha256: shard.kept?.sha256 ?? Self.hex(shard.fileHash.hasher),
      rawBytes: shard.rawBytes,
      rawSHA256: Self.hex(shard.rawHash)
    )
  }

  private static func name(_ path: String) -> String { String(path.split(separator: "/").last ?? "") }

  private static func hex(_ hasher: SHA256) -> String { Hex.text(hasher.finalize()) }
}

/// Writes bytes as hexadecimal digits.
enum Hex {
  static func text(_ bytes: some Sequence<UInt8>) -> String {
    var text = ""
    for byte in bytes {
      for digit in [byte >> 4, byte & 15] {
        text.unicodeScalars.append(Unicode.Scalar(digit < 10 ? 0x30 + digit : 0x57 + digit))
      }
    }
    return text
  }
}
