public import PrefJSON
public import PrefRecord

/// Comparisons of summaries: a post or an article, two summaries and one worker's choice.
///
/// The prompt is the post, with its community and title where there are any, or the article; a post is null where the
/// text is an article. How the parts are put together is ours, in the manner of the paper: `SUBREDDIT: r/…`,
/// `TITLE: …`, `POST: …`, each on its own line. The worker is the annotator, the confidence the strength; the policies
/// are the models. Notes and the rest of the source stay in the metadata.
///
/// Source: Stiennon et al. 2020, arXiv:2009.01325; features of openai/summarize_from_feedback, comparisons.
// Witnesses are documented where the protocol declares them.
// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
public struct SummarizeComparisons: RecordFormat {
  public static let name = "summarize"
  public static let summary = "Summarize from feedback, comparisons: a post or article, two summaries and a choice."
  public static let source = "openai/summarize_from_feedback, comparisons; Stiennon et al. 2020, arXiv:2009.01325"
  public static let winner = "The summary at the place that \"choice\" names, from 0."
  public static let columns: Columns = [.models, .annotations]
  public static let examples = [
    FormatExample(
      accepts: #"{"info":{"id":"t1","post":"Long.","title":"T","subreddit":"r","article":null},"#
        + #""summaries":[{"text":"a","policy":"p","note":null},{"text":"b","policy":"q"}],"#
        + #""choice":1,"worker":"w","extra":{"confidence":7}}"#
    ),
    FormatExample(
      refuses: #"{"info":{"post":"Long."},"summaries":[{"text":"a"},{"text":"b"}],"choice":2}"#,
      atColumn: 75,
      "unexpected-value"
    ),
    FormatExample(
      refuses: #"{"info":{"post":"Long."},"summaries":[{"text":"a"}],"choice":0}"#,
      atColumn: 38,
      "unexpected-value"
    ),
    FormatExample(
      refuses: #"{"info":{"post":null,"article":null},"summaries":[{"text":"a"},{"text":"b"}],"choice":0}"#,
      atColumn: 9,
      "missing-field"
    ),
  ]

  public init(options: FormatOptions) throws(FormatOptionError) {}

  public static func recognize(_ record: JSONValue) -> String? {
    guard record["info"]?.kind == .object, record["summaries"]?.kind == .array, record["choice"] != nil else {
      return nil
    }
    return "it has \"info\", \"summaries\" and \"choice\""
  }

  public func read(_ record: JSONValue, into batch: inout ComparisonBatch) throws(RecordError) {
    var fields = try RecordFields(record)
    let prompt = try document(fields.record.required("info", of: "row"), into: &batch)
    fields.useMembers(["post", "title", "subreddit", "article"], of: "info", into: &batch)
    let summaries = try fields.record.required("summaries", of: "row")
    guard summaries.kind == .array, summaries.count == 2 else {
      throw RecordError(.unexpectedValue(field: "summaries", expected: "two summaries"), at: summaries.offset)
    }
    let sides = try summaries.elements.map { summary throws(RecordError) in
      try side(summary, into: &batch)
    }
    var pair = ShownPair(prompt: prompt, first: sides[0].turn, second: sides[1].turn)
    (pair.firstModel, pair.secondModel) = (sides[0].model, sides[1].model)
    pair.verdict = try choice(fields.take("choice"))
    var comparison = pair.comparison
    try annotate(&comparison, pair, &fields, into: &batch)
    keepNotes(summaries, &fields)
    comparison.lineage.split = fields.name("split", into: &batch)
    fields.append(comparison, to: &batch)
  }

  /// The text to be summarized.
  private func document(_ info: JSONValue, into batch: inout ComparisonBatch) throws(RecordError) -> Range<Int> {
    let keys: [(StaticString, String)] = [
      ("subreddit", "SUBREDDIT: r/"), ("title", "TITLE: "), ("post", "POST: "), ("article", ""),
    ]
    guard ["post", "article"].contains(where: { info[$0]?.kind == .string }) else {
      throw RecordError(.missing(field: "info.post"), at: info.offset)
    }
    var text = batch.append(text: "")
    for (key, label) in keys {
      guard let part = info[key], !part.isNull else { continue }
      guard part.kind == .string else { throw .wrongType(part, field: "info.\(key)", expected: "a string") }
      if !text.isEmpty { _ = batch.append(text: "\n") }
      _ = batch.append(text: label)
      text.end = unsafe batch.append(text: part.text).end
    }
    batch.append(turn: Turn(role: .user, content: text))
    return batch.turns.count - 1..<batch.turns.count
  }

  private func side(
    _ summary: JSONValue,
    into batch: inout ComparisonBatch
  ) throws(RecordError) -> (turn: Range<Int>, model: ByteRange) {
    let text = try summary.required("text", of: "summaries").string("summaries.text", into: &batch)
    batch.append(turn: Turn(role: .assistant, content: text))
    let policy = summary["policy"].flatMap { $0.kind == .string ? $0 : nil }
    let model = policy.map { unsafe batch.append(text: $0.text) } ?? .empty
    return (batch.turns.count - 1..<batch.turns.count, model)
  }

  private func choice(_ value: JSONValue) throws(RecordError) -> Verdict {
    switch value.wholeNumber {
    case 0: return .first
    case 1: return .second
    default: throw RecordError(.unexpectedValue(field: "choice", expected: "0 or 1"), at: value.offset)
    }
  }

  private func annotate(
    _ comparison: inout Comparison,
    _ pair: ShownPair,
    _ fields: inout RecordFields,
    into batch: inout ComparisonBatch
  ) throws(RecordError) {
    let worker = fields.name("worker", into: &batch)
    guard !worker.isEmpty else { return }
    var strength = ByteRange.empty
    if let confidence = fields.record["extra"]?["confidence"], !confidence.isNull {
      strength = try confidence.numberText("extra.confidence", into: &batch)
      fields.useMembers(["confidence"], of: "extra", into: &batch)
    }
    comparison.annotations = batch.appendOnly(pair.annotation(by: worker, pair.verdict, strength: strength))
  }

  /// Keeps what the summaries hold besides text and policy.
  private func keepNotes(_ summaries: JSONValue, _ fields: inout RecordFields) {
    var extras = MessageExtras()
    for (place, summary) in summaries.elements.enumerated() {
      let isNamed = summary["policy"]?.kind == .string
      extras.add(summary, turn: place, besides: isNamed ? ["text", "policy"] : ["text"])
    }
    fields.use("summaries")
    if !extras.isEmpty { fields.add("summaries_extras", json: extras.json) }
  }
}
