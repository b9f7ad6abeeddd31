import PrefJSON
import PrefRecord

/// One completion of a prompt in a batch, with what its source says of it.
struct RatedCompletion {
  /// Its turns, in the batch.
  var turns: Range<Int>
  var rating: Rating
  /// Who wrote it, empty if unknown.
  var model = ByteRange.empty
  /// What its source says of it besides, as the members of a JSON object without the braces.
  var fields = ByteRange.empty
  /// 1-based row and line it stands in, and its offset; 0 where it stands in the record at hand.
  var place: RecordPlace?
}

/// The completions of one prompt in a batch, from which the pairs are made.
struct RatedCompletions {
  /// The prompt's turns, in the batch.
  var prompt: Range<Int>
  var completions: [RatedCompletion] = []
  /// What two equal ratings mean; where they mean no pair, ratings are classes, and a pair has no margin.
  var equal = EqualRatings.tie
  /// What the source says of the prompt, as the members of a JSON object without the braces.
  var fields = ByteRange.empty
  var subset = ByteRange.empty

  init(prompt: Range<Int>) { self.prompt = prompt }

  /// Appends all pairs to the batch, and counts those that the policy leaves out.
  ///
  /// `reason`: Under which the record is counted when it has no two completions to compare.
  /// `finish`: Gives a pair what only its dialect knows.
  func appendPairs(
    to batch: inout ComparisonBatch,
    _ policy: PairPolicy,
    otherwise reason: String,
    finish: (inout Comparison, RatedPair, inout ComparisonBatch) -> Void = { _, _, _ in }
  ) {
    var selector = PairSelector(completions.map(\.rating), policy, equal: equal)
    var isEmpty = true
    while let pair = selector.next({ batch.areEqual(completions[$0].turns, completions[$1].turns) }) {
      isEmpty = false
      var comparison = comparison(pair, &batch)
      finish(&comparison, pair, &batch)
      batch.append(comparison)
    }
    batch.dropped.merge(selector.dropped, uniquingKeysWith: +)
    if isEmpty, selector.dropped.isEmpty { batch.dropped[reason, default: 0] += 1 }
  }

  /// A pair as a comparison.
  func comparison(_ pair: RatedPair, _ batch: inout ComparisonBatch) -> Comparison {
    let (chosen, rejected) = (completions[pair.chosen], completions[pair.rejected])
    var comparison = Comparison(prompt: prompt, chosen: chosen.turns, rejected: rejected.turns)
    comparison.isTie = pair.isTie
    if equal == .tie { comparison.margin = batch.appendText { pair.margin.write(to: &$0) } }
    (comparison.chosenModel, comparison.rejectedModel) = (chosen.model, rejected.model)
    comparison.lineage.subset = subset
    if let place = chosen.place {
      comparison.lineage.row = UInt64(place.row)
      (comparison.line, comparison.byte) = (UInt64(place.line), UInt64(place.byte))
    }
    comparison.metadata = metadata(chosen, rejected, &batch)
    return comparison
  }

  /// The prompt's fields, then those of both sides under names of their own.
  private func metadata(
    _ chosen: RatedCompletion,
    _ rejected: RatedCompletion,
    _ batch: inout ComparisonBatch
  ) -> ByteRange {
    var members: [UInt8] = []
    Self.append(fields, to: &members, in: batch)
    for (name, side) in [("chosen_fields", chosen), ("rejected_fields", rejected)] where !side.fields.isEmpty {
      if !members.isEmpty { members.append(UInt8(ascii: ",")) }
      members.append(contentsOf: "\"\(name)\":{".utf8)
      Self.append(side.fields, to: &members, in: batch)
      members.append(UInt8(ascii: "}"))
    }
    guard !members.isEmpty else { return .empty }
    return batch.appendText { text in
      text.append(UInt8(ascii: "{"))
      text.append(contentsOf: members)
      text.append(UInt8(ascii: "}"))
    }
  }

  private static func append(_ range: ByteRange, to members: inout [UInt8], in batch: borrowing ComparisonBatch) {
    unsafe batch.withBytes(of: range) { unsafe members.append(contentsOf: $0) }
  }
}

extension JSONValue {
  /// Appends the members of an object that found no room elsewhere to a batch, each value byte for byte, without braces.
  ///
  /// - Throws: `unexpectedValue` for a key that the pairs' metadata use themselves.
  func fields(besides used: [StaticString], into batch: inout ComparisonBatch) throws(RecordError) -> ByteRange {
    for member in members where member.hasKey("chosen_fields") || member.hasKey("rejected_fields") {
      throw RecordError(
        .unexpectedValue(field: "row", expected: "no keys \"chosen_fields\" and \"rejected_fields\""),
        at: member.keyOffset
      )
    }
    return batch.appendText { text in
      var isFirst = true
      for member in members where !used.contains(where: { member.hasKey($0) }) {
        if !isFirst { text.append(UInt8(ascii: ",")) }
        isFirst = false
        unsafe JSONWriter.append(string: member.key, to: &text)
        text.append(UInt8(ascii: ":"))
        unsafe text.append(contentsOf: member.value.raw)
      }
    }
  }

  /// The value of a member that must be a list.
  func requiredList(_ key: StaticString, of field: @autoclosure () -> String) throws(RecordError) -> JSONValue {
    let parent = field()
    let value = try required(key, of: parent)
    guard value.kind == .array else {
      throw .wrongType(value, field: parent == "row" ? "\(key)" : "\(parent).\(key)", expected: "a list")
    }
    return value
  }

  /// The rating under a key, which must be a number or the text of one, as cells of tables are.
  func requiredRating(_ key: StaticString, of field: @autoclosure () -> String) throws(RecordError) -> Rating {
    let parent = field()
    let value = try required(key, of: parent)
    let name = parent == "row" ? "\(key)" : "\(parent).\(key)"
    if let rating = value.rating { return rating }
    guard value.kind == .number else { throw .wrongType(value, field: name, expected: "a number") }
    throw RecordError(.unexpectedValue(field: name, expected: "a number of at most 18 digits"), at: value.offset)
  }
}

extension ComparisonBatch {
  /// Appends a text as one turn.
  mutating func appendTurn(
    _ role: Role,
    _ value: JSONValue,
    _ field: @autoclosure () -> String
  ) throws(RecordError) -> Range<Int> {
    append(turn: Turn(role: role, content: try value.string(field(), into: &self)))
    return turns.count - 1..<turns.count
  }
}
