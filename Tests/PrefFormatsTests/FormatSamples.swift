import Foundation
import PrefJSON
import PrefRecord

@testable import PrefFormats

/// The samples under `samples/formats`, one a dialect.
enum FormatSamples {
  static let folder = Files.root.appendingPathComponent("samples/formats")

  /// File names of the samples of a format.
  static func names(_ format: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.split(separator: ".")[0] == format }
  }

  /// The options that a format's sample needs.
  static func options(_ format: String) throws -> FormatOptions {
    var options = FormatOptions()
    if format == Fields.name { try MappingFile(parsing: Files.sample("mapping.json")).apply(to: &options) }
    // Votes are joined to their pairs by the run; a reader only has to know that it will be.
    if format == Votes.name { options.join = "prefkit.jsonl" }
    return options
  }

  /// The records of a sample, each as JSON; a table's rows become objects whose values are texts.
  static func records(_ file: String) throws -> [[UInt8]] {
    let bytes = try Files.sample("formats/\(file)")
    switch file.split(separator: ".").last {
    case "jsonl": return Files.lines(bytes)
    case "json":
      let parser = JSONParser()
      try parser.parse(bytes)
      defer { withExtendedLifetime(parser) {} }
      return parser.root.elements.map { Array($0.raw) }
    case "csv": return rows(String(decoding: bytes, as: UTF8.self))
    default: return []
    }
  }

  /// Reads a table by RFC 4180, as plainly as can be: the reader under test is another one.
  private static func rows(_ text: String) -> [[UInt8]] {
    var (table, row, cell, isQuoted) = ([[String]](), [String](), "", false)
    var scalars = Array(text.unicodeScalars)[...]
    while let scalar = scalars.popFirst() {
      switch scalar {
      case "\"" where isQuoted && scalars.first == "\"": cell.unicodeScalars.append(scalars.removeFirst())
      case "\"": isQuoted.toggle()
      case "," where !isQuoted: (row, cell) = (row + [cell], "")
      case "\r" where !isQuoted: break
      case "\n" where !isQuoted: (table, row, cell) = (table + [row + [cell]], [], "")
      default: cell.unicodeScalars.append(scalar)
      }
    }
    return table.dropFirst().map { cells in
      JSONTree.object(zip(table[0], cells).map { ($0, .string($1)) }).bytes(pretty: false)
    }
  }

  /// Everything that a format makes of its sample.
  static func reading(_ type: any IngestFormat.Type) throws -> Reading {
    let file = try names(type.name).first ?? ""
    let format = try type.init(options: options(type.name))
    switch format {
    case let format as any RecordFormat: return try Reading(records(file), format)
    case let format as any GroupingFormat: return try Reading(grouping: records(file), format)
    case let format as any DocumentFormat: return try Reading(document: Files.sample("formats/\(file)"), format)
    default: return try Reading([], Canonical(options: FormatOptions()))
    }
  }

  /// The columns that a format fills in its sample.
  static func columns(_ type: any IngestFormat.Type) throws -> Columns {
    let format = try type.init(options: options(type.name))
    let parser = JSONParser()
    let first = try names(type.name).first.flatMap { try records($0).first }
    guard let first else { return type.columns }
    try parser.parse(first)
    defer { withExtendedLifetime(parser) {} }
    let more =
      (format as? any RecordFormat)?.additionalColumns(for: parser.root)
      ?? (format as? any GroupingFormat)?.additionalColumns(for: parser.root) ?? []
    return type.columns.union(more)
  }
}

extension Reading {
  /// Reads records that are gathered, up to the first that is refused.
  init(grouping records: [[UInt8]], _ format: any GroupingFormat) throws {
    try self.init([], Canonical(options: FormatOptions()))
    let (grouper, parser) = (format.makeGrouper(), JSONParser())
    for (index, record) in records.enumerated() {
      try parser.parse(record)
      let place = RecordPlace(row: index + 1, line: index + 1, byte: 0)
      do throws(RecordError) { try grouper.take(parser.root, at: place) } catch { self.error = self.error ?? error }
    }
    grouper.finish()
    while grouper.drain(into: &batch) {}
    withExtendedLifetime(parser) {}
  }

  /// Reads a document.
  init(document bytes: [UInt8], _ format: any DocumentFormat) throws {
    try self.init([], Canonical(options: FormatOptions()))
    let reader = format.makeReader()
    let outcome = bytes.withUnsafeBytes { bytes in
      Result { () throws(DocumentError) in
        try reader.consume(bytes)
        try reader.finish()
      }
    }
    try outcome.get()
    while reader.drain(into: &batch) {}
    while let piece = reader.nextPiece() { piece.give(to: &batch) }
  }
}
