public import PrefJSON
public import PrefRecord

/// Intel's Orca DPO pairs: a system text, a question and two answers.
///
/// An empty system text, which is common, makes no turn.
///
/// Source: card of Intel/orca_dpo_pairs; its mappings in LLaMA-Factory and Axolotl.
// Witnesses are documented where the protocol declares them.
// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
public struct OrcaDPO: RecordFormat {
  public static let name = "orca-dpo"
  public static let summary = "Intel Orca DPO pairs: system, question, chosen and rejected as texts."
  public static let source = "Intel/orca_dpo_pairs"
  public static let winner = "The answer under \"chosen\"."
  public static let refines = ["trl"]
  public static let columns: Columns = []
  public static let examples = [
    FormatExample(accepts: #"{"system":"","question":"1+1?","chosen":"2","rejected":"3"}"#),
    FormatExample(refuses: #"{"system":"","question":"1+1?","chosen":"2"}"#, atColumn: 1, "missing-field"),
    FormatExample(
      refuses: #"{"system":7,"question":"1+1?","chosen":"2","rejected":"3"}"#,
      atColumn: 11,
      "wrong-type"
    ),
  ]

  public init(options: FormatOptions) throws(FormatOptionError) {}

  public static func recognize(_ record: JSONValue) -> String? {
    guard record.hasTexts("question", "chosen", "rejected") else { return nil }
    return "it has texts under \"question\", \"chosen\" and \"rejected\""
  }

  public func read(_ record: JSONValue, into batch: inout ComparisonBatch) throws(RecordError) {
    var fields = try RecordFields(record)
    let start = batch.turns.count
    try fields.turnIfPresent(.system, "system", into: &batch)
    _ = try fields.turn(.user, "question", into: &batch)
    fields.append(try fields.completions(after: start, into: &batch), to: &batch)
  }
}
