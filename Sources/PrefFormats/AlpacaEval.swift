public import PrefJSON
public import PrefRecord

/// Annotations of AlpacaEval: an instruction, the outputs of two generators and an annotator's preference.
///
/// `preference` goes from 1, the first output, to 2, the second; 1.5 is a tie, and so is 0, as old files spell it. It
/// stays in the metadata, since weighted annotators give any number between. Where the annotator gave none, the record
/// gives no pair and is dropped as `no-preference`. The prompt is the instruction and, after an empty line, the input if
/// there is any.
///
/// Source: tatsu-lab/alpaca_eval, README and metrics/helpers.py.
// Witnesses are documented where the protocol declares them.
// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
public struct AlpacaEval: RecordFormat {
  public static let name = "alpaca-eval"
  public static let summary = "AlpacaEval annotations: an instruction, two outputs and a preference from 1 to 2."
  public static let source = "tatsu-lab/alpaca_eval, annotations.json"
  public static let winner = "Output 1 where the preference is below 1.5, output 2 above; 1.5 and 0 are ties."
  public static let columns: Columns = [.tie, .models, .annotations]
  public static let examples = [
    FormatExample(
      accepts: #"{"instruction":"Hi","output_1":"Hello","generator_1":"m","output_2":"No","generator_2":"n","#
        + #""annotator":"gpt","preference":1.02}"#
    ),
    FormatExample(
      refuses: #"{"instruction":"Hi","output_1":"a","output_2":"b","preference":3}"#,
      atColumn: 64,
      "unexpected-value"
    ),
    FormatExample(
      refuses: #"{"instruction":"Hi","output_1":null,"output_2":"b","preference":1}"#,
      atColumn: 32,
      "wrong-type"
    ),
  ]

  public init(options: FormatOptions) throws(FormatOptionError) {}

  public static func recognize(_ record: JSONValue) -> String? {
    guard record.has("instruction", "output_1", "output_2", "generator_1", "generator_2", "preference") else {
      return nil
    }
    return "it has \"instruction\", two outputs with their generators and a \"preference\""
  }

  public func read(_ record: JSONValue, into batch: inout ComparisonBatch) throws(RecordError) {
    var fields = try RecordFields(record)
    let preference = try record.required("preference", of: "row")
    let start = batch.turns.count
    var instruction = try fields.text("instruction", into: &batch)
    if let input = fields.takeIfPresent("input") {
      guard input.kind == .string else { throw .wrongType(input, field: "input", expected: "a string") }
      instruction = unsafe batch.join(instruction, "\n\n", input.text)
    }
    batch.append(turn: Turn(role: .user, content: instruction))
    let first = try fields.turn(.assistant, "output_1", into: &batch)
    let second = try fields.turn(.assistant, "output_2", into: &batch)
    guard !preference.isNull else {
      batch.dropped["no-preference", default: 0] += 1
      return
    }
    var pair = ShownPair(prompt: start..<start + 1, first: first, second: second)
    guard let value = preference.decimal, value == 0 || (1...2).contains(value) else {
      throw RecordError(.unexpectedValue(field: "preference", expected: "1 to 2, or 0"), at: preference.offset)
    }
    pair.verdict = value == 0 ? .tie : Verdict(sign: value - 1.5)
    pair.firstModel = fields.name("generator_1", into: &batch)
    pair.secondModel = fields.name("generator_2", into: &batch)
    var comparison = pair.comparison
    let annotator = fields.name("annotator", into: &batch)
    if !annotator.isEmpty {
      comparison.annotations = batch.appendOnly(pair.annotation(by: annotator, pair.verdict))
    }
    fields.append(comparison, to: &batch)
  }
}
