import Foundation
import PrefJSON
import PrefRecord
import Testing

@testable import PrefFormats

@Suite("Samples of all formats", .serialized)
struct FormatSampleTests {
  static let names = FormatRegistry.all.map { $0.name }

  static func type(_ name: String) throws -> any IngestFormat.Type {
    try #require(FormatRegistry.format(named: name))
  }

  @Test("has one sample and a schema for each", arguments: names)
  func files(_ name: String) throws {
    #expect(try FormatSamples.names(name).count == 1)
    let isDocument = try Self.type(name) is any DocumentFormat.Type
    let schema = Files.root.appendingPathComponent(
      isDocument ? "schemas/\(name).xsd" : "schemas/formats/\(name).schema.json"
    )
    #expect(FileManager.default.fileExists(atPath: schema.path), "\(schema.path)")
  }

  @Test("reads the sample whole", arguments: names)
  func reads(_ name: String) throws {
    let reading = try FormatSamples.reading(Self.type(name))
    #expect(reading.error == nil)
    #expect(reading.batch.quarantined.isEmpty)
    #expect(reading.batch.comparisons.count >= 2)
  }

  @Test("finds out what the sample is, and nothing else", arguments: names)
  func recognition(_ name: String) throws {
    guard name != Fields.name, let file = try FormatSamples.names(name).first else { return }
    let records = try FormatSamples.records(file)
    let parser = JSONParser()
    var counts: [String: Int] = [:]
    for record in records {
      try parser.parse(record)
      for type in FormatRegistry.all where Self.fits(type, parser.root) { counts[type.name, default: 0] += 1 }
    }
    let fits = FormatRegistry.all.filter { (counts[$0.name] ?? 0) * 2 >= records.count && counts[$0.name] != nil }
    let left = FormatRegistry.mostSpecial(fits, type: { $0 }, count: { counts[$0.name] ?? 0 })
    #expect(left.map { $0.name } == (records.isEmpty ? [] : [name]))
  }

  private static func fits(_ type: any IngestFormat.Type, _ record: JSONValue) -> Bool {
    if let type = type as? any RecordFormat.Type { return type.recognize(record) != nil }
    return (type as? any GroupingFormat.Type)?.recognize(record) != nil
  }

  @Test("keeps everything of the sample in canonical rows", arguments: names.filter { $0 != Votes.name })
  func roundTrip(_ name: String) throws {
    let type = try Self.type(name)
    let reading = try FormatSamples.reading(type)
    let columns = try FormatSamples.columns(type).union([.metadata])
    let rows = Self.rows(reading.batch, columns)
    let again = try Reading(rows, Canonical(options: FormatOptions()))
    #expect(again.error == nil)
    try #require(again.batch.comparisons.count == rows.count)
    #expect(Self.rows(again.batch, columns) == rows)
    for (one, other) in zip(reading.batch.comparisons, again.batch.comparisons) {
      #expect(one.isTie == other.isTie && one.flags.subtracting(.kept) == other.flags)
    }
  }

  private static func rows(_ batch: ComparisonBatch, _ columns: Columns) -> [[UInt8]] {
    var hasher = RecordHasher()
    return batch.comparisons.map { comparison in
      var (signed, row) = (comparison, [UInt8]())
      signed.id = hasher.id(of: comparison, in: batch)
      CanonicalEncoder(columns: columns).append(signed, in: batch, to: &row)
      return row
    }
  }

  @Test("fills no column that it does not declare", arguments: names)
  func columns(_ name: String) throws {
    let type = try Self.type(name)
    let (reading, columns) = (try FormatSamples.reading(type), try FormatSamples.columns(type))
    for comparison in reading.batch.comparisons where name != Canonical.name {
      #expect(columns.contains(.tie) || !comparison.isTie)
      #expect(columns.contains(.annotations) || comparison.annotations.isEmpty)
      #expect(columns.contains(.scores) || comparison.scores.isEmpty)
      #expect(columns.contains(.models) || (comparison.chosenModel.isEmpty && comparison.rejectedModel.isEmpty))
      #expect(!columns.contains(.margin) || !comparison.margin.isEmpty)
    }
  }

  @Test("writes metadata that are one JSON object without a key twice", arguments: names)
  func metadata(_ name: String) throws {
    let reading = try FormatSamples.reading(Self.type(name))
    let parser = JSONParser()
    for comparison in reading.batch.comparisons where !comparison.metadata.isEmpty {
      try parser.parse(Array(reading.batch.string(comparison.metadata).utf8))
      #expect(parser.root.kind == .object)
    }
  }
}

extension RecordFlags {
  /// Flags that are said when a dialect is read, and not seen in its rows.
  static let kept: RecordFlags = [.toolCalls, .labelConflict]
}
