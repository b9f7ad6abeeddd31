import PrefCSV
import PrefFormats
import PrefJSON
import PrefRecord

/// The first records of an input, to find out what it is.
struct FormatSample {
  private let records: [[UInt8]]
  private let head: [UInt8]
  private let container: Container

  init(_ head: [UInt8], _ container: Container) {
    self.head = head
    self.container = container
    switch container {
    case .document: records = []
    case .lines:
      let lines = head.split(separator: 0x0A, omittingEmptySubsequences: true)
      let whole =
        head.last == 0x0A || lines.count <= 1 || head.count < InputResolver.headSize ? lines : lines.dropLast()
      records = whole.filter { $0.contains { !InputResolver.isSpace($0) } }.prefix(InputResolver.sampleSize).map(
        Array.init
      )
    case .array: records = Self.records(head, ValueSplitter(.array, limit: InputResolver.headSize))
    case .sequence: records = Self.records(head, ValueSplitter(.sequence, limit: InputResolver.headSize))
    case .table(let header):
      let splitter = RowSplitter(separator: header.separator, limit: InputResolver.headSize)
      records = Self.records(head, splitter).compactMap { Self.object($0, header) }
    }
  }

  /// The first whole records that a splitter finds.
  private static func records(_ head: [UInt8], _ splitter: some RecordSplitter) -> [[UInt8]] {
    var splitter = splitter
    // A fault between records is reported when they are read: here it only ends the sample.
    unsafe head.withUnsafeBytes { try? unsafe splitter.feed($0) }
    if head.count < InputResolver.headSize { try? splitter.finish() }
    guard let cut = splitter.cut(size: .max, atEnd: true) else { return [] }
    return cut.records.prefix(InputResolver.sampleSize).map { Array(cut.bytes[$0.range]) }
  }

  /// The object a row stands for; `nil` for a row that will be reported when it is read.
  private static func object(_ row: [UInt8], _ header: CSVHeader) -> [UInt8]? {
    var record = CSVRecord()
    let isRead = unsafe row.withUnsafeBytes { (try? unsafe record.convert($0, header)) != nil }
    return isRead ? Array(record.json[..<record.count]) : nil
  }

  /// A format that fits, and why.
  struct Fit {
    var type: any IngestFormat.Type
    var reason: String
    /// Records that look like the format.
    var count: Int
  }

  /// Tells whether the sample fits a format: at least half of its records look like it; others are reported when they
  /// are read.
  func fit(_ type: any IngestFormat.Type) -> Fit? {
    if let type = type as? any DocumentFormat.Type {
      guard container == .document else { return nil }
      let reason = unsafe head.withUnsafeBytes { unsafe type.recognize(beginning: $0) }
      return reason.map { Fit(type: type, reason: $0, count: 1) }
    }
    guard container != .document, let recognize = Self.recognizer(type) else { return nil }
    var reason: String?
    var fits = 0
    forEachRecord { record in
      guard let found = recognize(record) else { return }
      fits += 1
      if reason == nil { reason = found }
    }
    guard let reason, fits * 2 >= parsed else { return nil }
    return Fit(type: type, reason: reason, count: fits)
  }

  /// Columns that the first record that fits a format fills besides those every row fills.
  func additionalColumns(_ format: any IngestFormat) -> Columns {
    var columns: Columns?
    forEachRecord { record in
      if columns != nil { return }
      switch format {
      case let format as any RecordFormat: columns = format.additionalColumns(for: record)
      case let format as any GroupingFormat: columns = format.additionalColumns(for: record)
      default: columns = []
      }
    }
    return columns ?? []
  }

  /// How a dialect of JSON records is recognised; `nil` for other dialects.
  private static func recognizer(_ type: any IngestFormat.Type) -> ((JSONValue) -> String?)? {
    switch type {
    case let type as any RecordFormat.Type: { type.recognize($0) }
    case let type as any GroupingFormat.Type: { type.recognize($0) }
    default: nil
    }
  }

  /// Number of records that are JSON.
  private var parsed: Int {
    var count = 0
    forEachRecord { _ in count += 1 }
    return count
  }

  private func forEachRecord(_ body: (JSONValue) -> Void) {
    let parser = JSONParser()
    for record in records {
      // Records that are no JSON say nothing about the format; they are quarantined when they are read.
      guard (try? parser.parse(record)) != nil else { continue }
      body(parser.root)
    }
  }
}
