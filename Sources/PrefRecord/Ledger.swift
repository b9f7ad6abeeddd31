/// Accounts for every record of a run: `read = written + dropped + quarantined`, or the run is wrong.
public struct Ledger: Sendable, Equatable {
  /// What came from one input.
  public struct Input: Sendable, Equatable {
    /// The path as the user gave it, `-` for standard input.
    public var path: String
    /// Records read from it.
    public var records = 0
    /// Bytes read from it, after decompression.
    public var bytes = 0

    /// Makes the account of an input that nothing was read from yet.
    public init(path: String) { self.path = path }
  }

  /// Inputs in the order given.
  public var inputs: [Input]
  /// Records read.
  public var read = 0
  /// Records written, or observed by a command that writes none.
  public var written = 0
  /// Records left out on purpose, by reason.
  public var dropped: [String: Int] = [:]
  /// Records that could not be read, by reason.
  public var quarantined: [String: Int] = [:]
  /// Records read of which something is to be said, by flag; a record may count under several flags.
  public var flagged: [String: Int] = [:]
  /// Blank lines skipped; they are not records.
  public var blankLines = 0

  /// Makes an empty ledger over inputs.
  public init(inputs: [String]) { self.inputs = inputs.map(Input.init) }

  /// Records left out on purpose.
  public var droppedTotal: Int { dropped.values.reduce(0, +) }

  /// Records that could not be read.
  public var quarantinedTotal: Int { quarantined.values.reduce(0, +) }

  /// Tells whether every record read is accounted for.
  public var balances: Bool { read == written + droppedTotal + quarantinedTotal }

  /// Counts a record that was left out.
  public mutating func drop(because reason: String, count: Int = 1) { dropped[reason, default: 0] += count }

  /// Counts the flags of a record that was kept.
  public mutating func note(_ flags: RecordFlags) {
    guard !flags.isEmpty else { return }
    for (flag, name) in RecordFlags.named where flags.contains(flag) { flagged[name, default: 0] += 1 }
  }

  /// Adds the account of another run over other inputs.
  public mutating func merge(_ other: Ledger) {
    inputs += other.inputs
    read += other.read
    written += other.written
    dropped.merge(other.dropped, uniquingKeysWith: +)
    quarantined.merge(other.quarantined, uniquingKeysWith: +)
    flagged.merge(other.flagged, uniquingKeysWith: +)
    blankLines += other.blankLines
  }
}
