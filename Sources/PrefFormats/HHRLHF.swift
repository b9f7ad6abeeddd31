public import PrefJSON
public import PrefRecord

/// Preference pairs whose conversations are `Human:`/`Assistant:` transcripts.
///
/// A turn begins at `"\n\nHuman: "` or `"\n\nAssistant: "`; prompt and completion put together give the transcript's
/// bytes again. A marker without its space begins a turn as well; `unspaced_chosen_turns` and `unspaced_rejected_turns`
/// in `metadata` then list the 0-based turns of that kind, so that nothing is lost. Pairs with an empty last turn, or whose sides part before the last
/// turn, are kept and flagged, not mended. The red-team attempts of the same data set hold single transcripts with
/// ratings; they are known, and refused as what they are.
///
/// Source: Bai et al. 2022, arXiv:2204.05862.
// Witnesses are documented where the protocol declares them.
// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
public struct HHRLHF: RecordFormat {
  public static let name = "hh-rlhf"
  public static let summary = "Anthropic HH-RLHF: chosen and rejected transcripts with a shared beginning."
  public static let source = "Bai et al. 2022, arXiv:2204.05862; data set Anthropic/hh-rlhf"
  public static let winner = "The transcript under \"chosen\"; the prompt is the run of turns both share."
  public static let columns: Columns = []
  public static let examples = [
    FormatExample(
      accepts: #"{"chosen":"\n\nHuman: Hi\n\nAssistant: Hello","rejected":"\n\nHuman: Hi\n\nAssistant: No"}"#
    ),
    FormatExample(refuses: #"{"chosen":"\n\nHuman: Hi","rejected":null}"#, atColumn: 38, "wrong-type"),
    FormatExample(
      refuses: #"{"chosen":"Hi","rejected":"\n\nHuman: Hi\n\nAssistant: No"}"#,
      atColumn: 11,
      "not-a-transcript"
    ),
    FormatExample(
      refuses: #"{"min_harmlessness_score_transcript":-1.5,"transcript":"\n\nHuman: Hi","rating":4.0}"#,
      atColumn: 56,
      "no-pair"
    ),
  ]

  public init(options: FormatOptions) throws(FormatOptionError) {}

  public static func recognize(_ record: JSONValue) -> String? {
    if record.isRedTeamAttempt { return "it has the single transcripts of the red-team attempts" }
    guard let chosen = record["chosen"], let rejected = record["rejected"],
      chosen.kind == .string, rejected.kind == .string,
      unsafe Transcript.isTranscript(chosen.text), unsafe Transcript.isTranscript(rejected.text)
    else { return nil }
    return "\"chosen\" and \"rejected\" are Human:/Assistant: transcripts"
  }

  public func read(_ record: JSONValue, into batch: inout ComparisonBatch) throws(RecordError) {
    if record.isRedTeamAttempt, let transcript = record["transcript"] {
      throw RecordError(
        .noPair("a red-team attempt is one rated transcript, not a pair: the other folders of the data set hold pairs"),
        at: transcript.offset
      )
    }
    let chosen = try record.required("chosen", of: "row")
    let rejected = try record.required("rejected", of: "row")
    let chosenSide = try Transcript(reading: chosen, field: "chosen", into: &batch)
    let rejectedSide = try Transcript(reading: rejected, field: "rejected", into: &batch)
    let split = SharedPrompt(chosen: chosenSide.turns, rejected: rejectedSide.turns, in: batch)
    var comparison = Comparison(prompt: split.prompt, chosen: split.chosen, rejected: split.rejected)
    var unspaced: [(key: String, json: String)] = []
    if !chosenSide.unspaced.isEmpty { unspaced.append(("unspaced_chosen_turns", "\(chosenSide.unspaced)")) }
    if !rejectedSide.unspaced.isEmpty { unspaced.append(("unspaced_rejected_turns", "\(rejectedSide.unspaced)")) }
    comparison.metadata = unsafe Leftovers.metadata(
      of: record,
      besides: ["chosen", "rejected"],
      adding: unspaced,
      into: &batch
    )
    batch.append(comparison)
  }
}

extension JSONValue {
  fileprivate var isRedTeamAttempt: Bool {
    self["chosen"] == nil && self["transcript"] != nil && self["min_harmlessness_score_transcript"] != nil
  }
}
