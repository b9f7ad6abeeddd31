public import PrefJSON
public import PrefRecord

/// Label Studio's export of tasks in which people compared two texts.
///
/// The two texts are those in `data` whose names differ in the last character, such as `answer1` and `answer2`; the
/// prompt is under `prompt`, `instruction`, `question`, `query`, `input` or `context`. The pairwise control says `left` or
/// `right`; a choices control, where there is no pairwise one, says a word for a side or a tie. The pairwise control has no
/// tie, and taking the choice back deletes the result: so an annotation that was submitted with an empty `result` is a
/// tie. A skipped task is an annotation with `was_cancelled`; it is left out and counted as `cancelled-annotation`. The side
/// that more than half of the annotators named is chosen, otherwise it is a tie with the first as `chosen`.
///
/// Tasks without a judgement are dropped as `task-without-judgement`. Who annotated goes into `annotations`; all else an
/// annotation holds stays in `metadata`.
///
/// Source: Label Studio, `Pairwise` tag and JSON export format; its template for human preferences.
// Witnesses are documented where the protocol declares them.
// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
public struct LabelStudio: RecordFormat {
  public static let name = "label-studio"
  public static let summary = "Label Studio JSON: tasks with two texts, judged by a pairwise or a choices control."
  public static let source = "Label Studio, JSON export of its templates for pairwise comparison and choices"
  public static let winner = "The text most annotators selected; an empty result, or no majority, is a tie."
  public static let columns: Columns = [.tie, .annotations]
  public static let examples = [
    FormatExample(accepts: task(#""type":"pairwise","value":{"selected":"right"}"#)),
    FormatExample(accepts: task(#""type":"choices","value":{"choices":["Answer 1"]}"#)),
    FormatExample(
      refuses: #"{"id":1,"data":{"prompt":"1+1?","answer1":"2","answer2":"3"},"annotations":[{"result":["#
        + #"{"type":"pairwise","value":{"selected":"up"}}]}]}"#,
      atColumn: 127,
      "unexpected-value"
    ),
    FormatExample(
      refuses: #"{"id":1,"data":{"prompt":"1+1?","answer1":"2"},"annotations":[{"result":[]}]}"#,
      atColumn: 16,
      "unexpected-value"
    ),
    FormatExample(
      refuses: #"{"id":1,"data":{"prompt":"1+1?","answer1":"2","answer2":"3"},"annotations":{}}"#,
      atColumn: 76,
      "wrong-type"
    ),
  ]

  private static func task(_ result: String) -> String {
    #"{"id":1,"data":{"prompt":"1+1?","answer1":"3","answer2":"2"},"annotations":[{"id":5,"completed_by":2,"#
      + #""was_cancelled":false,"result":[{"id":"x","from_name":"comparison","to_name":"comparison",\#(result)}]}]}"#
  }

  public init(options: FormatOptions) throws(FormatOptionError) {}

  public static func recognize(_ record: JSONValue) -> String? {
    guard let data = record["data"], data.kind == .object, let annotations = record["annotations"],
      annotations.kind == .array, NumberedFields.exist(in: data),
      annotations.elements.allSatisfy({ $0["result"]?.kind == .array })
    else { return nil }
    return "it has \"data\" with two texts, and \"annotations\" with \"result\""
  }

  public func read(_ record: JSONValue, into batch: inout ComparisonBatch) throws(RecordError) {
    let data = try record.required("data", of: "row")
    let texts = try NumberedFields(in: data, field: "data")
    guard texts.values.count == 2 else {
      throw RecordError(.unexpectedValue(field: "data", expected: "two texts to compare"), at: data.offset)
    }
    let promptName = PromptField.name(in: data)
    var prompt = batch.turns.count..<batch.turns.count
    if let promptName, let value = data[promptName] { prompt = try batch.appendTurns(.user, value, "data.prompt") }
    let sides = try texts.turns(field: "data", into: &batch)
    var (votes, cancelled): ([Vote], Int) = ([], 0)
    for annotation in try record.requiredList("annotations", of: "row").elements {
      if annotation["was_cancelled"]?.bool == true {
        cancelled += 1
      } else if let verdict = try verdict(of: annotation, names: texts.names) {
        votes.append(Vote(annotator: annotation["completed_by"], verdict: verdict))
      }
    }
    var pair = ShownPair(prompt: prompt, first: sides[0], second: sides[1])
    pair.verdict = Verdict(majorityOf: votes.map(\.verdict))
    var comparison = pair.comparison
    comparison.annotations = try annotations(votes, pair, into: &batch)
    comparison.metadata = try metadata(record, data, texts, promptName, into: &batch)
    if cancelled > 0 { batch.dropped["cancelled-annotation", default: 0] += cancelled }
    if votes.isEmpty {
      if cancelled == 0 { batch.dropped["task-without-judgement", default: 0] += 1 }
    } else {
      batch.append(comparison)
    }
  }

  private struct Vote {
    var annotator: JSONValue?
    var verdict: Verdict
  }

  /// What an annotation says; `nil` where none of its results decides.
  private func verdict(of annotation: JSONValue, names: [[UInt8]]) throws(RecordError) -> Verdict? {
    let results = try annotation.requiredList("result", of: "annotations")
    if results.count == 0 { return .tie }
    if let pairwise = results.elements.first(where: { $0["type"]?.isString("pairwise") ?? false }) {
      let selected = try pairwise.required("value", of: "result").required("selected", of: "result.value")
      if selected.isString("left") { return .first }
      if selected.isString("right") { return .second }
      throw RecordError(.unexpectedValue(field: "selected", expected: "\"left\" or \"right\""), at: selected.offset)
    }
    var unknown: JSONValue?
    for result in results.elements where result["type"]?.isString("choices") ?? false {
      let choices = try result.required("value", of: "result").requiredList("choices", of: "result.value")
      for choice in choices.elements {
        guard let word = unsafe JudgementWord(choice.text, names: names) else {
          unknown = unknown ?? choice
          continue
        }
        return word == .tie ? .tie : word == .completion(0) ? .first : .second
      }
    }
    guard let unknown else { return nil }
    throw RecordError(.unexpectedValue(field: "choices", expected: "a word for a side or a tie"), at: unknown.offset)
  }

  private func annotations(
    _ votes: [Vote],
    _ pair: ShownPair,
    into batch: inout ComparisonBatch
  ) throws(RecordError) -> Range<Int> {
    let start = batch.annotations.count
    for vote in votes {
      let id = vote.annotator?["id"] ?? vote.annotator
      let name: ByteRange =
        switch id?.kind {
        case .number: unsafe batch.append(text: id?.raw ?? UnsafeRawBufferPointer(start: nil, count: 0))
        case .string: unsafe batch.append(text: id?.text ?? UnsafeRawBufferPointer(start: nil, count: 0))
        default: .empty
        }
      batch.append(annotation: pair.annotation(by: name, vote.verdict))
    }
    return start..<batch.annotations.count
  }

  /// What the task, its data and its annotations hold besides.
  private func metadata(
    _ record: JSONValue,
    _ data: JSONValue,
    _ texts: NumberedFields,
    _ prompt: StaticString?,
    into batch: inout ComparisonBatch
  ) throws(RecordError) -> ByteRange {
    var extra: [(key: String, json: String)] = []
    let rest = unsafe Leftovers.metadata(
      of: data,
      besides: prompt.map { [$0] } ?? [],
      besidesKeysWhere: { key in texts.names.contains { unsafe key.elementsEqual($0) } },
      into: &batch
    )
    if !rest.isEmpty { extra.append(("data", batch.string(rest))) }
    var annotations: [String] = []
    for annotation in record["annotations"]?.elements ?? record.elements {
      let range = unsafe Leftovers.metadata(of: annotation, besides: ["completed_by"], into: &batch)
      annotations.append(range.isEmpty ? "{}" : batch.string(range))
    }
    extra.append(("annotations", "[" + annotations.joined(separator: ",") + "]"))
    return unsafe Leftovers.metadata(of: record, besides: ["data", "annotations"], adding: extra, into: &batch)
  }
}
