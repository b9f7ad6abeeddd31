import PrefJSON
import PrefRecord

/// About 1 MiB of pairs of a dump, to be made by any thread.
struct StackExchangePiece: DocumentPiece {
  private static let bytes = 1 << 20

  private let pairs: StackExchangePairs
  private var chosen: [StackExchangePairs.Pair] = []
  /// Pairs that the policy left out, by reason.
  private var dropped: [String: Int] = [:]

  /// Takes the next pairs and moves the cursor past them; `nil` when there is nothing left to say.
  init?(_ pairs: StackExchangePairs, _ cursor: inout StackExchangeCursor) {
    self.pairs = pairs
    var bytes = 0
    while bytes < Self.bytes, let pair = cursor.next(pairs, &dropped) {
      bytes += pairs.size(of: pair)
      chosen.append(pair)
    }
    if chosen.isEmpty, dropped.isEmpty { return nil }
  }

  func give(to batch: inout ComparisonBatch) {
    var writer = StackExchangeWriter(pairs)
    batch.dropped.merge(dropped, uniquingKeysWith: +)
    for pair in chosen { writer.write(pair, to: &batch) }
  }
}

/// Writes pairs into a batch; pairs of one question share their turns.
private struct StackExchangeWriter {
  private let pairs: StackExchangePairs
  private let html: HTMLConverter
  private var question = -1
  /// The turns of the question's text and of its answers' in the batch; −1 where a text is not in it yet.
  private var turns: [Int] = []
  private var text: [UInt8] = []

  init(_ pairs: StackExchangePairs) {
    self.pairs = pairs
    html = HTMLConverter(pairs.options.html)
  }

  private var texts: KeptTexts { pairs.posts.texts }

  mutating func write(_ pair: StackExchangePairs.Pair, to batch: inout ComparisonBatch) {
    if pair.question != question {
      question = pair.question
      turns.removeAll(keepingCapacity: true)
      turns.append(contentsOf: repeatElement(-1, count: pairs.answers(of: question).count + 1))
    }
    let asked = pairs.posts.questions[question]
    let (chosen, rejected) = (pairs.answer(pair.chosen, of: question), pairs.answer(pair.rejected, of: question))
    var comparison = Comparison(
      prompt: prompt(asked, in: &batch),
      chosen: turn(pair.chosen + 1, chosen.body, in: &batch),
      rejected: turn(pair.rejected + 1, rejected.body, in: &batch)
    )
    // Different HTML may say the same.
    guard !batch.areEqual(comparison.chosen, comparison.rejected) else {
      return batch.dropped[PairSelector.identical, default: 0] += 1
    }
    comparison.isTie = pair.isTie
    comparison.margin = batch.appendText { pair.margin.write(to: &$0) }
    comparison.lineage.row = UInt64(chosen.row)
    comparison.metadata = batch.appendText { metadata(asked, chosen, rejected, to: &$0) }
    batch.append(comparison)
  }

  /// The question's turn: its title, a blank line, its body.
  private mutating func prompt(_ asked: StackExchangeQuestion, in batch: inout ComparisonBatch) -> Range<Int> {
    if turns[0] < 0 {
      text.removeAll(keepingCapacity: true)
      unsafe texts.withBytes(of: asked.title) { unsafe text.append(contentsOf: $0) }
      let title = text.count
      text.append(contentsOf: "\n\n".utf8)
      let head = text.count
      unsafe texts.withBytes(of: asked.body) { unsafe html.append($0, to: &text) }
      if text.count == head { text.removeLast(head - title) }
      appendTurn(0, .user, in: &batch)
    }
    return turns[0]..<(turns[0] + 1)
  }

  private mutating func turn(_ index: Int, _ body: KeptText, in batch: inout ComparisonBatch) -> Range<Int> {
    if turns[index] < 0 {
      text.removeAll(keepingCapacity: true)
      unsafe texts.withBytes(of: body) { unsafe html.append($0, to: &text) }
      appendTurn(index, .assistant, in: &batch)
    }
    return turns[index]..<(turns[index] + 1)
  }

  private mutating func appendTurn(_ index: Int, _ role: Role, in batch: inout ComparisonBatch) {
    turns[index] = batch.turns.count
    let content = unsafe text.withUnsafeBytes { unsafe batch.append(text: $0) }
    batch.append(turn: Turn(role: role, content: content))
  }

  private func metadata(
    _ asked: StackExchangeQuestion,
    _ chosen: StackExchangeAnswer,
    _ rejected: StackExchangeAnswer,
    to output: inout [UInt8]
  ) {
    output.append(UInt8(ascii: "{"))
    member("\"question_id\":", asked.id, to: &output)
    member(",\"chosen_id\":", chosen.id, to: &output)
    member(",\"rejected_id\":", rejected.id, to: &output)
    member(",\"question_score\":", Int64(asked.score), to: &output)
    member(",\"chosen_score\":", Int64(chosen.score), to: &output)
    member(",\"rejected_score\":", Int64(rejected.score), to: &output)
    if asked.accepted != 0 { member(",\"accepted_id\":", asked.accepted, to: &output) }
    if asked.tags.count > 0 { tags(asked.tags, to: &output) }
    date(",\"chosen_created\":", chosen.created, to: &output)
    date(",\"rejected_created\":", rejected.created, to: &output)
    output.append(UInt8(ascii: "}"))
  }

  private func member(_ key: StaticString, _ value: Int64, to output: inout [UInt8]) {
    JSONWriter.append(ascii: key, to: &output)
    JSONWriter.append(integer: value, to: &output)
  }

  private func date(_ key: StaticString, _ date: KeptText, to output: inout [UInt8]) {
    guard date.count > 0 else { return }
    JSONWriter.append(ascii: key, to: &output)
    unsafe pairs.posts.notes.withBytes(of: date) { unsafe JSONWriter.append(string: $0, to: &output) }
  }

  /// Writes tags as a list: dumps have them as `<one><two>`, newer ones as `|one|two|`.
  private func tags(_ tags: KeptText, to output: inout [UInt8]) {
    JSONWriter.append(ascii: ",\"tags\":[", to: &output)
    unsafe pairs.posts.notes.withBytes(of: tags) { bytes in
      var isFirst = true
      let names = unsafe bytes.split { "<>|".utf8.contains($0) }
      for index in unsafe names.indices {
        if !isFirst { output.append(UInt8(ascii: ",")) }
        isFirst = false
        unsafe JSONWriter.append(string: UnsafeRawBufferPointer(rebasing: names[index]), to: &output)
      }
    }
    output.append(UInt8(ascii: "]"))
  }
}
