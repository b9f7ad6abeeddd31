public import PrefJSON
public import PrefRecord

/// LLaMA-Factory's sharegpt preference layout: a conversation, and two replies to it.
// Witnesses are documented where the protocol declares them.
// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
public struct LLaMAFactory: RecordFormat {
  public static let name = "llamafactory"
  public static let summary = "LLaMA-Factory sharegpt pairs: conversations, chosen and rejected messages."
  public static let source = "LLaMA-Factory, data/README.md, sharegpt format with ranking"
  public static let winner = "The message under \"chosen\"."
  public static let columns: Columns = []
  public static let examples = [
    FormatExample(
      accepts: #"{"conversations":[{"from":"human","value":"Hi"}],"chosen":{"from":"gpt","value":"Hello"},"#
        + #""rejected":{"from":"gpt","value":"No"}}"#
    ),
    FormatExample(
      refuses: #"{"conversations":[{"from":"human","value":"Hi"}],"chosen":{"from":"gpt"},"rejected":{}}"#,
      atColumn: 59,
      "missing-field"
    ),
    FormatExample(
      refuses: #"{"conversations":[{"from":"narrator","value":"Hi"}],"chosen":{"from":"gpt","value":"a"}}"#,
      atColumn: 1,
      "missing-field"
    ),
  ]

  public init(options: FormatOptions) throws(FormatOptionError) {}

  public static func recognize(_ record: JSONValue) -> String? {
    guard record["conversations"]?.kind == .array, record["chosen"]?["from"] != nil, record["rejected"]?["from"] != nil
    else { return nil }
    return "it has \"conversations\", and messages with \"from\" under \"chosen\" and \"rejected\""
  }

  public func read(_ record: JSONValue, into batch: inout ComparisonBatch) throws(RecordError) {
    let list = try record.required("conversations", of: "row")
    let chosen = try record.required("chosen", of: "row")
    let rejected = try record.required("rejected", of: "row")
    let conversation = Conversation(roleKey: "from", contentKey: "value")
    let start = batch.turns.count
    var used: [StaticString] = ["conversations", "chosen", "rejected"]
    if let system = record["system"], system.kind == .string {
      used.append("system")
      if unsafe !system.text.isEmpty {
        batch.append(turn: Turn(role: .system, content: try system.string("system", into: &batch)))
      }
    }
    _ = try conversation.turns(list, field: "conversations", into: &batch)
    let middle = batch.turns.count
    try conversation.append(chosen, field: "chosen", into: &batch)
    try conversation.append(rejected, field: "rejected", into: &batch)
    var comparison = Comparison(prompt: start..<middle, chosen: middle..<middle + 1, rejected: middle + 1..<middle + 2)
    comparison.metadata = unsafe Leftovers.metadata(of: record, besides: used, into: &batch)
    batch.append(comparison)
  }
}
