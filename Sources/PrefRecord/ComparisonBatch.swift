import Glibc

/// Holds the comparisons of one block of input, as flat arrays that are reused from block to block.
public struct ComparisonBatch: Sendable {
  /// UTF-8 text that every `ByteRange` points into.
  public private(set) var text: [UInt8] = []
  /// Turns of all comparisons.
  public private(set) var turns: [Turn] = []
  /// Judgements of all comparisons.
  public private(set) var annotations: [Annotation] = []
  /// Scores of all comparisons.
  public private(set) var scores: [Score] = []
  /// The comparisons, in input order.
  public var comparisons: [Comparison] = []
  /// Records that could not be read, in input order.
  public var quarantined: [QuarantinedRecord] = []
  /// The bytes of quarantined records that no block holds any more; their `raw` ranges then point in here.
  public private(set) var keptRaw: [UInt8] = []
  /// Records that are well formed but give no pair, by reason, such as a question with a single answer.
  public var dropped: [String: Int] = [:]
  /// Blank lines that were skipped.
  public var blankLines = 0

  /// Makes an empty batch.
  public init() {}

  /// Comparisons read, and rows that gave none.
  public var readCount: Int { comparisons.count + quarantined.count + dropped.values.reduce(0, +) }

  /// Forgets all records and keeps the memory.
  public mutating func removeAll() {
    text.removeAll(keepingCapacity: true)
    turns.removeAll(keepingCapacity: true)
    annotations.removeAll(keepingCapacity: true)
    scores.removeAll(keepingCapacity: true)
    comparisons.removeAll(keepingCapacity: true)
    quarantined.removeAll(keepingCapacity: true)
    keptRaw.removeAll()
    dropped.removeAll(keepingCapacity: true)
    blankLines = 0
  }

  /// Copies bytes into the batch.
  public mutating func append(text bytes: UnsafeRawBufferPointer) -> ByteRange {
    let start = UInt32(text.count)
    unsafe text.append(contentsOf: bytes)
    return ByteRange(start: start, end: UInt32(text.count))
  }

  /// Copies a string into the batch.
  public mutating func append(text string: String) -> ByteRange {
    let start = UInt32(text.count)
    text.append(contentsOf: string.utf8)
    return ByteRange(start: start, end: UInt32(text.count))
  }

  /// Lets a closure write text at the end of the batch, and returns what it wrote.
  public mutating func appendText(_ write: (inout [UInt8]) -> Void) -> ByteRange {
    let start = UInt32(text.count)
    write(&text)
    return ByteRange(start: start, end: UInt32(text.count))
  }

  /// Adds a turn.
  public mutating func append(turn: Turn) { turns.append(turn) }

  /// Adds a judgement.
  public mutating func append(annotation: Annotation) { annotations.append(annotation) }

  /// Adds a score.
  public mutating func append(score: Score) { scores.append(score) }

  /// A point to which a half-read record can be undone.
  public struct Mark: Sendable {
    var text: Int
    var turns: Int
    var annotations: Int
    var scores: Int
    var comparisons: Int

    /// Comparisons of the batch up to the mark.
    public var comparisonCount: Int { comparisons }
  }

  /// The point reached.
  public var mark: Mark {
    Mark(
      text: text.count,
      turns: turns.count,
      annotations: annotations.count,
      scores: scores.count,
      comparisons: comparisons.count
    )
  }

  /// Forgets what was added since a mark.
  public mutating func rewind(to mark: Mark) {
    text.removeLast(text.count - mark.text)
    turns.removeLast(turns.count - mark.turns)
    annotations.removeLast(annotations.count - mark.annotations)
    scores.removeLast(scores.count - mark.scores)
    comparisons.removeLast(comparisons.count - mark.comparisons)
  }

  /// Tells whether two runs of turns say the same.
  public func areEqual(_ a: Range<Int>, _ b: Range<Int>) -> Bool {
    guard a.count == b.count else { return false }
    return zip(a, b).allSatisfy { areEqual(turns[$0], turns[$1]) }
  }

