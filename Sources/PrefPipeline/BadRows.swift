public import PrefRecord

/// What is done with records that cannot be read.
public enum BadRowPolicy: Sendable, Equatable {
  /// The run fails after the whole input is read, with the first five places and the counts.
  case fail
  /// They are set aside in the rejects file.
  case setAside
  /// They are counted and left out.
  case skip
}

/// A quarantined record as it is reported to people.
public struct BadRow: Sendable {
  /// The input as the user named it.
  public var file: String
  /// The format it was read as.
  public var format: String
  /// The record.
  public var record: QuarantinedRecord

  /// `file:line:column: error: message [format]`.
  public var message: String {
    "\(file):\(record.line):\(record.column): error: \(record.error.message) [\(format)]"
  }
}

/// Fails a run whose input holds records that cannot be read.
public struct BadRowsError: Error {
  /// The first records, five at most.
  public var first: [BadRow]
  /// All of them by reason.
  public var counts: [String: Int]
  /// Whether such records were allowed for, and only `--strict` fails the run.
  public var isStrict: Bool

  /// Makes an error.
  public init(first: [BadRow], counts: [String: Int], isStrict: Bool = false) {
    (self.first, self.counts, self.isStrict) = (first, counts, isStrict)
  }
}
