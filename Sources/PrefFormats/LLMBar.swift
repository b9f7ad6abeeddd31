public import PrefJSON
public import PrefRecord

/// LLMBar: an instruction and two outputs, one of which follows it.
///
/// Source: Zeng et al. 2023, arXiv:2310.07641; files of princeton-nlp/LLMBar.
// Witnesses are documented where the protocol declares them.
// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
public struct LLMBar: RecordFormat {
  public static let name = "llmbar"
  public static let summary = "LLMBar: an input, output_1, output_2 and the label 1 or 2."
  public static let source = "princeton-nlp/LLMBar, Dataset/LLMBar; Zeng et al. 2023, arXiv:2310.07641"
  public static let winner = "The output whose number is the label."
  public static let columns: Columns = []
  public static let examples = [
    FormatExample(accepts: #"{"input":"1+1?","output_1":"3","output_2":"2","label":2}"#),
    FormatExample(
      refuses: #"{"input":"1+1?","output_1":"3","output_2":"2","label":0}"#,
      atColumn: 55,
      "unexpected-value"
    ),
    FormatExample(refuses: #"{"input":"1+1?","output_1":"3","label":1}"#, atColumn: 1, "missing-field"),
  ]

  public init(options: FormatOptions) throws(FormatOptionError) {}

  public static func recognize(_ record: JSONValue) -> String? {
    guard record.has("input", "output_1", "output_2", "label"), record["generator_1"] == nil else { return nil }
    return "it has \"input\", \"output_1\", \"output_2\" and \"label\""
  }

  public func read(_ record: JSONValue, into batch: inout ComparisonBatch) throws(RecordError) {
    var fields = try RecordFields(record)
    let prompt = try fields.turn(.user, "input", into: &batch)
    let first = try fields.turn(.assistant, "output_1", into: &batch)
    let second = try fields.turn(.assistant, "output_2", into: &batch)
    var pair = ShownPair(prompt: prompt, first: first, second: second)
    let label = try record.required("label", of: "row")
    guard let number = label.wholeNumber, number == 1 || number == 2 else {
      throw RecordError(.unexpectedValue(field: "label", expected: "1 or 2"), at: label.offset)
    }
    pair.verdict = number == 1 ? .first : .second
    fields.append(pair.comparison, to: &batch)
  }
}