  /// Tells whether two turns have the same role and content.
  public func areEqual(_ a: Turn, _ b: Turn) -> Bool {
    guard a.role == b.role, a.content.count == b.content.count else { return false }
    return unsafe withBytes(of: a.content) { left in
      unsafe withBytes(of: b.content) { right in
        guard let left = left.baseAddress, let right = right.baseAddress else { return true }
        return unsafe memcmp(left, right, a.content.count) == 0
      }
    }
  }

  /// A range of the text as a string, for people.
  public func string(_ range: ByteRange) -> String {
    String(decoding: text[Int(range.start)..<Int(range.end)], as: UTF8.self)
  }

  /// Adds a comparison, and notes what is to be reported about it.
  public mutating func append(_ comparison: Comparison) {
    var comparison = comparison
    if isEmpty(comparison.chosen) { comparison.flags.insert(.emptyChosen) }
    if isEmpty(comparison.rejected) { comparison.flags.insert(.emptyRejected) }
    if areEqual(comparison.chosen, comparison.rejected) { comparison.flags.insert(.identical) }
    if comparison.chosen.count > 1 || comparison.rejected.count > 1 { comparison.flags.insert(.promptMismatch) }
    comparisons.append(comparison)
  }

  /// Notes anew what is to be reported about the completions of a comparison whose texts were changed.
  public mutating func noteCompletions(at index: Int) {
    let comparison = comparisons[index]
    comparisons[index].flags.subtract([.emptyChosen, .emptyRejected, .identical])
    if isEmpty(comparison.chosen) { comparisons[index].flags.insert(.emptyChosen) }
    if isEmpty(comparison.rejected) { comparisons[index].flags.insert(.emptyRejected) }
    if areEqual(comparison.chosen, comparison.rejected) { comparisons[index].flags.insert(.identical) }
  }

  /// Gives a turn another text.
  public mutating func setContent(of turn: Int, _ text: ByteRange) { turns[turn].content = text }

  /// Gives the annotator of a judgement another name.
  public mutating func setAnnotator(of annotation: Int, _ name: ByteRange) {
    annotations[annotation].annotator = name
  }

  /// Sets comparisons aside that were read but cannot be used; quarantined records stay in input order.
  ///
  /// `faults`: Indices of comparisons in ascending order, each with what is wrong with it.
  public mutating func quarantine(_ faults: [(index: Int, error: RecordError)]) {
    for fault in faults.reversed() {
      let comparison = comparisons.remove(at: fault.index)
      quarantined.append(
        QuarantinedRecord(
          error: fault.error,
          row: comparison.lineage.row,
          line: comparison.line,
          column: 1,
          byte: comparison.byte,
          raw: comparison.raw
        )
      )
    }
    if !faults.isEmpty { quarantined.sort { $0.byte < $1.byte } }
  }

  /// Copies the bytes of the quarantined records from the block they were read from, so that the block can go.
  public mutating func keepRaw(from block: UnsafeRawBufferPointer) {
    for index in quarantined.indices {
      let raw = quarantined[index].raw
      quarantined[index].raw = keptRaw.count..<keptRaw.count + raw.count
      unsafe keptRaw.append(contentsOf: block[raw])
    }
  }

  /// Sets a record aside with its bytes, which no block will hold.
  public mutating func quarantine(_ record: QuarantinedRecord, raw: UnsafeRawBufferPointer) {
    var record = record
    record.raw = keptRaw.count..<keptRaw.count + raw.count
    unsafe keptRaw.append(contentsOf: raw)
    quarantined.append(record)
  }

  /// Takes over the records that another batch has set aside, with their bytes.
  public mutating func moveQuarantined(from other: inout ComparisonBatch) {
    for record in other.quarantined {
      unsafe other.keptRaw.withUnsafeBytes { kept in
        unsafe quarantine(record, raw: UnsafeRawBufferPointer(rebasing: kept[record.raw]))
      }
    }
    other.removeAll()
  }

  private func isEmpty(_ completion: Range<Int>) -> Bool {
    completion.allSatisfy { turns[$0].content.isEmpty }
  }
}
