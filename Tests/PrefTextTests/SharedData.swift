import Foundation
import Testing

/// Real data that is not part of the repository: tests on it are skipped where it is missing.
enum SharedData {
  static let reason: Comment = "the shared data folder is not there"

  /// From PREFKIT_SHARED, or beside the repository.
  static let folder: URL? = {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../..")
    let path = ProcessInfo.processInfo.environment["PREFKIT_SHARED"]
    let folder = path.map { URL(fileURLWithPath: $0) } ?? root.appendingPathComponent("../shared")
    return FileManager.default.fileExists(atPath: hhFile(in: folder).path) ? folder : nil
  }()

  static func hhFile(in folder: URL) -> URL {
    folder.appendingPathComponent("data/hh-rlhf/harmless-base-test.jsonl.gz")
  }

  /// The dialogues of HH-RLHF's harmless-base test split, as bytes.
  static func hhDialogues() throws -> [(chosen: [UInt8], rejected: [UInt8])] {
    guard let folder else { return [] }
    let gzip = Process()
    let output = Pipe()
    gzip.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    gzip.arguments = ["gzip", "-dc", hhFile(in: folder).path]
    gzip.standardOutput = output
    try gzip.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    gzip.waitUntilExit()
    return try data.split(separator: UInt8(ascii: "\n")).map { line in
      let row = try JSONDecoder().decode([String: String].self, from: line)
      return (Array((row["chosen"] ?? "").utf8), Array((row["rejected"] ?? "").utf8))
    }
  }

  /// The tables `a b c d` of a reference file: `paired_binary.<flag>.table`.
  static func hhTable(of flag: String) throws -> [Int] {
    guard let folder else { return [] }
    let data = try Data(contentsOf: folder.appendingPathComponent("statistics/hh-reference.json"))
    let reference = try JSONSerialization.jsonObject(with: data) as? [String: Any]
    let flags = reference?["paired_binary"] as? [String: Any]
    return (flags?[flag] as? [String: Any])?["table"] as? [Int] ?? []
  }
}
