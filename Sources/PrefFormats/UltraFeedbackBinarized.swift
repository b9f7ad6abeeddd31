public import PrefJSON
public import PrefRecord

/// UltraFeedback as pairs, in the forms of Hugging Face H4 and of Argilla.
///
/// - H4: whole dialogues under `chosen` and `rejected`, `score_chosen` and `score_rejected`; `messages` says again what
///   `chosen` says.
/// - Argilla, cleaned: the same dialogues with `chosen-rating`, `chosen-model` and so on.
/// - Argilla, first form: texts under `instruction`, `chosen_response` and `rejected_response`, with
///   `chosen_avg_rating` and `rejected_avg_rating`.
///
/// The ratings are kept as a score of both sides. Where they are equal, raters saw no difference: the row is a tie, the
/// sides as they stand.
///
/// Source: cards of HuggingFaceH4/ultrafeedback_binarized, argilla/ultrafeedback-binarized-preferences and
/// argilla/ultrafeedback-binarized-preferences-cleaned.
// Witnesses are documented where the protocol declares them.
// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
public struct UltraFeedbackBinarized: RecordFormat {
  public static let name = "ultrafeedback-binarized"
  public static let summary = "UltraFeedback as rated pairs: the H4 form and both Argilla forms."
  public static let source =
    "HuggingFaceH4/ultrafeedback_binarized; argilla/ultrafeedback-binarized-preferences and -cleaned"
  public static let winner = "What stands under \"chosen\" or \"chosen_response\"; equal ratings are a tie."
  public static let refines = ["axolotl", "trl", "openrlhf"]
  public static let columns: Columns = [.tie, .scores, .models]
  public static let examples = [
    FormatExample(
      accepts: #"{"prompt":"Hi","chosen":[{"content":"Hi","role":"user"},{"content":"Hello","role":"assistant"}],"#
        + #""rejected":[{"content":"Hi","role":"user"},{"content":"No","role":"assistant"}],"#
        + #""score_chosen":8.5,"score_rejected":6.0}"#
    ),
    FormatExample(
      accepts: #"{"prompt":"Hi","chosen":[{"content":"Hi","role":"user"},{"content":"Hello","role":"assistant"}],"#
        + #""chosen-rating":4.75,"chosen-model":"m","#
        + #""rejected":[{"content":"Hi","role":"user"},{"content":"No","role":"assistant"}],"#
        + #""rejected-rating":4.75,"rejected-model":"n"}"#
    ),
    FormatExample(
      accepts: #"{"instruction":"Hi","chosen_response":"Hello","rejected_response":"No","#
        + #""chosen_avg_rating":5.0,"rejected_avg_rating":3.25,"chosen_model":"m"}"#
    ),
    FormatExample(
      refuses: #"{"chosen":[{"content":"Hi","role":"user"}],"rejected":"No","score_chosen":1,"score_rejected":0}"#,
      atColumn: 55,
      "wrong-type"
    ),
    FormatExample(
      refuses: #"{"instruction":"Hi","chosen_response":"a","rejected_response":"b","#
        + #""chosen_avg_rating":"high","rejected_avg_rating":3.25}"#,
      atColumn: 87,
      "wrong-type"
    ),
  ]

  public init(options: FormatOptions) throws(FormatOptionError) {}

  public static func recognize(_ record: JSONValue) -> String? {
    if record.has("chosen_avg_rating", "rejected_avg_rating"), record.hasTexts("chosen_response", "rejected_response") {
      return "it has \"chosen_response\", \"rejected_response\" and their average ratings"
    }
    guard record["chosen"]?.isMessageList ?? false, record["rejected"]?.isMessageList ?? false else { return nil }
    if record.has("score_chosen", "score_rejected") { return "it has dialogues with \"score_chosen\"" }
    return record.has("chosen-rating", "rejected-rating") ? "it has dialogues with \"chosen-rating\"" : nil
  }

  public func read(_ record: JSONValue, into batch: inout ComparisonBatch) throws(RecordError) {
    var fields = try RecordFields(record)
    var comparison: Comparison
    if record["chosen_response"] != nil {
      let start = try fields.turn(.user, "instruction", into: &batch).lowerBound
      comparison = try fields.completions("chosen_response", "rejected_response", after: start, into: &batch)
    } else {
      comparison = try fields.dialogues(into: &batch)
      fields.dropEcho("prompt", of: comparison.prompt, in: batch)
      fields.dropCopy("messages", of: "chosen")
    }
    for (chosen, rejected) in Self.ratings where comparison.scores.isEmpty {
      comparison.scores = try fields.score("rating", chosen, rejected, into: &batch)
      if let left = record[chosen]?.decimal { comparison.isTie = left == record[rejected]?.decimal }
    }
    for (chosen, rejected) in Self.models where comparison.chosenModel.isEmpty {
      comparison.chosenModel = fields.name(chosen, into: &batch)
      comparison.rejectedModel = fields.name(rejected, into: &batch)
    }
    fields.append(comparison, to: &batch)
  }

  private static let ratings: [(StaticString, StaticString)] = [
    ("score_chosen", "score_rejected"), ("chosen-rating", "rejected-rating"),
    ("chosen_avg_rating", "rejected_avg_rating"),
  ]
  private static let models: [(StaticString, StaticString)] = [
    ("chosen-model", "rejected-model"), ("chosen_model", "rejected_model"),
  ]
}
