public import PrefRecord

/// What the pair graph keeps of each record: hashes of its texts, and who said so.
public struct PreferenceRecords: Sendable {
  /// One record.
  public struct Record: Sendable {
    /// Hash of the prompt.
    public var prompt: RecordID
    /// Hash of the chosen completion.
    public var chosen: RecordID
    /// Hash of the rejected completion.
    public var rejected: RecordID
    /// The record's id.
    public var id: RecordID
    /// Number of the data set.
    public var dataset: UInt32
    /// Whether the record is a tie.
    public var isTie: Bool

    /// Makes a record.
    public init(
      prompt: RecordID,
      chosen: RecordID,
      rejected: RecordID,
      id: RecordID,
      dataset: UInt32 = 0,
      isTie: Bool = false
    ) {
      (self.prompt, self.chosen, self.rejected, self.id) = (prompt, chosen, rejected, id)
      (self.dataset, self.isTie) = (dataset, isTie)
    }
  }

  /// One judgement of a named annotator.
  public struct Vote: Sendable {
    /// Number of the record.
    public var record: UInt32
    /// Number of the annotator.
    public var annotator: UInt32
    /// What the annotator said of the record's sides.
    public var choice: Choice

    /// Makes a judgement.
    public init(record: UInt32, annotator: UInt32, choice: Choice) {
      (self.record, self.annotator, self.choice) = (record, annotator, choice)
    }
  }

  /// Records in input order.
  public var records: [Record] = []
  /// Judgements, in the order of their records.
  public var votes: [Vote] = []
  /// Names of data sets.
  public private(set) var datasets: [String] = []
  /// Names of annotators.
  public private(set) var annotators: [String] = []
  private var datasetNumbers: [String: UInt32] = [:]
  private var annotatorNumbers: [String: UInt32] = [:]

  /// Makes an empty state.
  public init() {}

  /// The number of a data set.
  public mutating func number(ofDataset name: String) -> UInt32 {
    Self.number(name, &datasetNumbers, &datasets)
  }

  /// The number of an annotator.
  public mutating func number(ofAnnotator name: String) -> UInt32 {
    Self.number(name, &annotatorNumbers, &annotators)
  }

  private static func number(_ name: String, _ numbers: inout [String: UInt32], _ names: inout [String]) -> UInt32 {
    if let number = numbers[name] { return number }
    let number = UInt32(names.count)
    numbers[name] = number
    names.append(name)
    return number
  }
}
