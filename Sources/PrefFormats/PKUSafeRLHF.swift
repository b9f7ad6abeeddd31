public import PrefJSON
public import PrefRecord

/// PKU-SafeRLHF: two responses with two labels, which one helps more and which one is safer.
///
/// `--label helpful` (the default) goes by `better_response_id`, `--label safe` by `safer_response_id`; both labels stay
/// in the metadata. Rows whose labels name different responses are flagged `label-conflict` and counted. Whether
/// each response is safe at all, and its harms, stay in the metadata. The older set of 30,000 rows has the same labels.
///
/// Source: Ji et al. 2024, arXiv:2406.15513; card of PKU-Alignment/PKU-SafeRLHF.
// Witnesses are documented where the protocol declares them.
// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
public struct PKUSafeRLHF: RecordFormat {
  public static let name = "pku-saferlhf"
  public static let summary = "PKU-SafeRLHF: two responses, the more helpful one and the safer one (--label)."
  public static let source = "PKU-Alignment/PKU-SafeRLHF; Ji et al. 2024, arXiv:2406.15513"
  public static let winner = "The response that better_response_id names, or safer_response_id with --label safe."
  public static let columns: Columns = [.models]
  public static let examples = [
    FormatExample(
      accepts: #"{"prompt":"Hi","response_0":"Hello","response_1":"No","is_response_0_safe":true,"#
        + #""is_response_1_safe":true,"better_response_id":0,"safer_response_id":1}"#
    ),
    FormatExample(
      accepts: #"{"prompt":"Hi","response_0":"Hello","response_1":"No","better_response_id":0,"safer_response_id":1}"#,
      options: .labelled("safe")
    ),
    FormatExample(
      refuses: #"{"prompt":"Hi","response_0":"a","response_1":"b","better_response_id":2,"safer_response_id":0}"#,
      atColumn: 71,
      "unexpected-value"
    ),
    FormatExample(
      refuses: #"{"prompt":"Hi","response_0":"a","response_1":"b","better_response_id":0,"safer_response_id":null}"#,
      atColumn: 93,
      "unexpected-value",
      options: .labelled("safe")
    ),
  ]

  private let goesBySafety: Bool

  public init(options: FormatOptions) throws(FormatOptionError) {
    switch options.label {
    case nil, "helpful": goesBySafety = false
    case "safe": goesBySafety = true
    case let label?:
      throw FormatOptionError("--label \(label): \(Self.name) has the labels helpful and safe")
    }
  }

  public static func recognize(_ record: JSONValue) -> String? {
    guard record.has("response_0", "response_1", "better_response_id", "safer_response_id") else { return nil }
    return "it has \"response_0\", \"response_1\", \"better_response_id\" and \"safer_response_id\""
  }

  public func read(_ record: JSONValue, into batch: inout ComparisonBatch) throws(RecordError) {
    var fields = try RecordFields(record)
    let prompt = try fields.turn(.user, "prompt", into: &batch)
    let first = try fields.turn(.assistant, "response_0", into: &batch)
    let second = try fields.turn(.assistant, "response_1", into: &batch)
    var pair = ShownPair(prompt: prompt, first: first, second: second)
    let key: StaticString = goesBySafety ? "safer_response_id" : "better_response_id"
    pair.verdict = try verdict(record.required(key, of: "row"), "\(key)")
    pair.firstModel = fields.name("response_0_source", into: &batch)
    pair.secondModel = fields.name("response_1_source", into: &batch)
    let other = record[goesBySafety ? "better_response_id" : "safer_response_id"]?.wholeNumber
    if let other, other != (pair.verdict == .first ? 0 : 1) { fields.note(.labelConflict) }
    fields.append(pair.comparison, to: &batch)
  }

  private func verdict(_ value: JSONValue, _ field: String) throws(RecordError) -> Verdict {
    switch value.wholeNumber {
    case 0: return .first
    case 1: return .second
    default: throw RecordError(.unexpectedValue(field: field, expected: "0 or 1"), at: value.offset)
    }
  }
}

extension FormatOptions {
  /// Options that name the label that decides.
  static func labelled(_ label: String) -> FormatOptions {
    var options = FormatOptions()
    options.label = label
    return options
  }
}
