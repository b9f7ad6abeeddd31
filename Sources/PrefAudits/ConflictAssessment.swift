public import PrefFindings
import PrefRecord
import PrefStatistics

/// Whether the comparisons of one prompt go together: opposite labels, ties against decisions, circles, junk that wins
/// everywhere.
///
/// Source: docs/conflicts.md. A key is a prompt with two completions, in whichever order. Majorities are over the records
/// of a key; intervals are cluster-robust by prompt.
public enum ConflictAssessment {
  /// Name of the result, and first part of its metrics.
  public static let name = "conflicts"

  /// Answers from the records of a run.
  public static func assess(_ all: PreferenceRecords) -> AuditResult {
    var tally = ConflictTally()
    all.forEachPrompt { tally.add($0, all) }
    tally.addVotes(all)
    guard !all.records.isEmpty else {
      return result(.notAssessed, reason: "no records", "No records, so nothing can contradict.", tally, all)
    }
    let opposite = tally.disagreeing.reduce(0) { $0 + $1.sum }
    let headline =
      "\(Phrase.count(opposite)) of \(Phrase.count(tally.multiKeys)) keys that were judged more than once have opposite "
      + "labels; \(Phrase.count(tally.triples.cycles)) of \(Phrase.count(tally.triples.decided)) decided triples go in a "
      + "circle."
    return result(.pass, headline, tally, all)
  }

  private static func result(
    _ status: Verdict,
    reason: String? = nil,
    _ headline: String,
    _ tally: ConflictTally,
    _ all: PreferenceRecords
  ) -> AuditResult {
    AuditResult(
      name: name,
      status: status,
      reason: reason,
      headline: headline,
      explanation: Explanation(
        meaning:
          "Two records of one prompt and two completions contradict when each prefers what the other rejects; three "
          + "completions go in a circle when each beats the next. Random labels send a quarter of decided triples in a "
          + "circle. The minority share is a lower bound on label noise among what was judged more than once.",
        consequence:
          "A reward model cannot satisfy labels that contradict: it averages them, and its answers on similar prompts "
          + "are inconsistent. A text that wins under many prompts teaches it that the text is good whatever is asked.",
        advice:
          "Look at the data sets and annotators with a high minority share first. --resolve removes contradictions by a "
          + "rule; nothing is removed unless it is asked for."
      ),
      findings: tally.findings(all),
      tables: tally.tables(all)
    )
  }
}
