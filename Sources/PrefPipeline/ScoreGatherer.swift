import PrefFormats
import PrefJSON
import PrefRecord
import PrefScores
import PrefText

/// Gathers the score rows of one unit on one worker.
///
/// A row whose `chosen` is a text or a message list is a whole record: its id is computed from its texts, so scores find
/// their pair by content.
final class ScoreGatherer: RecordGrouper {
  private(set) var scores = ScoreBatch()
  private(set) var checkpoints: [Checkpoint] = []
  private let options: ScoreOptions
  private let reader = ScoreRowReader()
  private var record = ScoredRecord()

  init(_ options: ScoreOptions) { self.options = options }

  /// Forgets the last unit.
  func begin() {
    scores = ScoreBatch()
    checkpoints = []
  }

  func take(_ value: JSONValue, at place: RecordPlace) throws(RecordError) {
    if options.takesLogs, let format = options.log ?? CheckpointFormat.recognize(value) {
      return checkpoints.append(try format.read(value, unit: options.unit))
    }
    if RewardBenchResults.recognize(value) { return try RewardBenchResults.read(value, into: &scores) }
    if let chosen = value["chosen"], chosen.isText || chosen.isList, value["prompt"] != nil || !chosen.isScore {
      return try reader.read(value, as: record.identity(of: value, &scores), into: &scores)
    }
    try reader.read(value, into: &scores)
  }

  func finish() {}
  func drain(into batch: inout ComparisonBatch) -> Bool { false }
}

extension JSONValue {
  fileprivate var isText: Bool { kind == .string }

  fileprivate var isList: Bool { kind == .array }

  /// A score in a list of one, or in a cell of a table, where numbers are texts.
  fileprivate var isScore: Bool {
    if kind == .array { return elements.allSatisfy { $0.kind == .number || $0.isNull } }
    return unsafe text.isEmpty || Double(String(decoding: text, as: UTF8.self)) != nil
  }
}

/// Reads the identity of whole records, with buffers that are used again.
private struct ScoredRecord {
  private var batch = ComparisonBatch()
  private var hasher = RecordHasher()
  private var meter = TextMeter()

  mutating func identity(of value: JSONValue, _ scores: inout ScoreBatch) throws(RecordError)
    -> ScoreRowReader.Identity
  {
    batch.removeAll()
    try Self.format(of: value).read(value, into: &batch)
    guard let comparison = batch.comparisons.first else {
      throw RecordError(.noCompletion(field: "chosen"), at: value.offset)
    }
    var row = ScoreBatch.Row(
      key: ScoreKey(hasher.id(of: comparison, in: batch)),
      cluster: ClusterKey.of(comparison, in: batch),
      isPair: true
    )
    row.isTie = comparison.isTie
    row.lengths = (words(of: comparison.chosen), words(of: comparison.rejected))
    for index in comparison.annotations {
      switch batch.annotations[index].choice {
      case .chosen: row.votes.0 += 1
      case .rejected: row.votes.1 += 1
      default: break
      }
    }
    if !comparison.lineage.subset.isEmpty {
      row.subset = unsafe batch.withBytes(of: comparison.lineage.subset) { unsafe scores.index(ofSubset: $0) }
    }
    return ScoreRowReader.Identity(row: row)
  }

  private static func format(of value: JSONValue) throws(RecordError) -> any RecordFormat {
    do throws(FormatOptionError) {
      if Canonical.recognize(value) != nil { return try Canonical(options: FormatOptions()) }
      return try TRLPreference(options: FormatOptions())
    } catch {
      preconditionFailure("formats without options take none amiss")
    }
  }

  /// Words of the reply: the last turn of a completion, as the length audit counts them.
  private mutating func words(of completion: Range<Int>) -> Double {
    guard let turn = completion.last else { return 0 }
    return unsafe batch.withBytes(of: batch.turns[turn].content) { bytes in
      Double(unsafe meter.measure(bytes).lengths.words)
    }
  }
}
