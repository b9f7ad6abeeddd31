public import PrefJSON
public import PrefRecord

/// Prometheus' Feedback Collection: responses to an instruction, each scored from 1 to 5 by a criterion of its own.
///
/// Responses are compared where the instruction and the criterion are the same; the margin is the difference of the
/// scores, which are strings or numbers. All records are held to the end of the input.
///
/// Source: Kim et al. 2023, arXiv:2310.08491; readers of the data set prometheus-eval/Feedback-Collection.
// Witnesses are documented where the protocol declares them.
// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
public struct Prometheus: CandidateFormat {
  public static let name = "prometheus"
  public static let summary = "Prometheus' Feedback Collection: responses scored 1 to 5 by a criterion."
  public static let source = "Kim et al. 2023, arXiv:2310.08491; prometheus-eval/Feedback-Collection"
  public static let winner = "The response with the higher orig_score for the same instruction and criterion."
  public static let columns: Columns = [.margin, .tie]
  public static let examples = [
    FormatExample(
      accepts: #"{"orig_instruction":"1+1?","orig_response":"2","orig_criteria":"Right?","orig_score":"5"}"# + "\n"
        + #"{"orig_instruction":"1+1?","orig_response":"3","orig_criteria":"Right?","orig_score":"1"}"#
    ),
    FormatExample(
      refuses: #"{"orig_instruction":"1+1?","orig_response":"2","orig_criteria":"Right?","orig_score":"five"}"#,
      atColumn: 86,
      "unexpected-value"
    ),
    FormatExample(
      refuses: #"{"orig_instruction":"1+1?","orig_response":"2","orig_score":"5"}"#,
      atColumn: 1,
      "missing-field"
    ),
  ]

  static let rivalsAreNeighbours = false
  static let aloneReason = "instruction-with-one-response"

  let policy: PairPolicy

  public init(options: FormatOptions) throws(FormatOptionError) { policy = options.pairs }

  public static func recognize(_ record: JSONValue) -> String? {
    guard record.hasTexts("orig_instruction", "orig_response", "orig_criteria"), record["orig_score"] != nil else {
      return nil
    }
    return "it has \"orig_instruction\", \"orig_response\", \"orig_criteria\" and \"orig_score\""
  }

  public func makeGrouper() -> any RecordGrouper { CandidateGrouper(self) }

  func candidate(_ record: JSONValue, into batch: inout ComparisonBatch) throws(RecordError) -> Candidate? {
    let instruction = try record.required("orig_instruction", of: "row")
    let prompt = try batch.appendTurn(.user, instruction, "orig_instruction")
    let response = try record.required("orig_response", of: "row")
    let completion = try batch.appendTurn(.assistant, response, "orig_response")
    let criteria = try record.required("orig_criteria", of: "row").string("orig_criteria", into: &batch)
    let score = try record.required("orig_score", of: "row")
    guard let rating = score.rating else {
      throw RecordError(.unexpectedValue(field: "orig_score", expected: "a number, or one in quotes"), at: score.offset)
    }
    var candidate = Candidate(prompt: prompt, completion: completion, rating: rating)
    candidate.key = criteria
    candidate.fields = try record.fields(besides: ["orig_instruction", "orig_response"], into: &batch)
    return candidate
  }
}
