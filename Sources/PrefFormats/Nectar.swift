public import PrefJSON
public import PrefRecord

/// Nectar: a transcript that ends where the assistant is to speak, and up to seven answers in order of merit.
///
/// Rank 1 is the best; the margin is the difference of the ranks. The empty `Assistant:` turn that ends the transcript
/// is a cue, not a turn, and is left off the prompt.
///
/// Source: data set berkeley-nest/Nectar.
// Witnesses are documented where the protocol declares them.
// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
public struct Nectar: RecordFormat {
  public static let name = "nectar"
  public static let summary = "Nectar: a Human:/Assistant: transcript and its answers, each with a rank."
  public static let source = "Zhu et al. 2023, Starling-7B; data set berkeley-nest/Nectar"
  public static let winner = "The answer with the lower rank: 1 is the best."
  public static let columns: Columns = [.margin, .tie, .models]
  public static let examples = [
    FormatExample(
      accepts: #"{"prompt":"\n\nHuman: 1+1?\n\nAssistant: ","answers":[{"answer":"3","model":"a","rank":2.0},"#
        + #"{"answer":"2","model":"b","rank":1.0}],"turns":1,"num_responses":2,"source":["x"],"good_natured":true}"#
    ),
    FormatExample(
      refuses: #"{"prompt":"1+1?","answers":[{"answer":"3","model":"a","rank":2.0}]}"#,
      atColumn: 11,
      "not-a-transcript"
    ),
    FormatExample(
      refuses: #"{"prompt":"\n\nHuman: Hi\n\nAssistant: ","answers":[{"answer":"3","model":"a","rank":"top"}]}"#,
      atColumn: 86,
      "wrong-type"
    ),
    FormatExample(
      refuses: #"{"prompt":"\n\nHuman: Hi\n\nAssistant: Yes","answers":[]}"#,
      atColumn: 11,
      "no-completion"
    ),
  ]

  private let policy: PairPolicy

  public init(options: FormatOptions) throws(FormatOptionError) { policy = options.pairs }

  public static func recognize(_ record: JSONValue) -> String? {
    guard record["prompt"]?.kind == .string, let first = record["answers"]?.elements.first(where: { _ in true }),
      first["answer"]?.kind == .string, first["rank"]?.kind == .number
    else { return nil }
    return "it has \"prompt\", and \"answers\" with \"answer\" and \"rank\""
  }

  public func read(_ record: JSONValue, into batch: inout ComparisonBatch) throws(RecordError) {
    let prompt = try record.required("prompt", of: "row")
    let turns = try Transcript(reading: prompt, field: "prompt", into: &batch).turns
    let last = batch.turns[turns.upperBound - 1]
    guard last.role == .user || last.content.isEmpty else {
      throw RecordError(.noCompletion(field: "prompt"), at: prompt.offset)
    }
    var set = RatedCompletions(prompt: last.role == .user ? turns : turns.dropLast())
    set.fields = try record.fields(besides: ["prompt", "answers"], into: &batch)
    for answer in try record.requiredList("answers", of: "row").elements {
      let turns = try batch.appendTurn(.assistant, answer.required("answer", of: "answers"), "answers.answer")
      var rated = RatedCompletion(turns: turns, rating: try answer.requiredRating("rank", of: "answers").negated)
      if let model = answer["model"] { rated.model = try model.string("answers.model", into: &batch) }
      rated.fields = try answer.fields(besides: ["answer", "model"], into: &batch)
      set.completions.append(rated)
    }
    set.appendPairs(to: &batch, policy, otherwise: "fewer-than-two-answers")
  }
}
