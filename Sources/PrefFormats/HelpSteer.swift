public import PrefJSON
public import PrefRecord

/// HelpSteer and HelpSteer2: responses to a prompt, each rated in five attributes from 0 to 4.
///
/// Responses to one prompt stand in rows one after the other, and are compared by `helpfulness`, by the attribute that
/// `--rating` names, or by the weighted sum of those that `--weight` names; the margin is the difference. The ratings that
/// both sides have are their scores. A prompt of several turns holds them behind `<extra_id_1>User` and
/// `<extra_id_1>Assistant` lines; it is split there, and an empty last turn of the assistant, a cue, is left off.
///
/// Source: Wang et al. 2023, arXiv:2311.09528, and 2024, arXiv:2406.08673; the weights of the latter's reward model are
/// 0.65, 0.8, 0.45, 0.55 and −0.4 in the order of the attributes.
// Witnesses are documented where the protocol declares them.
// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
public struct HelpSteer: CandidateFormat {
  public static let name = "helpsteer"
  public static let summary = "HelpSteer and HelpSteer2: consecutive rows of one prompt, each response rated 0 to 4."
  public static let source = "Wang et al. 2023, arXiv:2311.09528; 2024, arXiv:2406.08673; nvidia/HelpSteer, HelpSteer2"
  public static let winner =
    "The response with the higher helpfulness, --rating ATTRIBUTE or sum of --weight ATTRIBUTE=NUMBER."
  public static let columns: Columns = [.margin, .tie, .scores]
  public static let examples = [
    FormatExample(accepts: row("2", 4) + "\n" + row("3", 1)),
    FormatExample(
      accepts: row("2", 4) + "\n" + row("3", 1),
      options: FormatOptions(weights: ["helpfulness": Rating(2), "verbosity": Rating(-1)])
    ),
    FormatExample(
      refuses: #"{"prompt":"1+1?","response":"2","helpfulness":"high","correctness":4,"coherence":4,"complexity":1,"#
        + #""verbosity":1}"#,
      atColumn: 47,
      "unexpected-value"
    ),
    FormatExample(refuses: #"{"prompt":"1+1?","response":null,"helpfulness":4}"#, atColumn: 29, "wrong-type"),
  ]

  private static func row(_ response: String, _ rating: Int) -> String {
    #"{"prompt":"1+1?","response":"\#(response)","helpfulness":\#(rating),"correctness":\#(rating),"coherence":4,"#
      + #""complexity":1,"verbosity":1}"#
  }

  static let rivalsAreNeighbours = true
  static let aloneReason = "prompt-with-one-response"
  static let scoreNames: [StaticString] = ["helpfulness", "correctness", "coherence", "complexity", "verbosity"]

  let policy: PairPolicy
  /// A weight for each attribute, in their order.
  private let weights: [Rating?]

  public init(options: FormatOptions) throws(FormatOptionError) {
    policy = options.pairs
    let names = Self.scoreNames.map { "\($0)" }
    let chosen = options.weights.isEmpty ? [options.rating ?? names[0]: Rating(1)] : options.weights
    for name in chosen.keys.sorted() where !names.contains(name) {
      throw FormatOptionError("\(Self.name) has no rating named \"\(name)\"; it has \(names.joined(separator: ", "))")
    }
    weights = names.map { chosen[$0] }
  }

  public static func recognize(_ record: JSONValue) -> String? {
    guard record.hasTexts("prompt", "response"), scoreNames.allSatisfy({ record[$0] != nil }) else { return nil }
    return "it has \"prompt\", \"response\", \"helpfulness\", \"correctness\", \"coherence\" and so on"
  }

  public func makeGrouper() -> any RecordGrouper { CandidateGrouper(self) }

  func candidate(_ record: JSONValue, into batch: inout ComparisonBatch) throws(RecordError) -> Candidate? {
    let prompt = try record.required("prompt", of: "row")
    let turns = try Self.turns(prompt, into: &batch)
    let response = try batch.appendTurn(.assistant, record.required("response", of: "row"), "response")
    var scores: [Rating?] = []
    for name in Self.scoreNames { scores.append(try Self.rating(name, of: record)) }
    var sum = Rating(0)
    for (weight, score) in zip(weights, scores) {
      guard let weight else { continue }
      guard let score else {
        batch.dropped["unrated-response", default: 0] += 1
        return nil
      }
      sum = sum + weight * score
    }
    var candidate = Candidate(prompt: turns, completion: response, rating: sum, scores: scores)
    candidate.fields = try record.fields(besides: ["prompt", "response"] + Self.scoreNames, into: &batch)
    return candidate
  }

  private static func rating(_ name: StaticString, of record: JSONValue) throws(RecordError) -> Rating? {
    guard let value = record[name], !value.isNull else { return nil }
    if let rating = value.rating { return rating }
    throw RecordError(.unexpectedValue(field: "\(name)", expected: "a number"), at: value.offset)
  }

  private static let markers: [(StaticString, Role)] = [
    ("<extra_id_1>User\n", .user), ("<extra_id_1>Assistant\n", .assistant), ("<extra_id_0>System\n", .system),
  ]

  /// Splits a prompt at its markers; what stands before the first is the user's.
  static func turns(_ prompt: JSONValue, into batch: inout ComparisonBatch) throws(RecordError) -> Range<Int> {
    guard prompt.kind == .string else { throw .wrongType(prompt, field: "prompt", expected: "a string") }
    let text = unsafe prompt.text
    let start = batch.turns.count
    var (role, content, line) = (Role.user, 0, 0)
    while line < text.count {
      if let marker = markers.first(where: { unsafe text.hasBytes($0.0, at: line) }) {
        // The newline before a marker belongs to it.
        if line > 0 { unsafe append(text, content..<max(content, line - 1), role, to: &batch) }
        (role, content) = (marker.1, line + marker.0.utf8CodeUnitCount)
        line = content
      } else {
        line = unsafe text.firstNewline(from: line).map { $0 + 1 } ?? text.count
      }
    }
    if content < text.count || role != .assistant {
      unsafe append(text, content..<text.count, role, to: &batch)
    }
    return start..<batch.turns.count
  }

  private static func append(
    _ text: UnsafeRawBufferPointer,
    _ range: Range<Int>,
    _ role: Role,
    to batch: inout ComparisonBatch
  ) {
    let content = unsafe batch.append(text: UnsafeRawBufferPointer(rebasing: text[range]))
    batch.append(turn: Turn(role: role, content: content))
  }
}
