public import PrefJSON
public import PrefRecord

/// PandaLM's human test set: two responses, judged by several annotators.
///
/// Each annotator gives 0 (tie), 1 or 2. The majority decides; where it says tie, or there is none, the pair is a tie and
/// chosen and rejected are response 1 and 2 as shown. Every judgement is kept as an annotation, with the side on which
/// the chosen response was shown. The two models are read from `cmp_key` where it names exactly two.
///
/// Source: Wang et al. 2023, arXiv:2306.05087.
// Witnesses are documented where the protocol declares them.
// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
public struct PandaLM: RecordFormat {
  public static let name = "pandalm"
  public static let summary = "PandaLM human test set: two responses and the votes of annotator1, annotator2 and so on."
  public static let source = "Wang et al. 2023, arXiv:2306.05087; WeOpenML/PandaLM, data/testset-v1.json"
  public static let winner = "The response most annotators named: 1, 2, or 0 for a tie."
  public static let columns: Columns = [.tie, .annotations, .models]
  public static let examples = [
    FormatExample(
      accepts: #"{"idx":0,"cmp_key":"a_b","instruction":"Add","input":"1 1","response1":"2","response2":"3","#
        + #""annotator1":1,"annotator2":1,"annotator3":0}"#
    ),
    FormatExample(
      refuses: #"{"instruction":"Add","input":"","response1":true,"response2":"3","annotator1":1}"#,
      atColumn: 45,
      "wrong-type"
    ),
    FormatExample(
      refuses: #"{"instruction":"Add","input":"","response1":"2","response2":"3","annotator1":7}"#,
      atColumn: 78,
      "unexpected-value"
    ),
    FormatExample(
      refuses: #"{"instruction":"Add","input":"","response1":"2","response2":"3"}"#,
      atColumn: 1,
      "missing-field"
    ),
  ]

  private let booleansAsText: Bool

  public init(options: FormatOptions) throws(FormatOptionError) { booleansAsText = options.booleansAsText }

  public static func recognize(_ record: JSONValue) -> String? {
    guard record["instruction"] != nil, record["response1"] != nil, record["response2"] != nil,
      record["annotator1"]?.kind == .number
    else { return nil }
    return "it has \"instruction\", \"response1\", \"response2\" and \"annotator1\""
  }

  public func read(_ record: JSONValue, into batch: inout ComparisonBatch) throws(RecordError) {
    let instruction = try record.required("instruction", of: "row")
    let start = batch.turns.count
    batch.append(turn: Turn(role: .user, content: try prompt(instruction, record["input"], into: &batch)))
    let first = try response(record.required("response1", of: "row"), "response1", into: &batch)
    let second = try response(record.required("response2", of: "row"), "response2", into: &batch)
    let votes = try votes(of: record)
    let verdict = majority(votes)
    let firstWins = verdict != .rejected
    var comparison = Comparison(
      prompt: start..<start + 1,
      chosen: firstWins ? first : second,
      rejected: firstWins ? second : first
    )
    comparison.isTie = verdict == .tie
    comparison.annotations = annotations(votes, firstIsChosen: firstWins, into: &batch)
    let models = models(record["cmp_key"], into: &batch)
    comparison.chosenModel = firstWins ? models.first : models.second
    comparison.rejectedModel = firstWins ? models.second : models.first
    comparison.metadata = leftovers(record, votes, into: &batch)
    batch.append(comparison)
  }

  private func prompt(
    _ instruction: JSONValue,
    _ input: JSONValue?,
    into batch: inout ComparisonBatch
  ) throws(RecordError) -> ByteRange {
    var content = try instruction.string("instruction", into: &batch)
    guard let input else { return content }
    guard input.kind == .string else { throw .wrongType(input, field: "input", expected: "a string") }
    guard unsafe !input.text.isEmpty else { return content }
    content.end = batch.append(text: "\n\n").end
    content.end = unsafe batch.append(text: input.text).end
    return content
  }

  private func response(
    _ value: JSONValue,
    _ field: String,
    into batch: inout ComparisonBatch
  ) throws(RecordError) -> Range<Int> {
    let isBoolean = value.kind == .true || value.kind == .false
    let content =
      booleansAsText && isBoolean
      ? unsafe batch.append(text: value.raw) : try value.string(field, into: &batch)
    batch.append(turn: Turn(role: .assistant, content: content))
    return batch.turns.count - 1..<batch.turns.count
  }

  /// Tells whether a key is `annotator` and a number.
  private static func isVote(_ key: UnsafeRawBufferPointer) -> Bool {
    let name: StaticString = "annotator"
    guard unsafe key.hasBytes(name, at: 0), key.count > name.utf8CodeUnitCount else { return false }
    return (name.utf8CodeUnitCount..<key.count).allSatisfy { unsafe (0x30...0x39).contains(key[$0]) }
  }

  /// One annotator's vote, under the annotator's key.
  private struct Vote {
    var annotator: JSONMember
    var label: Int64
  }

  private func votes(of record: JSONValue) throws(RecordError) -> [Vote] {
    var votes: [Vote] = []
    for member in record.members where unsafe Self.isVote(member.key) {
      guard member.value.kind == .number, let label = member.value.int64, (0...2).contains(label) else {
        throw RecordError(
          .unexpectedValue(field: unsafe String(decoding: member.key, as: UTF8.self), expected: "0, 1 or 2"),
          at: member.value.offset
        )
      }
      votes.append(Vote(annotator: member, label: label))
    }
    if votes.isEmpty { throw RecordError(.missing(field: "annotator1"), at: record.offset) }
    return votes
  }

  /// The verdict with response 1 taken as chosen.
  private func majority(_ votes: [Vote]) -> Choice {
    let counts = [0, 1, 2].map { label in votes.count { $0.label == label } }
    if counts[1] * 2 > votes.count { return .chosen }
    return counts[2] * 2 > votes.count ? .rejected : .tie
  }

  private func annotations(_ votes: [Vote], firstIsChosen: Bool, into batch: inout ComparisonBatch) -> Range<Int> {
    let start = batch.annotations.count
    for vote in votes {
      let choice: Choice = vote.label == 0 ? .tie : (vote.label == 1) == firstIsChosen ? .chosen : .rejected
      batch.append(
        annotation: Annotation(
          annotator: unsafe batch.append(text: vote.annotator.key),
          choice: choice,
          position: firstIsChosen ? .first : .second
        )
      )
    }
    return start..<batch.annotations.count
  }

  private func models(
    _ key: JSONValue?,
    into batch: inout ComparisonBatch
  ) -> (first: ByteRange, second: ByteRange) {
    guard let key, key.kind == .string else { return (.empty, .empty) }
    let parts = unsafe key.text.split(separator: UInt8(ascii: "_"), omittingEmptySubsequences: false)
    guard unsafe parts.count == 2 else { return (.empty, .empty) }
    return (
      unsafe batch.append(text: UnsafeRawBufferPointer(rebasing: parts[0])),
      unsafe batch.append(text: UnsafeRawBufferPointer(rebasing: parts[1]))
    )
  }

  private func leftovers(
    _ record: JSONValue,
    _ votes: [Vote],
    into batch: inout ComparisonBatch
  ) -> ByteRange {
    unsafe Leftovers.metadata(
      of: record,
      besides: ["instruction", "input", "response1", "response2"],
      besidesKeysWhere: Self.isVote,
      into: &batch
    )
  }
}
