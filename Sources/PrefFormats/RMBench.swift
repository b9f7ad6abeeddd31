public import PrefJSON
public import PrefRecord

/// RM-Bench: a right and a wrong answer to a prompt, each written in three styles.
///
/// Each right text is paired with each wrong one: of the nine pairs, the three of one style are the benchmark's normal
/// ones, those whose wrong text is in a richer style its hard ones, the others its easy ones. `index` in `metadata` is
/// the style of each side, from 0: concise, detailed, detailed with Markdown. The domain goes into the lineage.
///
/// Source: Liu et al. 2024, arXiv:2410.16184; THU-KEG/RM-Bench, `data/total_dataset.json`.
// Witnesses are documented where the protocol declares them.
// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
public struct RMBench: RecordFormat {
  public static let name = "rm-bench"
  public static let summary = "RM-Bench: a right and a wrong answer to a prompt, each in three styles."
  public static let source = "Liu et al. 2024, arXiv:2410.16184; THU-KEG/RM-Bench"
  public static let winner = "Each text in \"chosen\", against each one in \"rejected\"."
  public static let columns: Columns = []
  public static let examples = [
    FormatExample(
      accepts: #"{"id":1,"prompt":"1+1?","chosen":["2","It is 2.","**2**"],"rejected":["3","It is 3.","**3**"],"#
        + #""domain":"math"}"#
    ),
    FormatExample(
      refuses: #"{"prompt":"1+1?","chosen":["2","It is 2."],"rejected":["3","It is 3."],"domain":"math"}"#,
      atColumn: 27,
      "unexpected-value"
    ),
    FormatExample(
      refuses: #"{"prompt":"1+1?","chosen":["2","a","b"],"rejected":["3","c",null],"domain":"math"}"#,
      atColumn: 61,
      "wrong-type"
    ),
  ]

  private let policy: PairPolicy

  public init(options: FormatOptions) throws(FormatOptionError) { policy = options.pairs }

  public static func recognize(_ record: JSONValue) -> String? {
    guard isTriple(record["chosen"]), isTriple(record["rejected"]), record["domain"]?.kind == .string else {
      return nil
    }
    return "it has three texts under \"chosen\" and \"rejected\" each, and \"domain\""
  }

  private static func isTriple(_ list: JSONValue?) -> Bool {
    list.map { $0.kind == .array && $0.count == 3 && $0.elements.allSatisfy { $0.kind == .string } } ?? false
  }

  public func read(_ record: JSONValue, into batch: inout ComparisonBatch) throws(RecordError) {
    let prompt = try record.required("prompt", of: "row")
    var set = RatedCompletions(prompt: try batch.appendTurn(.user, prompt, "prompt"))
    set.equal = .noPair
    set.subset = try record.required("domain", of: "row").string("domain", into: &batch)
    set.fields = try record.fields(besides: ["prompt", "chosen", "rejected", "domain"], into: &batch)
    for (field, rating) in [("chosen" as StaticString, Rating(1)), ("rejected", Rating(0))] {
      let list = try record.requiredList(field, of: "row")
      guard list.count == 3 else {
        throw RecordError(.unexpectedValue(field: "\(field)", expected: "three texts, one a style"), at: list.offset)
      }
      try set.appendTexts(list, "\(field)", rating, into: &batch)
    }
    set.appendPairs(to: &batch, policy, otherwise: "one-side-is-empty")
  }
}
