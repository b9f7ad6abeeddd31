public import PrefJSON
public import PrefRecord

/// Preferences of HelpSteer2 and HelpSteer3: two responses, and a strength from -3 to 3.
///
/// Negative says that the first response is better, positive the second, 0 neither; `margin` is the strength without its
/// sign. All votes in `individual_preference` or `all_preferences_unprocessed` become annotations, with their strength.
/// The sources do not name who voted: an annotator's name is the place of the vote in its list, and says nothing about
/// persons. What the votes say besides stays in the metadata. A prompt of HelpSteer2 is split at its turn markers, as
/// `helpsteer` splits it.
///
/// Source: card of nvidia/HelpSteer3 and arXiv:2505.11475; for HelpSteer2, arXiv:2410.01257, and public readers of
/// preference.jsonl.gz, which take a positive strength for the second response.
// Witnesses are documented where the protocol declares them.
// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
public struct HelpSteerPreference: RecordFormat {
  public static let name = "helpsteer-preference"
  public static let summary = "HelpSteer2 and HelpSteer3 preferences: two responses and a strength from -3 to 3."
  public static let source = "nvidia/HelpSteer2, preference; nvidia/HelpSteer3, preference; arXiv:2505.11475"
  public static let winner = "The first response where the strength is negative, the second where it is positive."
  public static let columns: Columns = [.margin, .tie, .annotations]
  public static let examples = [
    FormatExample(
      accepts: #"{"domain":"code","context":[{"role":"user","content":"Hi"}],"response1":"Hello","response2":"No","#
        + #""overall_preference":-2,"individual_preference":[{"score":-2,"reasoning":"kind"},{"score":0}]}"#
    ),
    FormatExample(
      accepts: #"{"split":"train","prompt":"Hi","response_1":"No","response_2":"Hello","preference_strength":3,"#
        + #""all_preferences_unprocessed":[{"strength":3,"statement":"s"}]}"#
    ),
    FormatExample(
      refuses: #"{"context":[],"response1":"a","response2":"b","overall_preference":4}"#,
      atColumn: 68,
      "unexpected-value"
    ),
    FormatExample(
      refuses: #"{"context":[],"response1":"a","response2":"b","overall_preference":1,"#
        + #""individual_preference":[{"score":"x"}]}"#,
      atColumn: 104,
      "unexpected-value"
    ),
  ]

  public init(options: FormatOptions) throws(FormatOptionError) {}

  public static func recognize(_ record: JSONValue) -> String? {
    if record.has("context", "response1", "response2", "overall_preference") {
      return "it has \"context\", \"response1\", \"response2\" and \"overall_preference\""
    }
    guard record.has("prompt", "response_1", "response_2", "preference_strength") else { return nil }
    return "it has \"prompt\", \"response_1\", \"response_2\" and \"preference_strength\""
  }

  public func read(_ record: JSONValue, into batch: inout ComparisonBatch) throws(RecordError) {
    var fields = try RecordFields(record)
    let isThird = record["overall_preference"] != nil
    let prompt =
      try isThird
      ? fields.messages("context", into: &batch) : HelpSteer.turns(fields.take("prompt"), into: &batch)
    let first = try fields.turn(.assistant, isThird ? "response1" : "response_1", into: &batch)
    let second = try fields.turn(.assistant, isThird ? "response2" : "response_2", into: &batch)
    var pair = ShownPair(prompt: prompt, first: first, second: second)
    let key: StaticString = isThird ? "overall_preference" : "preference_strength"
    let strength = try Strength(record.required(key, of: "row"), "\(key)", into: &batch)
    pair.verdict = strength.verdict
    var comparison = pair.comparison
    comparison.margin = strength.magnitude
    comparison.annotations = try votes(of: pair, isThird, record, into: &batch)
    comparison.lineage.subset = fields.name("domain", into: &batch)
    comparison.lineage.split = fields.name("split", into: &batch)
    fields.append(comparison, to: &batch)
  }

  private func votes(
    of pair: ShownPair,
    _ isThird: Bool,
    _ record: JSONValue,
    into batch: inout ComparisonBatch
  ) throws(RecordError) -> Range<Int> {
    let list = record[isThird ? "individual_preference" : "all_preferences_unprocessed"]
    let key: StaticString = isThird ? "score" : "strength"
    let start = batch.annotations.count
    guard let list, list.kind == .array else { return start..<start }
    for (place, vote) in list.elements.enumerated() {
      let strength = try Strength(vote.required(key, of: "vote"), "\(key)", into: &batch)
      let annotator = batch.append(text: "\(place + 1)")
      batch.append(annotation: pair.annotation(by: annotator, strength.verdict, strength: strength.magnitude))
    }
    return start..<batch.annotations.count
  }

  /// A strength from -3 to 3: which side it names, and how strongly.
  private struct Strength {
    var verdict: Verdict
    var magnitude: ByteRange

    init(_ value: JSONValue, _ field: String, into batch: inout ComparisonBatch) throws(RecordError) {
      guard let number = value.decimal, abs(number) <= 3 else {
        throw RecordError(.unexpectedValue(field: field, expected: "a strength from -3 to 3"), at: value.offset)
      }
      verdict = Verdict(sign: number)
      magnitude = try value.numberText(field, into: &batch)
      if number.sign == .minus { magnitude.start += 1 }
    }
  }
}
