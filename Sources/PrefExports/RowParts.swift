import PrefJSON
import PrefRecord

/// Writes the parts of JSON rows that dialects have in common.
struct RowParts {
  let options: ExportOptions
  /// Keys of a message, and the words for its roles.
  var roleKey: StaticString = "role"
  var contentKey: StaticString = "content"
  var names: @Sendable (Role) -> StaticString = { $0.name }

  init(_ options: ExportOptions) { self.options = options }

  /// Begins a row: the brace, and the id where it is kept.
  func begin(_ comparison: Comparison, _ output: inout [UInt8]) {
    output.append(UInt8(ascii: "{"))
    guard options.keepsID else { return }
    JSONWriter.append(ascii: "\"id\":\"", to: &output)
    comparison.id.write(to: &output)
    JSONWriter.append(ascii: "\",", to: &output)
  }

  /// Ends a row, with its margin where the output has one.
  func end(
    _ comparison: Comparison,
    in batch: borrowing ComparisonBatch,
    hasMargin: Bool = false,
    _ output: inout [UInt8]
  ) {
    if hasMargin, options.columns.contains(.margin) {
      JSONWriter.append(ascii: ",\"margin\":", to: &output)
      unsafe batch.withBytes(of: comparison.margin) { unsafe JSONWriter.append(floatFrom: $0, to: &output) }
    }
    JSONWriter.append(ascii: "}\n", to: &output)
  }

  /// Writes the text of a range in quotes.
  func string(_ range: ByteRange, in batch: borrowing ComparisonBatch, _ output: inout [UInt8]) {
    unsafe batch.withBytes(of: range) { unsafe JSONWriter.append(string: $0, to: &output) }
  }

  /// Writes messages as a list, those of a second range behind those of the first.
  func messages(
    _ first: Range<Int>,
    _ second: Range<Int> = 0..<0,
    in batch: borrowing ComparisonBatch,
    _ output: inout [UInt8]
  ) {
    output.append(UInt8(ascii: "["))
    for index in first {
      if index > first.lowerBound { output.append(UInt8(ascii: ",")) }
      message(index, in: batch, &output)
    }
    for index in second {
      if index > second.lowerBound || !first.isEmpty { output.append(UInt8(ascii: ",")) }
      message(index, in: batch, &output)
    }
    output.append(UInt8(ascii: "]"))
  }

  /// Writes one message.
  func message(_ index: Int, in batch: borrowing ComparisonBatch, _ output: inout [UInt8]) {
    let turn = batch.turns[index]
    JSONWriter.append(ascii: "{\"", to: &output)
    JSONWriter.append(ascii: roleKey, to: &output)
    JSONWriter.append(ascii: "\":\"", to: &output)
    JSONWriter.append(ascii: names(turn.role), to: &output)
    JSONWriter.append(ascii: "\",\"", to: &output)
    JSONWriter.append(ascii: contentKey, to: &output)
    JSONWriter.append(ascii: "\":", to: &output)
    string(turn.content, in: batch, &output)
    output.append(UInt8(ascii: "}"))
  }

  /// Writes a key with its colon, and the text of a message.
  func text(
    _ key: StaticString,
    ofTurn index: Int?,
    in batch: borrowing ComparisonBatch,
    _ output: inout [UInt8]
  ) {
    JSONWriter.append(ascii: key, to: &output)
    string(index.map { batch.turns[$0].content } ?? .empty, in: batch, &output)
  }
}

extension Comparison {
  /// The turn of the system message that begins the prompt.
  func systemTurn(in batch: borrowing ComparisonBatch) -> Int? {
    guard let first = prompt.first, batch.turns[first].role == .system else { return nil }
    return first
  }

  /// The prompt without a system message at its beginning.
  func dialogue(in batch: borrowing ComparisonBatch) -> Range<Int> {
    systemTurn(in: batch) == nil ? prompt : prompt.dropFirst()
  }
}
