/// Where a record came from: the raw file and row that `explain` leads back to.
public struct Lineage: Sendable, Equatable {
  /// Name of the data set.
  public var dataset = ByteRange.empty
  /// Subset of the data set, empty if it has none.
  public var subset = ByteRange.empty
  /// Split of the data set, empty if it has none.
  public var split = ByteRange.empty
  /// The raw file, as the user named it.
  public var file = ByteRange.empty
  /// 1-based row in the raw file: the line of a JSONL file, the element of an array, the `<row>` of a dump.
  public var row: UInt64 = 0

  /// Makes an empty lineage.
  public init() {}
}

/// Things about a record that are kept, counted and reported, never repaired.
public struct RecordFlags: OptionSet, Sendable, Hashable {
  /// The set as bits.
  public let rawValue: UInt8

  /// Makes a set from its bits.
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// The two conversations part before the last turn, so a completion has several turns.
  public static let promptMismatch = RecordFlags(rawValue: 1)
  /// The chosen completion has no text.
  public static let emptyChosen = RecordFlags(rawValue: 2)
  /// The rejected completion has no text.
  public static let emptyRejected = RecordFlags(rawValue: 4)
  /// Both completions are the same.
  public static let identical = RecordFlags(rawValue: 8)
  /// The row carried an `id` that is not the hash of its content.
  public static let staleID = RecordFlags(rawValue: 16)
  /// A message calls tools; the calls are in the metadata, and are the text of a message that has no other.
  public static let toolCalls = RecordFlags(rawValue: 32)
  /// Two labels of the source name different sides.
  public static let labelConflict = RecordFlags(rawValue: 64)
  /// A text of the record was changed into the normal form that the user asked for.
  public static let normalized = RecordFlags(rawValue: 128)

  /// Names of the flags as the ledger and reports give them.
  public static let named: [(flag: RecordFlags, name: String)] = [
    (.promptMismatch, "prompt-mismatch"), (.emptyChosen, "empty-chosen"), (.emptyRejected, "empty-rejected"),
    (.identical, "identical-completions"), (.staleID, "stale-id"), (.toolCalls, "tool-calls"),
    (.labelConflict, "label-conflict"), (.normalized, "normalized"),
  ]
}

/// One judgement: a prompt, the completion that was chosen and the one that was rejected.
///
/// All text is ranges into the batch that holds the comparison; nothing here owns memory.
public struct Comparison: Sendable {
  /// Content hash; zero until the batch is signed.
  public var id = RecordID.zero
  /// The shared turns, as indices into the batch's turns.
  public var prompt: Range<Int>
  /// The chosen completion's turns.
  public var chosen: Range<Int>
  /// The rejected completion's turns.
  public var rejected: Range<Int>
  /// Number text of the margin; empty where the source gives none.
  public var margin = ByteRange.empty
  /// The raters called it even; chosen and rejected are then first and second as shown.
  public var isTie = false
  /// Judgements, as indices into the batch's annotations.
  public var annotations = 0..<0
  /// Scores, as indices into the batch's scores.
  public var scores = 0..<0
  /// Who wrote the chosen completion, empty if unknown.
  public var chosenModel = ByteRange.empty
  /// Who wrote the rejected completion, empty if unknown.
  public var rejectedModel = ByteRange.empty
  /// Where the record came from.
  public var lineage = Lineage()
  /// One JSON object as text: every raw field that found no room above; empty for `{}`.
  public var metadata = ByteRange.empty
  /// Number text of how much the comparison counts; empty for 1.
  public var weight = ByteRange.empty
  /// What is to be reported about the record.
  public var flags: RecordFlags = []
  /// The record's bytes in the block it was read from.
  public var raw = 0..<0
  /// 1-based line of the record's first byte in the raw file.
  public var line: UInt64 = 0
  /// Offset of the record in the decompressed input.
  public var byte: UInt64 = 0
  /// The optional columns of the canonical row it was read from.
  public var columns: Columns = []
  /// Whether the raw bytes are the canonical row already, and can be copied as they are.
  public var rawIsCanonical = false

  /// Makes a comparison of turns that are in a batch.
  public init(prompt: Range<Int>, chosen: Range<Int>, rejected: Range<Int>) {
    (self.prompt, self.chosen, self.rejected) = (prompt, chosen, rejected)
  }
}
