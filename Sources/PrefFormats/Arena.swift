public import PrefJSON
public import PrefRecord

/// Battles of Chatbot Arena: two conversations with anonymous models, and a vote.
///
/// Reads lmsys/chatbot_arena_conversations, and the arena-human-preference sets of 100,000 and 140,000 battles, whose
/// conversations may be JSON in a text and whose content may be a list of parts. The prompt is what both conversations
/// share, which after a first question is the question; longer battles have completions of several turns. Both kinds
/// of ties are a tie; that both were bad stays in the metadata as `winner`. A voter under `judge` or `judge_hash`
/// becomes an annotation; without one, `winner` stays in the metadata, where it says which side was shown first.
///
/// Source: Chiang et al. 2024, arXiv:2403.04132; cards of the three sets; FastChat's `clean_battle_data.py` for the
/// spellings of the winner.
// Witnesses are documented where the protocol declares them.
// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
public struct Arena: RecordFormat {
  public static let name = "arena"
  public static let summary = "Chatbot Arena battles: conversation_a, conversation_b and the winner."
  public static let source =
    "lmsys/chatbot_arena_conversations; lmarena-ai/arena-human-preference-100k and -140k; arXiv:2403.04132"
  public static let winner = "The conversation that \"winner\" names: model_a, model_b, or a tie of either kind."
  public static let columns: Columns = [.tie, .models, .annotations]
  public static let examples = [
    FormatExample(
      accepts: #"{"model_a":"m","model_b":"n","winner":"tie (bothbad)","judge":"j","language":"English","#
        + #""conversation_a":[{"content":"Hi","role":"user"},{"content":"Hello","role":"assistant"}],"#
        + #""conversation_b":[{"content":"Hi","role":"user"},{"content":"No","role":"assistant"}]}"#
    ),
    FormatExample(
      accepts: #"{"model_a":"m","model_b":"n","winner":"model_b","timestamp":"2025-01-01 00:00:00","#
        + #""conversation_a":[{"role":"user","content":[{"type":"text","text":"Hi","image":null}]},"#
        + #"{"role":"assistant","content":[{"type":"text","text":"No","image":null}]}],"#
        + #""conversation_b":[{"role":"user","content":[{"type":"text","text":"Hi","image":null}]},"#
        + #"{"role":"assistant","content":[{"type":"text","text":"Hello","image":null}]}]}"#
    ),
    FormatExample(
      refuses: #"{"model_a":"m","model_b":"n","winner":"model_c","language":"English","#
        + #""conversation_a":[{"content":"Hi","role":"user"},{"content":"a","role":"assistant"}],"#
        + #""conversation_b":[{"content":"Hi","role":"user"},{"content":"b","role":"assistant"}]}"#,
      atColumn: 39,
      "unexpected-value"
    ),
    FormatExample(
      refuses: #"{"winner":"tie","conversation_a":"[{]","conversation_b":[]}"#,
      atColumn: 34,
      "json"
    ),
  ]

  public init(options: FormatOptions) throws(FormatOptionError) {}

  public static func recognize(_ record: JSONValue) -> String? {
    guard record.has("conversation_a", "conversation_b", "winner"), !MTBench.isJudgment(record) else { return nil }
    return "it has \"conversation_a\", \"conversation_b\" and \"winner\""
  }

  public func read(_ record: JSONValue, into batch: inout ComparisonBatch) throws(RecordError) {
    var fields = try RecordFields(record)
    let a = try Self.conversation("conversation_a", &fields, into: &batch)
    let b = try Self.conversation("conversation_b", &fields, into: &batch)
    let split = SharedPrompt(chosen: a, rejected: b, in: batch)
    let pair = ShownPair(prompt: split.prompt, first: split.chosen, second: split.rejected)
    try Self.append(pair, &fields, judge: record["judge"] == nil ? "judge_hash" : "judge", to: &batch)
  }

  /// Takes a conversation, which may be JSON in a text.
  static func conversation(
    _ key: StaticString,
    _ fields: inout RecordFields,
    into batch: inout ComparisonBatch
  ) throws(RecordError) -> Range<Int> {
    let value = try fields.take(key)
    let turns = try EncodedJSON.withValue(value) { list throws(RecordError) in
      try fields.messages(list, "\(key)", into: &batch)
    }
    if turns.isEmpty { throw RecordError(.noCompletion(field: "\(key)"), at: value.offset) }
    return turns
  }

  /// Appends a battle with its winner, its models and its judge.
  static func append(
    _ pair: ShownPair,
    _ fields: inout RecordFields,
    judge: StaticString,
    to batch: inout ComparisonBatch
  ) throws(RecordError) {
    var pair = pair
    let winner = try fields.record.required("winner", of: "row")
    pair.verdict = try verdict(winner)
    let isSpecial = special.contains { winner.isString($0) }
    pair.firstModel = fields.name("model_a", into: &batch)
    pair.secondModel = fields.name("model_b", into: &batch)
    var comparison = pair.comparison
    let annotator = fields.name(judge, into: &batch)
    if !annotator.isEmpty {
      if !isSpecial { fields.use("winner") }
      comparison.annotations = batch.appendOnly(pair.annotation(by: annotator, pair.verdict))
    }
    fields.append(comparison, to: &batch)
  }

  private static func verdict(_ winner: JSONValue) throws(RecordError) -> Verdict {
    if winner.isString("model_a") { return .first }
    if winner.isString("model_b") { return .second }
    if winner.isString("tie") || special.contains(where: { winner.isString($0) }) { return .tie }
    throw RecordError(
      .unexpectedValue(field: "winner", expected: "model_a, model_b, tie, tie (bothbad) or both_bad"),
      at: winner.offset
    )
  }

  private static let special: [StaticString] = ["tie (bothbad)", "both_bad", "bothbad", "tie (inconsistent)"]
}
