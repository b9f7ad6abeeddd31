import PrefJSON

/// Writes comparisons as canonical rows: keys in fixed order, the same columns on every row, one line each.
public struct CanonicalEncoder: Sendable {
  /// The optional columns of every row.
  public var columns: Columns

  /// Makes an encoder for an output with the given columns.
  public init(columns: Columns) { self.columns = columns }

  /// Appends the row of a comparison, with its final newline.
  ///
  /// A column the comparison has no value for gets its typed neutral value: `false`, `""`, or one entry with empty
  /// names; a list that is empty on the first rows of a file would be typed wrongly by loaders.
  public func append(_ comparison: Comparison, in batch: borrowing ComparisonBatch, to output: inout [UInt8]) {
    let record = comparison
    JSONWriter.append(ascii: "{\"id\":\"", to: &output)
    record.id.write(to: &output)
    JSONWriter.append(ascii: "\",\"prompt\":", to: &output)
    Self.turns(record.prompt, batch, &output)
    JSONWriter.append(ascii: ",\"chosen\":", to: &output)
    Self.turns(record.chosen, batch, &output)
    JSONWriter.append(ascii: ",\"rejected\":", to: &output)
    Self.turns(record.rejected, batch, &output)
    if columns.contains(.margin) {
      JSONWriter.append(ascii: ",\"margin\":", to: &output)
      Self.number(record.margin, batch, &output)
    }
    if columns.contains(.tie) {
      JSONWriter.append(ascii: record.isTie ? ",\"tie\":true" : ",\"tie\":false", to: &output)
    }
    if columns.contains(.annotations) {
      JSONWriter.append(ascii: ",\"annotations\":", to: &output)
      Self.annotations(record.annotations, batch, &output)
    }
    if columns.contains(.scores) {
      JSONWriter.append(ascii: ",\"scores\":", to: &output)
      Self.scores(record.scores, batch, &output)
    }
    if columns.contains(.models) { Self.models(record, batch, &output) }
    if columns.contains(.source) { Self.source(record.lineage, batch, &output) }
    if columns.contains(.metadata) {
      JSONWriter.append(ascii: ",\"metadata\":", to: &output)
      if record.metadata.isEmpty {
        JSONWriter.append(ascii: "\"{}\"", to: &output)
      } else {
        Self.string(record.metadata, batch, &output)
      }
    }
    if columns.contains(.weight) {
      JSONWriter.append(ascii: ",\"weight\":", to: &output)
      appendWeight(record.weight, in: batch, to: &output)
    }
    JSONWriter.append(ascii: "}\n", to: &output)
  }

  private static func string(_ range: ByteRange, _ batch: borrowing ComparisonBatch, _ output: inout [UInt8]) {
    unsafe batch.withBytes(of: range) { unsafe JSONWriter.append(string: $0, to: &output) }
  }

  private static func number(_ range: ByteRange, _ batch: borrowing ComparisonBatch, _ output: inout [UInt8]) {
    guard !range.isEmpty else { return JSONWriter.append(ascii: "0.0", to: &output) }
    unsafe batch.withBytes(of: range) { unsafe JSONWriter.append(floatFrom: $0, to: &output) }
  }

  private static func turns(_ range: Range<Int>, _ batch: borrowing ComparisonBatch, _ output: inout [UInt8]) {
    output.append(UInt8(ascii: "["))
    for index in range {
      if index > range.lowerBound { output.append(UInt8(ascii: ",")) }
      JSONWriter.append(ascii: "{\"role\":\"", to: &output)
      JSONWriter.append(ascii: batch.turns[index].role.name, to: &output)
      JSONWriter.append(ascii: "\",\"content\":", to: &output)
      Self.string(batch.turns[index].content, batch, &output)
      output.append(UInt8(ascii: "}"))
    }
    output.append(UInt8(ascii: "]"))
  }

  private static func annotations(_ range: Range<Int>, _ batch: borrowing ComparisonBatch, _ output: inout [UInt8]) {
    output.append(UInt8(ascii: "["))
    if range.isEmpty { Self.annotation(Annotation(annotator: .empty, choice: .unknown), batch, &output) }
    for index in range {
      if index > range.lowerBound { output.append(UInt8(ascii: ",")) }
      Self.annotation(batch.annotations[index], batch, &output)
    }
    output.append(UInt8(ascii: "]"))
  }

