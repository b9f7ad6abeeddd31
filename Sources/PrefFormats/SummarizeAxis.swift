public import PrefJSON
public import PrefRecord

/// Learning to summarize, axis files: summaries of one post, each rated by people on several axes.
///
/// The post, or the article where there is none, is the prompt. Summaries of one `info.id` are compared by `overall`, or
/// by the axis that `--rating` names; a summary that several people rated has the mean of their ratings. Records whose
/// rating is null are dropped as `unrated-summary`. All records are held to the end of the input.
///
/// Source: Stiennon et al. 2020, arXiv:2009.01325; readers of the data set openai/summarize_from_feedback, which group by
/// `info.id` and leave out null.
// Witnesses are documented where the protocol declares them.
// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
public struct SummarizeAxis: CandidateFormat {
  public static let name = "summarize-axis"
  public static let summary = "summarize-from-feedback, axis files: summaries of a post with ratings on several axes."
  public static let source = "Stiennon et al. 2020, arXiv:2009.01325; openai/summarize_from_feedback, axis"
  public static let winner = "The summary with the higher mean rating on the axis overall, or --rating AXIS."
  public static let columns: Columns = [.margin, .tie, .scores, .models]
  public static let examples = [
    FormatExample(accepts: row("Short.", "7") + "\n" + row("Wrong.", "2")),
    FormatExample(
      refuses: #"{"info":{"id":"t3","post":"Long."},"summary":{"text":"Short.","axes":{"overall":"good"}}}"#,
      atColumn: 81,
      "wrong-type"
    ),
    FormatExample(
      refuses: #"{"info":{"id":"t3","post":null},"summary":{"text":"Short.","axes":{"overall":7}}}"#,
      atColumn: 9,
      "missing-field"
    ),
  ]

  private static func row(_ summary: String, _ overall: String) -> String {
    #"{"info":{"id":"t3","post":"Long.","title":"T","subreddit":"r","site":null,"article":null},"summary":{"text":""#
      + #"\#(summary)","policy":"p","note":"n","axes":{"overall":\#(overall),"accuracy":null,"coverage":4,"#
      + #""coherence":5}},"worker":"w","batch":"b","split":"test"}"#
  }

  static let rivalsAreNeighbours = false
  static let mergesCopies = true
  static let aloneReason = "post-with-one-summary"
  static let scoreNames: [StaticString] = ["overall", "accuracy", "coverage", "coherence"]

  let policy: PairPolicy
  private let axis: Int

  public init(options: FormatOptions) throws(FormatOptionError) {
    policy = options.pairs
    let names = Self.scoreNames.map { "\($0)" }
    guard let axis = names.firstIndex(of: options.rating ?? names[0]) else {
      throw FormatOptionError("--rating of \(Self.name) is one of \(names.joined(separator: ", "))")
    }
    self.axis = axis
  }

  public static func recognize(_ record: JSONValue) -> String? {
    guard record["info"]?["id"] != nil, let summary = record["summary"], summary["axes"]?.kind == .object,
      summary["text"]?.kind == .string
    else { return nil }
    return "it has \"info\" with \"id\", and \"summary\" with \"text\" and \"axes\""
  }

  public func makeGrouper() -> any RecordGrouper { CandidateGrouper(self) }

  func candidate(_ record: JSONValue, into batch: inout ComparisonBatch) throws(RecordError) -> Candidate? {
    let info = try record.required("info", of: "row")
    let summary = try record.required("summary", of: "row")
    let id = try info.required("id", of: "info")
    guard let key = (["post", "article"] as [StaticString]).first(where: { info[$0].map { !$0.isNull } ?? false })
    else { throw RecordError(.missing(field: "info.post"), at: info.offset) }
    let prompt = try batch.appendTurn(.user, info.required(key, of: "info"), "info.\(key)")
    let text = try batch.appendTurn(.assistant, summary.required("text", of: "summary"), "summary.text")
    let axes = try summary.required("axes", of: "summary")
    var scores: [Rating?] = []
    for name in Self.scoreNames {
      let isThere = axes[name].map { !$0.isNull } ?? false
      scores.append(isThere ? try axes.requiredRating(name, of: "summary.axes") : nil)
    }
    guard let rating = scores[axis] else {
      batch.dropped["unrated-summary", default: 0] += 1
      return nil
    }
    var candidate = Candidate(prompt: prompt, completion: text, rating: rating, scores: scores)
    candidate.key = unsafe batch.append(text: id.raw)
    if let policy = summary["policy"], policy.kind == .string {
      candidate.model = try policy.string("summary.policy", into: &batch)
    }
    candidate.promptFields = try Self.object("info", info, besides: [key], into: &batch)
    candidate.fields = try Self.join(
      record.fields(besides: ["info", "summary"], into: &batch),
      Self.object("summary", summary, besides: ["text", "policy"], into: &batch),
      into: &batch
    )
    return candidate
  }

  /// An object without some of its members, as one member.
  private static func object(
    _ name: String,
    _ value: JSONValue,
    besides used: [StaticString],
    into batch: inout ComparisonBatch
  ) throws(RecordError) -> ByteRange {
    let start = batch.append(text: "\"\(name)\":{").start
    _ = try value.fields(besides: used, into: &batch)
    return ByteRange(start: start, end: batch.append(text: "}").end)
  }

  private static func join(_ a: ByteRange, _ b: ByteRange, into batch: inout ComparisonBatch) -> ByteRange {
    if a.isEmpty { return b }
    let (first, second) = (batch.string(a), batch.string(b))
    return batch.append(text: first + "," + second)
  }
}
