public import PrefJSON
public import PrefRecord

/// Argilla's records, of versions 1 and 2, in which people ranked, rated or chose among completions.
///
/// Read are records with `fields` and `responses`, a list (version 1) or an object of questions (version 2), and flat ones
/// with `QUESTION.responses`. The completions are the fields whose names differ in the last character, such as
/// `response-1` and `response-2`; the prompt is under `prompt`, `instruction`, `question`, `query`, `input` or `context`.
///
/// A ranking question decides; without one a question whose answers name a completion or a tie; without one questions
/// that rate one completion each, named with its number, such as `rating-1`. Of several of a kind `--rating NAME` says
/// which. A completion's rating is the mean of what the annotators gave it, ranks counted downwards; the margin is the
/// difference, and choices have none. Each annotator's judgement of a pair becomes an annotation.
///
/// Responses that were discarded or are drafts are left out and counted as `discarded-response` and `draft-response`;
/// records without another are dropped as `record-without-response`. Answers to the other questions stay in `metadata`,
/// without their authors.
///
/// Source: Argilla 1 `FeedbackRecord` and Argilla 2 `Record.to_dict` and `to_list`; its ranking answers are
/// `{"value": FIELD, "rank": N}`, ties allowed.
// Witnesses are documented where the protocol declares them.
// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
public struct Argilla: RecordFormat {
  public static let name = "argilla"
  public static let summary = "Argilla 1 and 2 records: completions that annotators ranked, rated or chose among."
  public static let source = "Argilla documentation: FeedbackRecord (1), Record.to_dict and to_list (2)"
  public static let winner = "The completion with the better mean rank, rating or share of choices."
  public static let columns: Columns = [.tie, .annotations]
  public static let examples = [
    FormatExample(
      accepts: #"{"fields":{"prompt":"1+1?","response-1":"3","response-2":"2"},"responses":{"preference":[{"value":["#
        + #"{"value":"response-2","rank":1},{"value":"response-1","rank":2}],"user_id":"u"}]},"metadata":{}}"#
    ),
    FormatExample(
      accepts: #"{"fields":{"prompt":"1+1?","response1":"3","response2":"2"},"responses":[{"user_id":"u","#
        + #""status":"submitted","values":{"choice":{"value":"response2"}}}]}"#
    ),
    FormatExample(
      accepts:
        #"{"id":"1","status":"completed","prompt":"1+1?","answer_a":"2","answer_b":"3","rating_a.responses":[5],"#
        + #""rating_a.responses.users":["u"],"rating_b.responses":[2],"rating_b.responses.users":["u"]}"#
    ),
    FormatExample(
      refuses: #"{"fields":{"prompt":"1+1?","response-1":"3"},"responses":{}}"#,
      atColumn: 11,
      "unexpected-value"
    ),
    FormatExample(
      refuses: #"{"fields":{"prompt":"1+1?","a-1":"3","a-2":"2"},"responses":{"rank":[{"value":["#
        + #"{"value":"a-9","rank":1}]}]}}"#,
      atColumn: 89,
      "unexpected-value"
    ),
  ]

  private let policy: PairPolicy
  private let question: String?

  public init(options: FormatOptions) throws(FormatOptionError) {
    (policy, question) = (options.pairs, options.rating)
  }

  public static func recognize(_ record: JSONValue) -> String? {
    if let fields = record["fields"], let responses = record["responses"], fields.kind == .object,
      NumberedFields.exist(in: fields), responses.kind == .object || responses.kind == .array
    {
      return "it has \"fields\" with completions, and \"responses\""
    }
    let hasFlat = record.members.contains { unsafe ArgillaRecord.hasSuffix(".responses", $0.key) }
    guard hasFlat, NumberedFields.exist(in: record) else { return nil }
    return "it has completions, and a question's answers under \".responses\""
  }

  public func additionalColumns(for record: JSONValue) -> Columns {
    guard let reading = try? ArgillaRecord(record), let judgements = try? ArgillaJudgements(reading, question) else {
      return []
    }
    return judgements.kind == .choice || judgements.answers.isEmpty ? [] : .margin
  }

  public func read(_ record: JSONValue, into batch: inout ComparisonBatch) throws(RecordError) {
    let reading = try ArgillaRecord(record)
    let judgements = try ArgillaJudgements(reading, question)
    var prompt = batch.turns.count..<batch.turns.count
    let promptName = PromptField.name(in: reading.fields)
    if let promptName, let value = reading.fields[promptName] {
      prompt = try batch.appendTurns(.user, value, "prompt")
    }
    var set = RatedCompletions(prompt: prompt)
    var (ratings, places): ([[Rating?]], [Int]) = ([], [])
    var unrated = 0
    for (place, turns) in try reading.completions.turns(field: "fields", into: &batch).enumerated() {
      let given = judgements.answers.map { $0.ratings[place] }
      guard let mean = Rating.mean(given.compactMap { $0 }) else {
        unrated += 1
        continue
      }
      set.completions.append(RatedCompletion(turns: turns, rating: mean))
      ratings.append(given)
      places.append(place)
    }
    set.fields = try reading.leftovers(besides: judgements.questions, prompt: promptName, into: &batch)
    for (reason, count) in reading.leftOut { batch.dropped[reason, default: 0] += count }
    if judgements.answers.isEmpty {
      if reading.leftOut.isEmpty { batch.dropped["record-without-response", default: 0] += 1 }
      return
    }
    if unrated > 0 { batch.dropped["unrated-completion", default: 0] += unrated }
    set.appendPairs(to: &batch, policy, otherwise: "fewer-than-two-rated") { comparison, pair, batch in
      if judgements.kind == .choice { comparison.margin = .empty }
      let isFirst = places[pair.chosen] < places[pair.rejected]
      comparison.annotations = judgements.annotations(
        ratings[pair.chosen],
        ratings[pair.rejected],
        isFirst ? .first : .second,
        into: &batch
      )
    }
  }
}
