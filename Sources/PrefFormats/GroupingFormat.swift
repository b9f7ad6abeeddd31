public import PrefJSON
public import PrefRecord

/// A dialect whose records are one JSON value each, but whose comparisons need several of them: the rows of one prompt,
/// the messages of a tree, the votes on an item.
public protocol GroupingFormat: IngestFormat {
  /// Says why a record looks like this dialect; `nil` when it does not.
  static func recognize(_ record: JSONValue) -> String?

  /// Optional columns that a file with this first record fills besides `columns`.
  func additionalColumns(for record: JSONValue) -> Columns

  /// Makes the state for one input.
  func makeGrouper() -> any RecordGrouper
}

extension GroupingFormat {
  /// Most dialects fill the same columns in every file.
  public func additionalColumns(for record: JSONValue) -> Columns { [] }
}

/// Gathers the records of one input into comparisons, one record after the other in input order.
public protocol RecordGrouper: AnyObject {
  /// Takes the next record.
  ///
  /// - Throws: `RecordError` with an offset into the record's source; nothing of such a record may be kept, and the caller
  ///   sets it aside with its raw bytes.
  func take(_ record: JSONValue, at place: RecordPlace) throws(RecordError)

  /// Says that the input has ended.
  func finish()

  /// Moves what can be said so far into a batch: comparisons with the row and line they came from, and the counts of
  /// records that give none, by reason.
  ///
  /// - Returns: `false` when nothing is left for now.
  func drain(into batch: inout ComparisonBatch) -> Bool
}

/// Where a record stands in its input.
public struct RecordPlace: Sendable, Equatable {
  /// 1-based row: the line of a JSONL file, the element of an array.
  public var row: Int
  /// 1-based line of its first byte.
  public var line: Int
  /// Offset of its first byte in the decompressed input.
  public var byte: Int

  /// Makes a place.
  public init(row: Int, line: Int, byte: Int) { (self.row, self.line, self.byte) = (row, line, byte) }
}
