public import PrefJSON
public import PrefRecord

/// Answers to a Stack Exchange question with their worth, as Hugging Face's H4 team prepared the dumps.
///
/// `pm_score` is round(log₂(1 + votes)), 1 more if the asker accepted the answer, −1 where the votes are negative; the
/// margin is the difference, and equal worth is a tie. Question and answers are HTML, which becomes
/// readable text, or what `--html` says. Names,
/// ids and profiles of authors are personal data and are left out; `answer_id` leads to the author where the licence asks
/// for one.
///
/// Source: data set HuggingFaceH4/stack-exchange-preferences; Askell et al. 2021, arXiv:2112.00861.
// Witnesses are documented where the protocol declares them.
// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
public struct StackExchangePreferences: RecordFormat {
  public static let name = "stack-exchange-preferences"
  public static let summary = "H4's Stack Exchange preferences: a question and its answers with pm_score, in HTML."
  public static let source = "Data set HuggingFaceH4/stack-exchange-preferences; scores as in arXiv:2112.00861"
  public static let winner = "The answer with the higher pm_score; equal is a tie."
  public static let columns: Columns = [.margin, .tie]
  public static let examples = [
    FormatExample(
      accepts: #"{"qid":7,"question":"<p>How long do beans keep?</p>","answers":["#
        + #"{"answer_id":8,"author":"a","pm_score":3,"selected":true,"text":"<p>Two weeks.</p>"},"#
        + #"{"answer_id":9,"author":"b","pm_score":0,"selected":false,"text":"<p>For ever.</p>"}],"date":"2022/01/01"}"#
    ),
    FormatExample(
      refuses: #"{"qid":7,"question":"<p>Hi</p>","answers":[{"answer_id":8,"pm_score":"many","text":"<p>a</p>"}]}"#,
      atColumn: 70,
      "wrong-type"
    ),
    FormatExample(
      refuses: #"{"qid":7,"question":"<p>Hi</p>","answers":[{"answer_id":8,"pm_score":3}]}"#,
      atColumn: 44,
      "missing-field"
    ),
  ]

  private let policy: PairPolicy
  private let rendering: HTMLRendering

  public init(options: FormatOptions) throws(FormatOptionError) {
    (policy, rendering) = (options.pairs, options.html)
  }

  public static func recognize(_ record: JSONValue) -> String? {
    guard record["qid"] != nil, record["question"]?.kind == .string,
      let first = record["answers"]?.elements.first(where: { _ in true }), first["pm_score"] != nil,
      first["text"] != nil
    else { return nil }
    return "it has \"qid\", \"question\", and \"answers\" with \"pm_score\" and \"text\""
  }

  private static let personal: [StaticString] = ["author", "author_id", "author_profile"]

  public func read(_ record: JSONValue, into batch: inout ComparisonBatch) throws(RecordError) {
    let html = HTMLConverter(rendering)
    let question = try record.required("question", of: "row")
    var set = RatedCompletions(prompt: try Self.turn(.user, question, "question", html, &batch))
    set.fields = try record.fields(besides: ["question", "answers"], into: &batch)
    for answer in try record.requiredList("answers", of: "row").elements {
      let text = try answer.required("text", of: "answers")
      var rated = RatedCompletion(
        turns: try Self.turn(.assistant, text, "answers.text", html, &batch),
        rating: try answer.requiredRating("pm_score", of: "answers")
      )
      rated.fields = try answer.fields(besides: ["text"] + Self.personal, into: &batch)
      set.completions.append(rated)
    }
    set.appendPairs(to: &batch, policy, otherwise: "question-without-two-answers")
  }

  private static func turn(
    _ role: Role,
    _ value: JSONValue,
    _ field: String,
    _ html: HTMLConverter,
    _ batch: inout ComparisonBatch
  ) throws(RecordError) -> Range<Int> {
    guard value.kind == .string else { throw .wrongType(value, field: field, expected: "a string") }
    let content = batch.appendText { unsafe html.append(value.text, to: &$0) }
    batch.append(turn: Turn(role: role, content: content))
    return batch.turns.count - 1..<batch.turns.count
  }
}
