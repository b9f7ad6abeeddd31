import PrefBytes
import PrefDedup
import PrefJSON
import PrefRecord

/// Reads the texts of evaluation items.
final class EvaluationJob: RecordJob {
  struct Scratch: Sendable {
    var reader = WordReader()
  }

  typealias Found = [(text: EvaluationText, turns: [[UInt64]])]

  private let paths: [String]
  private(set) var set: EvaluationSet

  init(_ run: RecordRun, into set: EvaluationSet) {
    paths = run.inputs.map(\.path)
    self.set = set
  }

  func makeScratch() -> Scratch { Scratch() }

  func work(
    _ batch: inout ComparisonBatch,
    _ block: UnsafeRawBufferPointer,
    input: Int,
    _ scratch: inout Scratch
  ) throws -> Found {
    var found: Found = []
    for comparison in batch.comparisons {
      for part in EvaluationText.Part.allCases {
        let text = EvaluationText(file: paths[input], row: comparison.lineage.row, part: part)
        found.append((text, part.words(of: comparison, in: batch, &scratch.reader).words))
      }
    }
    return found
  }

  func take(_ found: Found, _ outputs: OutputSet, _ ledger: inout Ledger) throws -> Int {
    for (text, turns) in found { set.add(text, turns) }
    return found.count / EvaluationText.Part.allCases.count
  }
}

extension EvaluationText.Part {
  /// The turns of this part of a record.
  func turns(of comparison: Comparison) -> Range<Int> {
    switch self {
    case .prompt: comparison.prompt
    case .chosen: comparison.chosen
    case .rejected: comparison.rejected
    }
  }

  /// The words of this part of a record, turn by turn, and which turns these are.
  ///
  /// Of a prompt, only what is not the assistant's is compared.
  func words(
    of comparison: Comparison,
    in batch: borrowing ComparisonBatch,
    _ reader: inout WordReader
  ) -> (words: [[UInt64]], turns: [Int]) {
    let turns = turns(of: comparison).filter { self != .prompt || batch.turns[$0].role == .user }
    let words = turns.map { turn in
      unsafe batch.withBytes(of: batch.turns[turn].content) { unsafe reader.words(of: $0) }
    }
    return (words, turns)
  }
}

/// Leaves out records that overlap with evaluation items.
final class DecontaminateJob: RecordJob {
  struct Scratch: Sendable {
    var writer: RowWriter
    var reader = WordReader()
    var lookup = EvaluationSet.Scratch()
  }

  /// Rows of one batch.
  struct Rows: Sendable {
    var bytes: [UInt8] = []
    var removed: [UInt8] = []
    var reasons: [String] = []
    var kept = 0
  }

  private let writer: RowWriter
  private let set: EvaluationSet
  private let output: OutputSet.Handle?
  private let removed: OutputSet.Handle?
  private let isReportOnly: Bool

  /// Makes a job.
  ///
  /// `output`: Where rows go that stay; `nil`: nowhere.
  /// `isReportOnly`: Whether all of them stay.
  init(
    _ run: RecordRun,
    _ set: EvaluationSet,
    _ output: OutputSet.Handle?,
    removed: OutputSet.Handle?,
    isReportOnly: Bool
  ) {
    (self.set, self.output, self.removed, self.isReportOnly) = (set, output, removed, isReportOnly)
    writer = RowWriter(run, columns: run.columns)
  }

  func makeScratch() -> Scratch { Scratch(writer: writer) }

  func work(
    _ batch: inout ComparisonBatch,
    _ block: UnsafeRawBufferPointer,
    input: Int,
    _ scratch: inout Scratch
  ) throws -> Rows {
    scratch.writer.prepare(&batch, input: input)
    var rows = Rows()
    for comparison in batch.comparisons {
      if let reason = report(comparison, batch, &scratch, &rows.removed) {
        rows.reasons.append(reason)
        if !isReportOnly { continue }
      }
      rows.kept += 1
      if output != nil { unsafe scratch.writer.append(comparison, in: batch, block, to: &rows.bytes) }
    }
    return rows
  }

  /// Looks for an overlap, and appends a row about it; returns the reason.
  private func report(
    _ comparison: Comparison,
    _ batch: borrowing ComparisonBatch,
    _ scratch: inout Scratch,
    _ rows: inout [UInt8]
  ) -> String? {
    for part in EvaluationText.Part.allCases {
      let (words, turns) = part.words(of: comparison, in: batch, &scratch.reader)
      guard let found = set.contamination(of: part, words, &scratch.lookup) else { continue }
      if removed != nil { append(found, comparison, turn: turns[found.turn], batch, &rows) }
      return found.reason
    }
    return nil
  }

  private func append(
    _ found: Contamination,
    _ comparison: Comparison,
    turn: Int,
    _ batch: borrowing ComparisonBatch,
    _ rows: inout [UInt8]
  ) {
    let content = batch.turns[turn].content
    let ranges = unsafe batch.withBytes(of: content) { unsafe WordReader.ranges(of: $0) }
    let words = found.words.clamped(to: ranges.indices)
    let first = found.part.turns(of: comparison).lowerBound
    JSONWriter.append(ascii: "{\"id\":\"", to: &rows)
    comparison.id.write(to: &rows)
    JSONWriter.append(ascii: "\",\"reason\":", to: &rows)
    JSONWriter.append(string: found.reason, to: &rows)
    JSONWriter.append(ascii: ",\"side\":", to: &rows)
    JSONWriter.append(string: found.part.rawValue, to: &rows)
    JSONWriter.append(ascii: ",\"eval\":{\"file\":", to: &rows)
    JSONWriter.append(string: found.text.file, to: &rows)
    JSONWriter.append(ascii: ",\"row\":", to: &rows)
    JSONWriter.append(integer: found.text.row, to: &rows)
    JSONWriter.append(ascii: ",\"side\":", to: &rows)
    JSONWriter.append(string: found.text.part.rawValue, to: &rows)
    JSONWriter.append(ascii: "},\"overlap\":", to: &rows)
    JSONWriter.append(double: found.overlap, to: &rows)
    JSONWriter.append(ascii: ",\"span\":{\"turn\":", to: &rows)
    JSONWriter.append(integer: turn - first, to: &rows)
    JSONWriter.append(ascii: ",\"start\":", to: &rows)
    JSONWriter.append(integer: words.isEmpty ? 0 : ranges[words.lowerBound].lowerBound, to: &rows)
    JSONWriter.append(ascii: ",\"end\":", to: &rows)
    JSONWriter.append(integer: words.isEmpty ? 0 : ranges[words.upperBound - 1].upperBound, to: &rows)
    JSONWriter.append(ascii: "},\"source\":", to: &rows)
    SideRows.appendSource(of: comparison, in: batch, to: &rows)
    JSONWriter.append(ascii: "}\n", to: &rows)
  }

  func take(_ rows: Rows, _ outputs: OutputSet, _ ledger: inout Ledger) throws -> Int {
    if let output { outputs.append(rows.bytes, to: output) }
    if let removed { outputs.append(rows.removed, to: removed) }
    for reason in rows.reasons {
      if isReportOnly { ledger.flagged[reason, default: 0] += 1 } else { ledger.drop(because: reason) }
    }
    return rows.kept
  }
}

extension Contamination {
  /// The reason a record is given.
  var reason: String { "eval-\(kind.rawValue)" }
}
