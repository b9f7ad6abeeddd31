public import PrefJSON
public import PrefRecord

/// OpenAssistant messages, one a record: the trees of `oasst-trees` laid flat, with `parent_id` leading upwards.
///
/// Messages of a tree may stand in any order, so all are held to the end of the input: their texts, and about 200 bytes a
/// message besides. What is compared, and what is left out, is as in `oasst-trees`; besides, a reply whose thread does not
/// lead to a first message in the input is dropped as `orphan-reply`.
///
/// Source: Köpf et al. 2023, arXiv:2304.07327; data sets OpenAssistant/oasst1 and oasst2.
// Witnesses are documented where the protocol declares them.
// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
public struct OASSTMessages: GroupingFormat {
  public static let name = "oasst"
  public static let summary = "OpenAssistant messages: ranked replies to the same parent_id, one message a record."
  public static let source = "Köpf et al. 2023, arXiv:2304.07327; data sets OpenAssistant/oasst1 and oasst2"
  public static let winner = "The reply with the lower rank: 0 is the best."
  public static let columns: Columns = [.margin, .tie, .models]
  public static let examples = [
    FormatExample(
      accepts: #"{"message_id":"t","parent_id":null,"text":"1+1?","role":"prompter","rank":null,"message_tree_id":"t"}"#
        + "\n" + #"{"message_id":"a","parent_id":"t","text":"2","role":"assistant","rank":0,"message_tree_id":"t"}"#
        + "\n" + #"{"message_id":"b","parent_id":"t","text":"3","role":"assistant","rank":1,"message_tree_id":"t"}"#
    ),
    FormatExample(
      refuses: #"{"message_id":"t","parent_id":null,"text":7,"role":"prompter","message_tree_id":"t"}"#,
      atColumn: 43,
      "wrong-type"
    ),
    FormatExample(
      refuses: #"{"message_id":"t","parent_id":null,"text":"Hi","role":"narrator","message_tree_id":"t"}"#,
      atColumn: 55,
      "unexpected-value"
    ),
    FormatExample(
      refuses: #"{"parent_id":null,"text":"Hi","role":"prompter","message_tree_id":"t"}"#,
      atColumn: 1,
      "missing-field"
    ),
  ]

  private let policy: PairPolicy

  public init(options: FormatOptions) throws(FormatOptionError) { policy = options.pairs }

  public static func recognize(_ record: JSONValue) -> String? {
    guard record.hasTexts("message_id", "text", "role"), record["parent_id"] != nil, record["message_tree_id"] != nil
    else { return nil }
    return "it has \"message_id\", \"parent_id\", \"text\", \"role\" and \"message_tree_id\""
  }

  public func makeGrouper() -> any RecordGrouper { OASSTGrouper(policy) }
}
