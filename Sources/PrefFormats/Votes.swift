public import PrefJSON
public import PrefRecord

/// Votes on pairs that stand in another file: one judgement a record, joined to its pair by the name of the item.
///
/// `item` names the pair, `annotator` who judged it and `choice` what was said: `chosen`, `rejected` or a word for a tie;
/// or a word for a side, such as `first`, `left` or `B`, which needs `position`, the side on which the chosen completion
/// was shown. `position`, `strength` and `time` may be missing or empty; `time` and every other field stay with the pair's
/// metadata.
///
/// A vote is read as a comparison without turns: its one annotation is the vote, and its subset is the item. The run
/// looks the pairs up; see `--join`.
// Witnesses are documented where the protocol declares them.
// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
public struct Votes: RecordFormat {
  public static let name = "votes"
  public static let summary =
    "A table of votes (item, annotator, choice, position, time), joined to pairs by --join FILE."
  public static let source = "prefkit: docs/formats.md#votes"
  public static let winner = "The side that the pair file says; with --winner votes the one most votes name."
  public static let columns: Columns = [.tie, .annotations]
  public static let examples = [
    FormatExample(
      accepts: #"{"item":"a1","annotator":"ann","choice":"chosen"}"#,
      options: FormatOptions(join: "a.jsonl")
    ),
    FormatExample(
      accepts: #"{"item":7,"annotator":3,"choice":"B","position":"second","strength":2,"time":"2024-05-02"}"#,
      options: FormatOptions(join: "a.jsonl")
    ),
    FormatExample(
      refuses: #"{"item":"a1","annotator":"ann","choice":"maybe"}"#,
      atColumn: 41,
      "unexpected-value",
      options: FormatOptions(join: "a.jsonl")
    ),
    FormatExample(
      refuses: #"{"item":"a1","annotator":"ann","choice":"left","position":""}"#,
      atColumn: 41,
      "unexpected-value",
      options: FormatOptions(join: "a.jsonl")
    ),
    FormatExample(
      refuses: #"{"annotator":"ann","choice":"chosen"}"#,
      atColumn: 1,
      "missing-field",
      options: FormatOptions(join: "a.jsonl")
    ),
  ]

  public init(options: FormatOptions) throws(FormatOptionError) {
    guard options.join != nil else {
      throw FormatOptionError("--format \(Self.name) needs --join FILE, which holds the pairs that were voted on")
    }
  }

  public static func recognize(_ record: JSONValue) -> String? {
    guard record.has("item", "annotator", "choice") else { return nil }
    return "it has \"item\", \"annotator\" and \"choice\""
  }

  public func read(_ record: JSONValue, into batch: inout ComparisonBatch) throws(RecordError) {
    let item = try Self.name("item", of: record, into: &batch)
    guard !item.isEmpty else {
      throw RecordError(
        .unexpectedValue(field: "item", expected: "the name of a pair"),
        at: record["item"]?.offset ?? record.offset
      )
    }
    let annotator = try Self.name("annotator", of: record, into: &batch)
    let position = try Self.position(of: record)
    var vote = Annotation(
      annotator: annotator,
      choice: try Self.choice(of: record, shown: position),
      position: position
    )
    if let strength = record["strength"], !strength.isNull, !strength.isString("") {
      vote.strength = try strength.numberText("strength", into: &batch)
    }
    let nothing = batch.turns.count..<batch.turns.count
    var comparison = Comparison(prompt: nothing, chosen: nothing, rejected: nothing)
    comparison.annotations = batch.appendOnly(vote)
    comparison.lineage.subset = item
    comparison.metadata = unsafe Leftovers.metadata(
      of: record,
      besides: ["item", "annotator", "choice", "position", "strength"],
      into: &batch
    )
    batch.append(comparison)
  }

  /// A name, which some files have as a number.
  private static func name(
    _ key: StaticString,
    of record: JSONValue,
    into batch: inout ComparisonBatch
  ) throws(RecordError) -> ByteRange {
    let value = try record.required(key, of: "row")
    guard value.kind != .number else { return unsafe batch.append(text: value.raw) }
    return try value.string("\(key)", into: &batch)
  }

  private static let sides = ["first", "second"].map { Array($0.utf8) }

  private static func word(_ value: JSONValue) -> JudgementWord? {
    unsafe JudgementWord(value.kind == .number ? value.raw : value.text, names: sides)
  }

  private static func position(of record: JSONValue) throws(RecordError) -> Position {
    guard let value = record["position"], !value.isNull, !value.isString("") else { return .unknown }
    switch word(value) {
    case .completion(0): return .first
    case .completion(1): return .second
    default:
      throw RecordError(.unexpectedValue(field: "position", expected: "first, second or nothing"), at: value.offset)
    }
  }

  private static func choice(of record: JSONValue, shown position: Position) throws(RecordError) -> Choice {
    let value = try record.required("choice", of: "row")
    if value.isString("chosen") { return .chosen }
    if value.isString("rejected") { return .rejected }
    switch (word(value), position) {
    case (.tie, _): return .tie
    case (.completion(0), .first), (.completion(1), .second): return .chosen
    case (.completion(0), .second), (.completion(1), .first): return .rejected
    case (.completion, .unknown):
      throw RecordError(
        .unexpectedValue(field: "choice", expected: "chosen, rejected or a tie, for there is no \"position\""),
        at: value.offset
      )
    default:
      throw RecordError(
        .unexpectedValue(field: "choice", expected: "chosen, rejected, first, second or a tie"),
        at: value.offset
      )
    }
  }
}
