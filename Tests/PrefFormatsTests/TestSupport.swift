import Foundation
import PrefBytes
import PrefJSON
import PrefRecord

@testable import PrefFormats

/// What a format made of records.
struct Reading {
  var batch = ComparisonBatch()
  var error: RecordError?

  /// Reads one record.
  init(_ record: String, _ format: any RecordFormat) throws { try self.init([Array(record.utf8)], format) }

  /// Reads records, each a JSON value, up to the first that is refused.
  init(_ records: [[UInt8]], _ format: any RecordFormat) throws {
    let parser = JSONParser()
    for record in records {
      try parser.parse(record)
      read(parser.root, format)
    }
    withExtendedLifetime(parser) {}
  }

  /// Reads the elements of a JSON array.
  init(array: [UInt8], _ format: any RecordFormat) throws {
    let parser = JSONParser()
    try parser.parse(array)
    for element in parser.root.elements { read(element, format) }
    withExtendedLifetime(parser) {}
  }

  private mutating func read(_ value: JSONValue, _ format: any RecordFormat) {
    guard error == nil else { return }
    do throws(RecordError) { try format.read(value, into: &batch) } catch { self.error = error }
  }

  func texts(_ turns: Range<Int>) -> [String] {
    turns.map { "\(batch.turns[$0].role.name): \(batch.string(batch.turns[$0].content))" }
  }

  var prompt: [String] { batch.comparisons.first.map { texts($0.prompt) } ?? [] }
  var chosen: [String] { batch.comparisons.first.map { texts($0.chosen) } ?? [] }
  var rejected: [String] { batch.comparisons.first.map { texts($0.rejected) } ?? [] }
  var metadata: String { batch.comparisons.first.map { batch.string($0.metadata) } ?? "" }
  var margin: String { batch.comparisons.first.map { batch.string($0.margin) } ?? "" }
}

/// Files beside the tests.
enum Files {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../..")

  static func sample(_ name: String) throws -> [UInt8] {
    try Array(Data(contentsOf: root.appendingPathComponent("samples/\(name)")))
  }

  static func lines(_ bytes: [UInt8]) -> [[UInt8]] {
    let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes[3...] : bytes[...]
    return text.split(separator: 0x0A).map(Array.init)
  }

  /// A file of real data; `nil` where it is not there.
  static func shared(_ path: String) -> String? {
    let shared = ProcessInfo.processInfo.environment["PREFKIT_SHARED"].map { URL(fileURLWithPath: $0) }
    let file = (shared ?? root.appendingPathComponent("../shared")).appendingPathComponent("data/\(path)")
    return FileManager.default.fileExists(atPath: file.path) ? file.path : nil
  }

  /// HH-RLHF's harmless-base test split; `nil` where the folder of real data is not there.
  static let hhFile: String? = {
    let shared = ProcessInfo.processInfo.environment["PREFKIT_SHARED"].map { URL(fileURLWithPath: $0) }
    let file = (shared ?? root.appendingPathComponent("../shared"))
      .appendingPathComponent("data/hh-rlhf/harmless-base-test.jsonl.gz")
    return FileManager.default.fileExists(atPath: file.path) ? file.path : nil
  }()

  /// All bytes of a file, decompressed.
  static func inflated(_ path: String) throws -> [UInt8] {
    let stream = try ByteStream(InputFile(argument: path))
    var bytes: [UInt8] = []
    while try stream.read(upTo: 1 << 20, appendingTo: &bytes) {}
    return bytes
  }
}
