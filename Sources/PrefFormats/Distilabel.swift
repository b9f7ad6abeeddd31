public import PrefJSON
public import PrefRecord

/// Argilla's distilabel pairs: the relabelled Orca pairs, and Capybara dialogues.
///
/// - Orca: `system`, `input`, `chosen` and `rejected` as texts, and `status`. `tie` is a tie, and the sides are the two
///   `generations` as the judge saw them; `swapped` and `unchanged` say how the judge's choice compares to the original
///   one, and `chosen` is the judge's. The judge's `rating` stays in the metadata, since it does not say whose it is.
/// - Capybara: dialogues under `chosen` and `rejected`, with `rating_chosen` and `rating_rejected`, which are kept as a
///   score, and the models. Equal ratings are a tie.
///
/// Source: cards of argilla/distilabel-intel-orca-dpo-pairs and argilla/distilabel-capybara-dpo-7k-binarized; public
/// readers of both, which filter `status != "tie"` and select the ratings by these names.
// Witnesses are documented where the protocol declares them.
// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
public struct Distilabel: RecordFormat {
  public static let name = "distilabel"
  public static let summary = "Argilla distilabel pairs: relabelled Orca (with status) and Capybara dialogues."
  public static let source =
    "argilla/distilabel-intel-orca-dpo-pairs; argilla/distilabel-capybara-dpo-7k-binarized"
  public static let winner = "The answer under \"chosen\"; status \"tie\" and equal ratings are ties."
  public static let refines = ["trl", "axolotl", "openrlhf"]
  public static let columns: Columns = [.tie, .scores, .models]
  public static let examples = [
    FormatExample(
      accepts: #"{"system":"","input":"1+1?","chosen":"2","rejected":"3","generations":["3","2"],"rating":[9.0,9.0],"#
        + #""status":"tie"}"#
    ),
    FormatExample(
      accepts: #"{"chosen":[{"role":"user","content":"Hi"},{"role":"assistant","content":"Hello"}],"#
        + #""rejected":[{"role":"user","content":"Hi"},{"role":"assistant","content":"No"}],"#
        + #""rating_chosen":5,"rating_rejected":4,"chosen_model":"m","rejected_model":"n"}"#
    ),
    FormatExample(
      refuses: #"{"input":"1+1?","chosen":"2","rejected":"3","status":"lost"}"#,
      atColumn: 54,
      "unexpected-value"
    ),
    FormatExample(
      refuses: #"{"input":"1+1?","chosen":"2","rejected":3,"status":"tie"}"#,
      atColumn: 41,
      "wrong-type"
    ),
  ]

  public init(options: FormatOptions) throws(FormatOptionError) {}

  public static func recognize(_ record: JSONValue) -> String? {
    if record.hasTexts("input", "chosen", "rejected", "status") {
      return "it has \"input\", \"chosen\", \"rejected\" and a \"status\""
    }
    guard record.has("rating_chosen", "rating_rejected"), record["chosen"]?.isMessageList ?? false else { return nil }
    return "it has dialogues with \"rating_chosen\" and \"rating_rejected\""
  }

  public func read(_ record: JSONValue, into batch: inout ComparisonBatch) throws(RecordError) {
    var fields = try RecordFields(record)
    var comparison =
      try record["status"] == nil ? capybara(&fields, into: &batch) : orca(&fields, into: &batch)
    comparison.chosenModel = fields.name("chosen_model", into: &batch)
    comparison.rejectedModel = fields.name("rejected_model", into: &batch)
    fields.append(comparison, to: &batch)
  }

  private func capybara(
    _ fields: inout RecordFields,
    into batch: inout ComparisonBatch
  ) throws(RecordError) -> Comparison {
    var comparison = try fields.dialogues(into: &batch)
    comparison.scores = try fields.score("rating", "rating_chosen", "rating_rejected", into: &batch)
    if let rating = fields.record["rating_chosen"]?.decimal {
      comparison.isTie = rating == fields.record["rating_rejected"]?.decimal
    }
    return comparison
  }

  private func orca(
    _ fields: inout RecordFields,
    into batch: inout ComparisonBatch
  ) throws(RecordError) -> Comparison {
    let start = batch.turns.count
    try fields.turnIfPresent(.system, "system", into: &batch)
    _ = try fields.turn(.user, "input", into: &batch)
    var comparison = try fields.completions(after: start, into: &batch)
    let status = try fields.take("status")
    guard ["tie", "swapped", "unchanged"].contains(where: { status.isString($0) }) else {
      throw RecordError(.unexpectedValue(field: "status", expected: "tie, swapped or unchanged"), at: status.offset)
    }
    comparison.isTie = status.isString("tie")
    if !comparison.isTie {
      // The verdict is told by the sides; whether it changed is not.
      fields.add("status", json: unsafe String(decoding: status.raw, as: UTF8.self))
    } else if isShown(second: comparison.chosen, fields.record["generations"], batch) {
      swap(&comparison.chosen, &comparison.rejected)
    }
    return comparison
  }

  /// Whether a completion is the second of the two generations that the judge saw, and not the first.
  private func isShown(
    second turns: Range<Int>,
    _ generations: JSONValue?,
    _ batch: borrowing ComparisonBatch
  ) -> Bool {
    guard let generations, generations.count == 2 else { return false }
    let places = generations.elements.map { generation in
      unsafe batch.withBytes(of: batch.turns[turns.lowerBound].content) { content in
        unsafe content.elementsEqual(generation.text)
      }
    }
    return places == [false, true]
  }
}
