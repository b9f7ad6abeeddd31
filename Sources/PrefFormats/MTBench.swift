public import PrefJSON
public import PrefRecord

/// Human and model judgments on MT-bench: two conversations of two questions, judged after the first or the second.
///
/// `turn` 1 was judged on the first answers alone: the pair is those, and the second exchange, which the judge did not
/// see, is kept in the metadata under `unjudged_a` and `unjudged_b`. `turn` 2 was judged on the whole conversations;
/// the first answers differ, so that completions have three turns. Each row is one judgment by one `judge`, which
/// becomes its annotation.
///
/// Source: Zheng et al. 2023, arXiv:2306.05685; card of lmsys/mt_bench_human_judgments.
// Witnesses are documented where the protocol declares them.
// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
public struct MTBench: RecordFormat {
  public static let name = "mt-bench"
  public static let summary = "MT-bench judgments: conversations of two questions, judged after the first or second."
  public static let source = "lmsys/mt_bench_human_judgments; Zheng et al. 2023, arXiv:2306.05685"
  public static let winner = "The conversation that \"winner\" names, up to the turn that was judged."
  public static let columns: Columns = [.tie, .models, .annotations]
  public static let examples = [
    FormatExample(
      accepts: #"{"question_id":81,"model_a":"m","model_b":"n","winner":"model_a","judge":"expert_1","turn":1,"#
        + #""conversation_a":[{"content":"Hi","role":"user"},{"content":"Hello","role":"assistant"},"#
        + #"{"content":"And?","role":"user"},{"content":"a","role":"assistant"}],"#
        + #""conversation_b":[{"content":"Hi","role":"user"},{"content":"No","role":"assistant"},"#
        + #"{"content":"And?","role":"user"},{"content":"b","role":"assistant"}]}"#
    ),
    FormatExample(
      refuses: #"{"question_id":81,"judge":"expert_1","turn":3,"winner":"tie","conversation_a":[],"#
        + #""conversation_b":[]}"#,
      atColumn: 45,
      "unexpected-value"
    ),
    FormatExample(
      refuses: #"{"question_id":81,"judge":"expert_1","turn":1,"winner":"tie","#
        + #""conversation_a":[{"content":"Hi","role":"user"}],"conversation_b":[]}"#,
      atColumn: 79,
      "no-completion"
    ),
  ]

  public init(options: FormatOptions) throws(FormatOptionError) {}

  public static func recognize(_ record: JSONValue) -> String? {
    guard isJudgment(record) else { return nil }
    return "it has \"question_id\", \"judge\" and \"turn\" with two conversations, and nothing of a live battle"
  }

  /// Tells judgments on MT-bench from battles, which say when and in what language they were fought.
  static func isJudgment(_ record: JSONValue) -> Bool {
    record.has("question_id", "judge", "turn", "conversation_a", "conversation_b")
      && !["language", "tstamp", "anony", "timestamp", "is_code"].contains { record[$0] != nil }
  }

  public func read(_ record: JSONValue, into batch: inout ComparisonBatch) throws(RecordError) {
    var fields = try RecordFields(record)
    let turn = try record.required("turn", of: "row")
    guard let judged = turn.wholeNumber, judged == 1 || judged == 2 else {
      throw RecordError(.unexpectedValue(field: "turn", expected: "1 or 2"), at: turn.offset)
    }
    let a = try conversation("conversation_a", "unjudged_a", Int(judged), &fields, into: &batch)
    let b = try conversation("conversation_b", "unjudged_b", Int(judged), &fields, into: &batch)
    let split = SharedPrompt(chosen: a, rejected: b, in: batch)
    let pair = ShownPair(prompt: split.prompt, first: split.chosen, second: split.rejected)
    try Arena.append(pair, &fields, judge: "judge", to: &batch)
  }

  private func conversation(
    _ key: StaticString,
    _ rest: String,
    _ judged: Int,
    _ fields: inout RecordFields,
    into batch: inout ComparisonBatch
  ) throws(RecordError) -> Range<Int> {
    let list = try fields.take(key)
    let turns = try fields.messages(list, "\(key)", into: &batch)
    guard turns.count >= 2 * judged else { throw RecordError(.noCompletion(field: "\(key)"), at: list.offset) }
    guard turns.count > 2 * judged else { return turns }
    let unjudged = list.elements.dropFirst(2 * judged).map { unsafe String(decoding: $0.raw, as: UTF8.self) }
    fields.add(rest, json: "[\(unjudged.joined(separator: ","))]")
    return turns.prefix(2 * judged)
  }
}
