import Crypto
import PrefBytes
import PrefShards

/// Writes the shards of all splits into a folder, with their counts and checksums.
final class ShardWriter {
  /// One shard being written.
  private final class Shard {
    let handle: OutputSet.Handle
    let path: String
    var rows = 0
    var rawBytes = 0
    var rawHash = SHA256()
    let fileHash: FileHash

    init(_ handle: OutputSet.Handle, _ path: String, _ fileHash: FileHash) {
      (self.handle, self.path, self.fileHash) = (handle, path, fileHash)
    }
  }

  /// Hash of a file's bytes as they are written, on whatever thread writes.
  private final class FileHash {
    var hasher = SHA256()
  }

  private let outputs: OutputSet
  private let folder: TemporaryFolder
  private let plan: SplitPlan
  private let layout: ShardLayout
  private let compression: OutputCompression
  private let suffix: String
  private var shards: [[Shard]]

  init(
    _ outputs: OutputSet,
    _ folder: TemporaryFolder,
    _ plan: SplitPlan,
    _ layout: ShardLayout,
    _ compression: OutputCompression
  ) throws {
    (self.outputs, self.folder, self.plan) = (outputs, folder, plan)
    (self.layout, self.compression) = (layout, compression)
    suffix =
      switch compression {
      case .none: ""
      case .gzip: ".gz"
      case .zstd: ".zst"
      }
    shards = plan.parts.map { _ in [] }
    // Every split has at least one shard, and shards that get no row are files all the same.
    let counts = layout.shards(of: plan) ?? plan.parts.map { _ in 1 }
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
      unsafe outputs.append(bytes, to: target.handle)
    }
  }

  /// Adds a row to the last shard of a split, or to a new one when that is full.
  func appendBySize(_ row: ArraySlice<UInt8>, part: Int, size: Int) throws {
    if let last = shards[part].last, last.rawBytes >= size { try openShard(part) }
    append(row, part: part, shard: shards[part].count - 1)
  }

  private func openShard(_ part: Int) throws {
    let hash = FileHash()
    // The name says how many shards there are, which may show only at the end.
    let path = "\(folder.path)/\(plan.parts[part].name)-\(shards[part].count).part\(suffix)"
    let handle = try unsafe outputs.open(.file(path), compression) { unsafe hash.hasher.update(bufferPointer: $0) }
    shards[part].append(Shard(handle, path, hash))
  }

  /// Completes all shards and gives them their names.
  func finish() throws -> [Manifest.Split] {
    try zip(plan.parts, shards).map { part, shards in
      let files = try shards.enumerated().map { index, shard in
        try outputs.finish(shard.handle)
        let name = ShardLayout.name(split: part.name, shard: index, of: shards.count, suffix: suffix)
        try folder.rename(shard.path, to: name)
        return Manifest.File(
          path: name,
          rows: shard.rows,
          bytes: outputs.size(shard.handle),
          sha256: Self.hex(shard.fileHash.hasher),
          rawBytes: shard.rawBytes,
          rawSHA256: Self.hex(shard.rawHash)
        )
      }
      return Manifest.Split(name: part.name, rows: shards.reduce(0) { $0 + $1.rows }, files: files)
    }
  }

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
