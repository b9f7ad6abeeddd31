public import PrefJSON
public import PrefRecord

/// WebGPT comparisons: a question and two answers with citations, judged on a scale from -1 to 1.
///
/// The higher score wins and 0 is a tie; one score is the other with its sign turned, and `margin` is the winner's. Both
/// are kept as a score. Citations such as [1] stay in the text; quotes and tokens stay in the metadata. The set the
/// question is from is the subset.
///
/// Source: Nakano et al. 2021, arXiv:2112.09332; card of openai/webgpt_comparisons.
// Witnesses are documented where the protocol declares them.
// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
public struct WebGPT: RecordFormat {
  public static let name = "webgpt"
  public static let summary = "WebGPT comparisons: a question, two answers and their scores from -1 to 1."
  public static let source = "openai/webgpt_comparisons; Nakano et al. 2021, arXiv:2112.09332"
  public static let winner = "The answer with the higher score; equal scores are a tie."
  public static let columns: Columns = [.margin, .tie, .scores]
  public static let examples = [
    FormatExample(
      accepts: #"{"question":{"dataset":"eli5","id":"q1","full_text":"Why?"},"answer_0":"So [1].","answer_1":"No.","#
        + #""score_0":0.5,"score_1":-0.5}"#
    ),
    FormatExample(
      refuses: #"{"question":{"full_text":"Why?"},"answer_0":"a","answer_1":"b","score_0":null,"score_1":0}"#,
      atColumn: 74,
      "wrong-type"
    ),
    FormatExample(
      refuses: #"{"question":"Why?","answer_0":"a","answer_1":"b","score_0":0,"score_1":0}"#,
      atColumn: 13,
      "wrong-type"
    ),
  ]

  public init(options: FormatOptions) throws(FormatOptionError) {}

  public static func recognize(_ record: JSONValue) -> String? {
    guard record["question"]?["full_text"] != nil, record.has("answer_0", "answer_1", "score_0", "score_1") else {
      return nil
    }
    return "it has \"question\" with \"full_text\", two answers and their scores"
  }

  public func read(_ record: JSONValue, into batch: inout ComparisonBatch) throws(RecordError) {
    var fields = try RecordFields(record)
    let question = try record.required("question", of: "row")
    let start = batch.turns.count
    let text = try question.required("full_text", of: "question").string("question.full_text", into: &batch)
    batch.append(turn: Turn(role: .user, content: text))
    let first = try fields.turn(.assistant, "answer_0", into: &batch)
    let second = try fields.turn(.assistant, "answer_1", into: &batch)
    var pair = ShownPair(prompt: start..<start + 1, first: first, second: second)
    let scores = try (record.required("score_0", of: "row"), record.required("score_1", of: "row"))
    let texts = try (scores.0.numberText("score_0", into: &batch), scores.1.numberText("score_1", into: &batch))
    pair.verdict = Verdict(sign: (scores.1.decimal ?? 0) - (scores.0.decimal ?? 0))
    var comparison = pair.comparison
    comparison.margin = pair.firstIsChosen ? texts.0 : texts.1
    comparison.scores = batch.appendOnly(pair.score(batch.append(text: "score"), texts.0, texts.1))
    if let dataset = question["dataset"], dataset.kind == .string {
      comparison.lineage.subset = try dataset.string("question.dataset", into: &batch)
    }
    fields.useMembers(["full_text", "dataset"], of: "question", into: &batch)
    fields.append(comparison, to: &batch)
  }
}
