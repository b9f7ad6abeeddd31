import Foundation
import PrefJSON
import PrefRecord
import Testing

@testable import PrefFormats

@Suite("FormatRegistry", .serialized)
struct FormatRegistryTests {
  static let formats = FormatRegistry.all.compactMap { $0 as? any RecordFormat.Type }

  @Test("names formats uniquely and describes each")
  func descriptions() {
    let names = FormatRegistry.all.map { $0.name }
    #expect(Set(names).count == names.count)
    for format in FormatRegistry.all {
      #expect(!format.name.isEmpty && format.name.allSatisfy { "abcdefghijklmnopqrstuvwxyz0123456789-".contains($0) })
      #expect(format.refines.allSatisfy { $0 != format.name && FormatRegistry.format(named: $0) != nil })
      #expect(format.summary.hasSuffix(".") && format.summary.count > 20)
      #expect(!format.source.isEmpty && !format.winner.isEmpty)
      #expect(FormatRegistry.format(named: format.name) == format)
    }
    #expect(FormatRegistry.format(named: "none") == nil)
  }

  @Test("shows for each format what is read and what is refused", arguments: FormatRegistry.all.map { $0.name })
  func hasExamples(_ name: String) throws {
    let examples = try #require(FormatRegistry.format(named: name)).examples
    #expect(examples.contains { $0.column == nil })
    #expect(examples.contains { $0.column != nil })
  }

  @Test("reads and refuses records as their examples say", arguments: formats.map { $0.name })
  func examples(_ name: String) throws {
    let type = try #require(FormatRegistry.format(named: name) as? any RecordFormat.Type)
    for example in type.examples {
      let reading = try Reading(example.text, type.init(options: example.options))
      #expect(reading.error?.reason == example.reason, "\(example.text)")
      #expect(reading.error.map { $0.offset + 1 } == example.column, "\(example.text)")
      if example.column == nil { #expect(!reading.batch.comparisons.isEmpty) }
    }
  }

  @Test("reads and refuses documents as their examples say")
  func documents() throws {
    for type in FormatRegistry.all.compactMap({ $0 as? any DocumentFormat.Type }) {
      for example in type.examples {
        let reader = try type.init(options: example.options).makeReader()
        var failure: DocumentError?
        Array(example.text.utf8).withUnsafeBytes { bytes in
          do throws(DocumentError) {
            try reader.consume(bytes)
            try reader.finish()
          } catch { failure = error }
        }
        #expect(failure?.column == example.column)
        guard example.column == nil else { continue }
        var batch = ComparisonBatch()
        while reader.drain(into: &batch) {}
        while let piece = reader.nextPiece() { piece.give(to: &batch) }
        #expect(!batch.comparisons.isEmpty && batch.quarantined.isEmpty)
      }
    }
  }

  @Test("recognises an example by its own format alone")
  func recognition() throws {
    for type in Self.formats {
      for example in type.examples where example.column == nil {
        let parser = JSONParser()
        try parser.parse(Array(example.text.utf8))
        let names = Self.recognized(parser.root)
        // Canonical rows without an id are TRL rows as well, and are read as such; no flat layout is recognised.
        let expected = type.name == "prefkit" ? ["trl"] : type.name == "fields" ? [] : [type.name]
        #expect(names == expected, "\(example.text)")
        withExtendedLifetime(parser) {}
      }
    }
  }

  /// Names of the formats that fit a record, without those that give way.
  static func recognized(_ record: JSONValue) -> [String] {
    let fits = FormatRegistry.all.filter { type in
      if let type = type as? any RecordFormat.Type { return type.recognize(record) != nil }
      if let type = type as? any GroupingFormat.Type { return type.recognize(record) != nil }
      return false
    }
    return FormatRegistry.mostSpecial(fits, type: { $0 }, count: { _ in 1 }).map { $0.name }
  }

  @Test("lets a general format keep what a special one does not fit as often")
  func special() {
    let fits: [(any IngestFormat.Type, Int)] = [(TRLPreference.self, 10), (OrcaDPO.self, 9), (PandaLM.self, 1)]
    let names = FormatRegistry.mostSpecial(fits, type: { $0.0 }, count: { $0.1 }).map { $0.0.name }
    #expect(names == ["trl", "orca-dpo", "pandalm"])
    let all: [(any IngestFormat.Type, Int)] = [(TRLPreference.self, 10), (OrcaDPO.self, 10)]
    #expect(FormatRegistry.mostSpecial(all, type: { $0.0 }, count: { $0.1 }).map { $0.0.name } == ["orca-dpo"])
  }

  @Test(
    "reads the sample of each dialect whole",
    arguments: [
      ("hh-rlhf", "hh-style.jsonl", 120), ("trl", "trl-conversational.jsonl", 90),
      ("pandalm", "pandalm-style.json", 90),
      ("llamafactory", "llamafactory-sharegpt.json", 10), ("fields", "fields.jsonl", 21),
    ]
  )
  func samples(_ name: String, _ file: String, _ rows: Int) throws {
    let type = try #require(FormatRegistry.format(named: name) as? any RecordFormat.Type)
    let map = name == "fields" ? ["prompt": "question", "chosen": "good", "rejected": "/bad", "subset": "topic"] : [:]
    let format = try type.init(options: FormatOptions(map: map))
    let bytes = try Files.sample(file)
    let reading =
      file.hasSuffix(".json") ? try Reading(array: bytes, format) : try Reading(Files.lines(bytes), format)
    #expect(reading.error == nil)
    #expect(reading.batch.comparisons.count == rows)
  }

  @Test("reads what the canonical encoder wrote of another dialect")
  func canonical() throws {
    let hh = try Reading(Files.lines(Files.sample("hh-style.jsonl")), HHRLHF(options: FormatOptions()))
    var (rows, hasher) = ([[UInt8]](), RecordHasher())
    for comparison in hh.batch.comparisons {
      var (signed, row) = (comparison, [UInt8]())
      signed.id = hasher.id(of: comparison, in: hh.batch)
      CanonicalEncoder(columns: .metadata).append(signed, in: hh.batch, to: &row)
      rows.append(row)
    }
    let again = try Reading(rows, Canonical(options: FormatOptions()))
    #expect(again.error == nil)
    let ids = hh.batch.comparisons.map { hasher.id(of: $0, in: hh.batch) }
    #expect(again.batch.comparisons.map { hasher.id(of: $0, in: again.batch) } == ids)
    #expect(again.batch.comparisons.map(\.id) == ids)
    #expect(again.batch.comparisons.allSatisfy { $0.columns == .metadata })
    #expect(again.batch.comparisons.map(\.flags) == hh.batch.comparisons.map(\.flags))
  }
}
