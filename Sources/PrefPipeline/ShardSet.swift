import Crypto
import Glibc
import PrefBytes
import PrefJSON
public import PrefShards

/// A shard set on disk, with its manifest.
public struct ShardSet: Sendable {
  /// The folder.
  public let folder: String
  /// What the folder should hold.
  public let manifest: Manifest

  /// Reads a folder's manifest.
  public init(_ folder: String) throws {
    self.folder = folder
    guard unsafe access("\(folder)/manifest.json", F_OK) == 0 else {
      throw RunError.usage(
        "\(folder) is no shard set: it has no manifest.json",
        fix: "name a folder that `prefkit shard` made"
      )
    }
    let bytes = try Self.contents("\(folder)/manifest.json")
    do {
      manifest = try Manifest(reading: try JSONTree(parsing: bytes))
    } catch let error as ManifestError {
      throw RunError.damaged(path: "\(folder)/manifest.json", .init(error.message, line: 1, column: 1, byte: 0))
    } catch let error as JSONError {
      let message = error.kind.message
      throw RunError.damaged(path: "\(folder)/manifest.json", .init(message, line: 1, column: 1, byte: error.offset))
    }
  }

  /// Paths of all shards, in order.
  public var paths: [String] { manifest.splits.flatMap(\.files).map { "\(folder)/\($0.path)" } }

  /// Compares the files with the manifest: sizes, checksums of files and of rows, the list of checksums, strangers.
  ///
  /// - Returns: One sentence for each fault.
  public func faults() throws -> [String] {
    var faults: [String] = []
    for split in manifest.splits {
      if split.rows != split.files.reduce(0, { $0 + $1.rows }) {
        faults.append("manifest.json: the files of \"\(split.name)\" do not add up to \(split.rows) rows")
      }
      for file in split.files { faults += try self.faults(of: file) }
    }
    let sums = try? Self.contents("\(folder)/SHA256SUMS")
    if sums != Array(manifest.checksums.utf8) { faults.append("SHA256SUMS: not what the manifest says") }
    let known = Set(manifest.splits.flatMap(\.files).map(\.path) + ["manifest.json", "SHA256SUMS"])
    for name in FolderListing.names(folder) where !known.contains(name) && name.contains(".jsonl") {
      faults.append("\(name): a shard that the manifest does not name")
    }
    return faults
  }

  private func faults(of file: Manifest.File) throws -> [String] {
    let path = "\(folder)/\(file.path)"
    guard unsafe access(path, R_OK) == 0 else { return ["\(file.path): the manifest names it, but it is not there"] }
    var faults: [String] = []
    let disk = try Self.digest(path, decompressing: false)
    if disk.bytes != file.bytes { faults.append("\(file.path): \(disk.bytes) bytes, the manifest says \(file.bytes)") }
    if disk.sha256 != file.sha256 { faults.append("\(file.path): the SHA-256 of the file is not the manifest's") }
    guard let raw = try? Self.digest(path, decompressing: true) else {
      return faults + ["\(file.path): the compressed data are damaged"]
    }
    if raw.bytes != file.rawBytes {
      faults.append("\(file.path): \(raw.bytes) bytes of rows, the manifest says \(file.rawBytes)")
    }
    if raw.sha256 != file.rawSHA256 { faults.append("\(file.path): the SHA-256 of the rows is not the manifest's") }
    if raw.lines != file.rows { faults.append("\(file.path): \(raw.lines) rows, the manifest says \(file.rows)") }
    return faults
  }

  static func digest(
    _ path: String,
    decompressing: Bool
  ) throws -> (bytes: Int, lines: Int, sha256: String) {
    var hasher = SHA256()
    var (bytes, lines) = (0, 0)
    var piece: [UInt8] = []
    let stream = decompressing ? try ByteStream(.file(path)) : nil
    let file = decompressing ? nil : try RawFile(path)
    while true {
      piece.removeAll(keepingCapacity: true)
      let more = try stream?.read(upTo: 1 << 20, appendingTo: &piece) ?? file?.read(1 << 20, into: &piece) ?? false
      if !more { break }
      hasher.update(data: piece)
      bytes += piece.count
      if decompressing { lines += piece.count { $0 == 0x0A } }
    }
    return (bytes, lines, Hex.text(hasher.finalize()))
  }

  static func contents(_ path: String) throws -> [UInt8] {
    let file = try RawFile(path)
    var bytes: [UInt8] = []
    while try file.read(1 << 20, into: &bytes) {}
    return bytes
  }
}

/// A file's bytes as they lie on disk.
final class RawFile {
  private let path: String
  private let descriptor: Int32

  init(_ path: String) throws {
    self.path = path
    descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw BytesError(.cannotOpen(code: errno), path: path) }
  }

  deinit { close(descriptor) }

  /// Appends the next bytes; `false` at the end.
  func read(_ count: Int, into bytes: inout [UInt8]) throws -> Bool {
    var piece = [UInt8](repeating: 0, count: count)
    let got = unsafe piece.withUnsafeMutableBytes { unsafe Glibc.read(descriptor, $0.baseAddress, $0.count) }
    guard got >= 0 else { throw BytesError(.readFailed(code: errno), path: path, offset: bytes.count) }
    bytes += piece[..<got]
    return got > 0
  }
}
