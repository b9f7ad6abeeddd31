public import PrefJSON
public import PrefRecord

/// Stack Exchange answers as pairs, in Markdown already.
///
/// Source: card of lvwerra/stack-exchange-paired: `response_j` was rated better than `response_k`.
// Witnesses are documented where the protocol declares them.
// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
public struct StackExchangePaired: RecordFormat {
  public static let name = "stack-exchange-paired"
  public static let summary = "Stack Exchange pairs of lvwerra: a question, response_j and response_k."
  public static let source = "lvwerra/stack-exchange-paired"
  public static let winner = "The answer under \"response_j\"."
  public static let columns: Columns = []
  public static let examples = [
    FormatExample(
      accepts: #"{"qid":7,"question":"Why?","date":"2020/01/01","metadata":["https://a"],"#
        + #""response_j":"So.","response_k":"No."}"#
    ),
    FormatExample(refuses: #"{"question":"Why?","response_j":"So."}"#, atColumn: 1, "missing-field"),
    FormatExample(
      refuses: #"{"question":"Why?","response_j":"So.","response_k":false}"#,
      atColumn: 52,
      "wrong-type"
    ),
  ]

  public init(options: FormatOptions) throws(FormatOptionError) {}

  public static func recognize(_ record: JSONValue) -> String? {
    guard record.has("question", "response_j", "response_k") else { return nil }
    return "it has \"question\", \"response_j\" and \"response_k\""
  }

  public func read(_ record: JSONValue, into batch: inout ComparisonBatch) throws(RecordError) {
    var fields = try RecordFields(record)
    let prompt = try fields.turn(.user, "question", into: &batch)
    let comparison = try fields.completions("response_j", "response_k", after: prompt.lowerBound, into: &batch)
    fields.append(comparison, to: &batch)
  }
}
