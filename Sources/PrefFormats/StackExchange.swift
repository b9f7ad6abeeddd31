public import PrefRecord
import PrefXML

/// Answers to the same question, compared by what voters thought of them, from a Stack Exchange data dump.
///
/// The document is a site's `Posts.xml`: a `<row/>` a post, all fields in attributes, bodies in HTML. A question's
/// title and body are the prompt, its answers the completions, as plain text; pairs are made by the pair policy.
///
/// An answer's worth is its votes, those for it less those against it. By the score rule `pm` it is
/// round(log₂(1 + votes)), or −1 where the votes are negative, and 1 more where the asker accepted it. The higher worth
/// is chosen, and `margin` is the difference; where both are worth the same, the pair is a tie with the lower Id first.
/// log₂ of a whole number never ends in exactly .5, so the mode of rounding does not matter, and worths are computed in
/// integers.
///
/// `metadata` holds `question_id`, `chosen_id`, `rejected_id`, `question_score`, `chosen_score`, `rejected_score`
/// (votes, before rounding), `accepted_id` if there is one, `tags`, `chosen_created` and `rejected_created`. Ids and
/// names of authors are personal data and are left out; an answer's Id leads to its author where the licence asks for
/// one. The row in the lineage is that of the chosen answer.
///
/// A row that gives no pair is dropped as `question-without-two-answers`, `answer-without-rival`, `orphan-answer` (no
/// readable question in the dump has the Id it answers) or `not-a-question-or-answer` (tag wikis and the like), or it
/// is quarantined when a field it needs is missing or is not what it must be.
///
/// Titles, tags and bodies are held until the end of the dump, past 48 MiB in a temporary file, with about 100 bytes a
/// post in memory besides.
///
/// Source: Askell et al. 2021, arXiv:2112.00861, appendix on preference model pretraining; data set
/// HuggingFaceH4/stack-exchange-preferences, whose `pm_score` is the worth by the rule `pm`.
// Witnesses are documented where the protocol declares them.
// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
public struct StackExchange: DocumentFormat {
  public static let name = "stackexchange"
  public static let summary = "Stack Exchange data dump (Posts.xml): answers of a question compared by their votes."
  public static let source =
    "Stack Exchange data dump, Posts.xml; scores as in HuggingFaceH4/stack-exchange-preferences"
  public static let winner =
    "The answer with more votes; with --score-rule pm, the higher round(log2(1 + votes)), 1 more if accepted, -1 for "
    + "negative votes. Equal is a tie."
  public static let columns: Columns = [.margin, .tie]
  public static let examples = [
    FormatExample(
      accepts: """
        <?xml version="1.0" encoding="utf-8"?>
        <posts>
          <row Id="1" PostTypeId="1" AcceptedAnswerId="2" Score="3" Title="Beans" Body="&lt;p&gt;How?&lt;/p&gt;" />
          <row Id="2" PostTypeId="2" ParentId="1" Score="5" Body="&lt;p&gt;Two weeks.&lt;/p&gt;" />
          <row Id="3" PostTypeId="2" ParentId="1" Score="0" Body="&lt;p&gt;For ever.&lt;/p&gt;" />
        </posts>
        """
    ),
    FormatExample(refuses: #"<!DOCTYPE posts [<!ENTITY a "b">]><posts></posts>"#, atColumn: 17, "xml"),
    FormatExample(refuses: #"<posts><row Id="1" PostTypeId="1" Score="3""#, atColumn: 44, "xml"),
    FormatExample(refuses: #"<comments><row Id="1" PostId="3" Score="0" /></comments>"#, atColumn: 1, "xml"),
  ]

  /// What the user chose.
  struct Rules: Sendable {
    var score = ScoreRule.votes
    var html = HTMLRendering.text
    var policy = PairPolicy()
  }

  private let rules: Rules

  public init(options: FormatOptions) throws(FormatOptionError) {
    rules = Rules(score: options.scoreRule, html: options.html, policy: options.pairs)
  }

  public static func recognize(beginning: UnsafeRawBufferPointer) -> String? {
    var text = unsafe beginning[...]
    if unsafe text.starts(with: [0xEF, 0xBB, 0xBF]) { unsafe text = unsafe text.dropFirst(3) }
    unsafe text = unsafe text.drop { $0 <= 0x20 }
    while unsafe text.starts(with: "<?".utf8) || text.starts(with: "<!--".utf8) {
      guard let end = unsafe text.firstIndex(of: UInt8(ascii: ">")) else { return nil }
      unsafe text = unsafe text[(end + 1)...].drop { $0 <= 0x20 }
    }
    guard unsafe text.starts(with: "<posts".utf8), let next = unsafe text.dropFirst(6).first,
      next <= 0x20 || next == UInt8(ascii: ">")
    else { return nil }
    return "the document's root element is <posts>"
  }

  public func makeReader() -> any DocumentReader { StackExchangeReader(rules) }

  /// The worth of an answer: the base-2 logarithm of 1 + votes, rounded, with 1 more if it was accepted.
  ///
  /// `votes` are those for it less those against it; whatever is below 0 is worth −1.
  static func worth(votes: Int32, isAccepted: Bool) -> Int {
    let bonus = isAccepted ? 1 : 0
    guard votes >= 0 else { return bonus - 1 }
    let number = UInt64(votes) + 1
    let floor = 63 - number.leadingZeroBitCount
    // log₂ n ≥ k + ½ just when n² ≥ 2^(2k+1); an odd power of 2 is no square, so they are never equal.
    return number * number > 1 << UInt64(2 * floor + 1) ? floor + 1 + bonus : floor + bonus
  }
}

/// What an answer of a Stack Exchange dump is worth.
public enum ScoreRule: String, Sendable, CaseIterable {
  /// Its votes, those for it less those against it.
  case votes
  /// round(log₂(1 + votes)), −1 for negative votes, 1 more where the asker accepted it: the `pm_score` of
  /// HuggingFaceH4/stack-exchange-preferences.
  case pm
}
