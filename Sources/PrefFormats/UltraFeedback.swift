public import PrefJSON
public import PrefRecord

/// UltraFeedback: four completions of an instruction, each rated in four aspects and over all.
///
/// A completion's rating is the mean of its aspect ratings, of those that are numbers: a rating is a string, and `"N/A"`
/// occurs. `--rating overall` takes `overall_score` instead; where that is 10 and the mean is 4 or less, it is not
/// believed, since early releases hold 10 for a misread 1, and the completion counts as rated by nothing. Completions
/// without a rating are dropped as `unrated-completion` or `doubtful-overall-score`.
///
/// Source: Cui et al. 2023, arXiv:2310.01377; the release's own correction of `overall_score`, which keeps a 10 only
/// above a mean of 4. Deviation: nothing is mended or rated anew.
// Witnesses are documented where the protocol declares them.
// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
public struct UltraFeedback: RecordFormat {
  public static let name = "ultrafeedback"
  public static let summary = "UltraFeedback: completions of an instruction with ratings of four aspects and over all."
  public static let source = "Cui et al. 2023, arXiv:2310.01377; data set openbmb/UltraFeedback"
  public static let winner =
    "The completion with the higher mean of its aspect ratings, or with --rating overall the higher overall_score."
  public static let columns: Columns = [.margin, .tie, .scores, .models]
  public static let examples = [
    FormatExample(
      accepts: #"{"source":"flan","instruction":"1+1?","models":["a","b"],"completions":["#
        + #"{"model":"a","response":"2","annotations":{"honesty":{"Rating":"5"},"helpfulness":{"Rating":"N/A"}}},"#
        + #"{"model":"b","response":"3","annotations":{"honesty":{"Rating":"3"},"helpfulness":{"Rating":"1"}}}]}"#
    ),
    FormatExample(
      accepts: #"{"instruction":"1+1?","completions":["#
        + #"{"model":"a","response":"2","annotations":{},"overall_score":8.5},"#
        + #"{"model":"b","response":"3","annotations":{},"overall_score":3}]}"#,
      options: FormatOptions(rating: "overall")
    ),
    FormatExample(
      refuses: #"{"instruction":"1+1?","completions":[{"model":"a","response":null,"annotations":{}}]}"#,
      atColumn: 62,
      "wrong-type"
    ),
    FormatExample(
      refuses: #"{"instruction":"1+1?","completions":["#
        + #"{"model":"a","response":"2","annotations":{"honesty":{"Rating":"good"}}}]}"#,
      atColumn: 101,
      "unexpected-value"
    ),
  ]

  private let policy: PairPolicy
  private let takesOverall: Bool

  public init(options: FormatOptions) throws(FormatOptionError) {
    policy = options.pairs
    takesOverall = options.rating == "overall"
    guard takesOverall || options.rating == nil || options.rating == "mean" else {
      throw FormatOptionError("--rating of \(Self.name) is mean or overall")
    }
  }

  public static func recognize(_ record: JSONValue) -> String? {
    guard record["instruction"] != nil, let first = record["completions"]?.elements.first(where: { _ in true }),
      first["response"] != nil, first["annotations"]?.kind == .object
    else { return nil }
    return "it has \"instruction\", and \"completions\" with \"response\" and \"annotations\""
  }

  public func read(_ record: JSONValue, into batch: inout ComparisonBatch) throws(RecordError) {
    let instruction = try record.required("instruction", of: "row")
    var set = RatedCompletions(prompt: try batch.appendTurn(.user, instruction, "instruction"))
    set.fields = try record.fields(besides: ["instruction", "completions"], into: &batch)
    var (sources, dropped): ([JSONValue], [String: Int]) = ([], [:])
    for completion in try record.requiredList("completions", of: "row").elements {
      let turns = try batch.appendTurn(.assistant, completion.required("response", of: "completions"), "response")
      guard let rating = try rating(of: completion, &dropped) else { continue }
      var rated = RatedCompletion(turns: turns, rating: rating)
      if let model = completion["model"], model.kind == .string {
        rated.model = try model.string("model", into: &batch)
      }
      rated.fields = try completion.fields(besides: ["response", "model"], into: &batch)
      set.completions.append(rated)
      sources.append(completion)
    }
    batch.dropped.merge(dropped, uniquingKeysWith: +)
    set.appendPairs(to: &batch, policy, otherwise: "fewer-than-two-rated") { comparison, pair, batch in
      comparison.scores = Self.scores(sources[pair.chosen], sources[pair.rejected], &batch)
    }
  }

  /// The rating that decides; `nil`, with its count, where there is none.
  private func rating(of completion: JSONValue, _ dropped: inout [String: Int]) throws(RecordError) -> Rating? {
    let mean = try meanAspect(of: completion.required("annotations", of: "completions"))
    guard takesOverall else {
      if mean == nil { dropped["unrated-completion", default: 0] += 1 }
      return mean
    }
    guard let overall = completion["overall_score"], overall.kind != .null else {
      dropped["unrated-completion", default: 0] += 1
      return nil
    }
    let rating = try completion.requiredRating("overall_score", of: "completions")
    if rating == Rating(10), let mean, mean <= Rating(4) {
      dropped["doubtful-overall-score", default: 0] += 1
      return nil
    }
    return rating
  }

  private func meanAspect(of annotations: JSONValue) throws(RecordError) -> Rating? {
    guard annotations.kind == .object else {
      throw .wrongType(annotations, field: "completions.annotations", expected: "an object")
    }
    var ratings: [Rating] = []
    for aspect in annotations.members {
      guard let value = aspect.value["Rating"], !value.isString("N/A"), value.kind != .null else { continue }
      guard let rating = value.rating else {
        throw RecordError(
          .unexpectedValue(field: "completions.annotations.Rating", expected: "a number in quotes, or \"N/A\""),
          at: value.offset
        )
      }
      ratings.append(rating)
    }
    return .mean(ratings)
  }

  private static let aspects: [StaticString] = ["instruction_following", "honesty", "truthfulness", "helpfulness"]
  private static let totals: [StaticString] = ["overall_score", "fine-grained_score"]

  /// The ratings that both sides have.
  private static func scores(_ chosen: JSONValue, _ rejected: JSONValue, _ batch: inout ComparisonBatch) -> Range<Int> {
    let start = batch.scores.count
    for name in totals {
      batch.appendScore(name, chosen[name]?.rating, rejected[name]?.rating)
    }
    for name in aspects {
      let (one, other) = (chosen["annotations"]?[name]?["Rating"], rejected["annotations"]?[name]?["Rating"])
      batch.appendScore(name, one?.rating, other?.rating)
    }
    return start..<batch.scores.count
  }
}