  private static func annotation(_ annotation: Annotation, _ batch: borrowing ComparisonBatch, _ output: inout [UInt8])
  {
    JSONWriter.append(ascii: "{\"annotator\":", to: &output)
    Self.string(annotation.annotator, batch, &output)
    JSONWriter.append(ascii: ",\"choice\":\"", to: &output)
    JSONWriter.append(ascii: annotation.choice.name, to: &output)
    JSONWriter.append(ascii: "\",\"strength\":", to: &output)
    Self.number(annotation.strength, batch, &output)
    JSONWriter.append(ascii: ",\"position\":\"", to: &output)
    JSONWriter.append(ascii: annotation.position.name, to: &output)
    JSONWriter.append(ascii: "\"}", to: &output)
  }

  private static func scores(_ range: Range<Int>, _ batch: borrowing ComparisonBatch, _ output: inout [UInt8]) {
    output.append(UInt8(ascii: "["))
    if range.isEmpty { Self.score(Score(name: .empty, chosen: .empty, rejected: .empty), batch, &output) }
    for index in range {
      if index > range.lowerBound { output.append(UInt8(ascii: ",")) }
      Self.score(batch.scores[index], batch, &output)
    }
    output.append(UInt8(ascii: "]"))
  }

  private static func score(_ score: Score, _ batch: borrowing ComparisonBatch, _ output: inout [UInt8]) {
    JSONWriter.append(ascii: "{\"name\":", to: &output)
    Self.string(score.name, batch, &output)
    JSONWriter.append(ascii: ",\"chosen\":", to: &output)
    Self.number(score.chosen, batch, &output)
    JSONWriter.append(ascii: ",\"rejected\":", to: &output)
    Self.number(score.rejected, batch, &output)
    output.append(UInt8(ascii: "}"))
  }

  private static func models(_ record: Comparison, _ batch: borrowing ComparisonBatch, _ output: inout [UInt8]) {
    JSONWriter.append(ascii: ",\"models\":{\"chosen\":", to: &output)
    Self.string(record.chosenModel, batch, &output)
    JSONWriter.append(ascii: ",\"rejected\":", to: &output)
    Self.string(record.rejectedModel, batch, &output)
    output.append(UInt8(ascii: "}"))
  }

  private static func source(_ lineage: Lineage, _ batch: borrowing ComparisonBatch, _ output: inout [UInt8]) {
    JSONWriter.append(ascii: ",\"source\":{\"dataset\":", to: &output)
    Self.string(lineage.dataset, batch, &output)
    JSONWriter.append(ascii: ",\"subset\":", to: &output)
    Self.string(lineage.subset, batch, &output)
    JSONWriter.append(ascii: ",\"split\":", to: &output)
    Self.string(lineage.split, batch, &output)
    JSONWriter.append(ascii: ",\"file\":", to: &output)
    Self.string(lineage.file, batch, &output)
    JSONWriter.append(ascii: ",\"row\":", to: &output)
    JSONWriter.append(integer: Int64(bitPattern: lineage.row), to: &output)
    output.append(UInt8(ascii: "}"))
  }
}

/// The parts of a row by themselves, for dialects that hold them in cells.
extension CanonicalEncoder {
  /// Appends messages as a list.
  public func appendTurns(_ turns: Range<Int>, in batch: borrowing ComparisonBatch, to output: inout [UInt8]) {
    Self.turns(turns, batch, &output)
  }

  /// Appends a number with a decimal point; one that is not there is 0.0.
  public func appendNumber(_ number: ByteRange, in batch: borrowing ComparisonBatch, to output: inout [UInt8]) {
    Self.number(number, batch, &output)
  }

  /// Appends a weight; one that is not there is 1.0.
  public func appendWeight(_ weight: ByteRange, in batch: borrowing ComparisonBatch, to output: inout [UInt8]) {
    if weight.isEmpty { return JSONWriter.append(ascii: "1.0", to: &output) }
    Self.number(weight, batch, &output)
  }

  /// Appends judgements as a list, or the neutral one.
  public func appendAnnotations(_ range: Range<Int>, in batch: borrowing ComparisonBatch, to output: inout [UInt8]) {
    Self.annotations(range, batch, &output)
  }

  /// Appends scores as a list, or the neutral one.
  public func appendScores(_ range: Range<Int>, in batch: borrowing ComparisonBatch, to output: inout [UInt8]) {
    Self.scores(range, batch, &output)
  }
}
