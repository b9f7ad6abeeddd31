import Glibc
import PrefBytes
import PrefJSON
import PrefShards

/// Remembers on disk which shards of a run are finished, so that a run after a kill keeps them.
///
/// The file `.journal` holds one JSON object a line: first `{"run": …}`, all that the shards depend on, then one for each
/// finished shard as in the manifest. A line is on disk before the next shard can be finished. What another run left, a
/// shard whose bytes are not those of its line, and a line that was cut off are all done again.
final class ShardJournal {
  /// Finished shards of the run before, verified, by name.
  let kept: [String: Manifest.File]
  private let path: String
  private let descriptor: Int32

  init(_ folder: TemporaryFolder, fingerprint: String) throws {
    path = "\(folder.path)/.journal"
    let start = JSONTree.object([("run", .string(fingerprint))])
    let lines = (try? ShardSet.contents(path)).map { $0.split(separator: 0x0A).map(Array.init) } ?? []
    var kept: [String: Manifest.File] = [:]
    if let first = lines.first, (try? JSONTree(parsing: first)) == start {
      for line in lines.dropFirst() {
        guard let json = try? JSONTree(parsing: line), let file = try? Manifest.File(json: json),
          let disk = try? ShardSet.digest("\(folder.path)/\(file.path)", decompressing: false),
          disk.sha256 == file.sha256, disk.bytes == file.bytes
        else { continue }
        kept[file.path] = file
      }
    }
    self.kept = kept
    folder.keepOnly(Set(kept.keys))
    descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw BytesError(.cannotCreate(code: errno), path: path) }
    try write(start)
    for file in kept.values.sorted(by: { $0.path < $1.path }) { try write(file.json) }
  }

  deinit { close(descriptor) }

  /// Notes a finished shard; it is on disk when this returns.
  func append(_ file: Manifest.File) throws { try write(file.json) }

  /// Removes the file, when the set is complete.
  func remove() throws {
    guard unsafe unlink(path) == 0 else { throw BytesError(.writeFailed(.rename, code: errno), path: path) }
  }

  private func write(_ json: JSONTree) throws {
    let line = json.bytes(pretty: false) + [0x0A]
    let count = unsafe line.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
    guard count == line.count else { throw BytesError(.writeFailed(.write, code: errno), path: path) }
    guard fsync(descriptor) == 0 else { throw BytesError(.writeFailed(.sync, code: errno), path: path) }
  }
}
