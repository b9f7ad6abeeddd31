public import PrefJSON

/// Says why a record cannot be read, and where in the record a person should look.
public struct RecordError: Error, Sendable, Equatable {
  /// What is wrong.
  public enum Kind: Sendable, Equatable {
    /// The bytes are not one JSON value.
    case json(JSONError.Kind)
    /// A field has another type than it must have.
    case wrongType(field: String, expected: String, found: String)
    /// A field is not there.
    case missing(field: String)
    /// A field's value is none of those allowed.
    case unexpectedValue(field: String, expected: String)
    /// A conversation cannot be split into a prompt and a completion.
    case noCompletion(field: String)
    /// The transcript does not begin with a turn.
    case notATranscript(field: String)
    /// The XML is damaged or refused.
    case xml(String)
    /// A part of a message is something else than text, such as an image.
    case notText(field: String)
    /// The record is well formed but holds no pair; the text says what it holds.
    case noPair(String)
    /// A row of a table breaks the rules of its cells.
    case csv(String)
    /// A row of a table has another number of cells than the header.
    case raggedRow(expected: Int, found: Int)
  }

  /// What is wrong.
  public var kind: Kind
  /// 0-based byte offset in the record.
  public var offset: Int

  /// Makes an error.
  public init(_ kind: Kind, at offset: Int) { (self.kind, self.offset) = (kind, offset) }

  /// Short stable code of the kind, as the ledger counts it.
  public var reason: String {
    switch kind {
    case .json: "json"
    case .wrongType: "wrong-type"
    case .missing: "missing-field"
    case .unexpectedValue: "unexpected-value"
    case .noCompletion: "no-completion"
    case .notATranscript: "not-a-transcript"
    case .xml: "xml"
    case .notText: "not-text"
    case .noPair: "no-pair"
    case .csv: "csv"
    case .raggedRow: "ragged-row"
    }
  }
}

/// A record that was set aside, with its place in the input.
public struct QuarantinedRecord: Sendable {
  /// Why it was set aside.
  public var error: RecordError
  /// 1-based row in the raw file.
  public var row: UInt64
  /// 1-based line of the fault in the raw file.
  public var line: UInt64
  /// 1-based column of the fault, in bytes.
  public var column: Int
  /// Offset of the record in the decompressed input.
  public var byte: UInt64
  /// The record's bytes in the block it was read from.
  public var raw: Range<Int>

  /// Makes a quarantined record.
  public init(error: RecordError, row: UInt64, line: UInt64, column: Int, byte: UInt64, raw: Range<Int>) {
    (self.error, self.row, self.line, self.column) = (error, row, line, column)
    (self.byte, self.raw) = (byte, raw)
  }
}
