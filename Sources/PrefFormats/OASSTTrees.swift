public import PrefJSON
public import PrefRecord

/// OpenAssistant message trees: wherever several assistant messages answer the same thread, their ranks compare them.
///
/// The thread from the first message to the one that is answered is the prompt; rank 0 is the best, and the margin is the
/// difference of the ranks. Messages that were deleted are taken neither for an answer nor into a thread, so what hangs
/// below them is left out with them. An assistant message that meets no rival is dropped as `deleted-message`,
/// `below-deleted-message`, `unranked-reply` or `reply-without-rival`, a tree without any as `tree-without-replies`.
/// `metadata` holds the tree's fields and those of both messages; those of the thread's messages are found by
/// `parent_id`.
///
/// Source: Köpf et al. 2023, arXiv:2304.07327; Open-Assistant, `oasst_data/schemas.py`.
// Witnesses are documented where the protocol declares them.
// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
public struct OASSTTrees: RecordFormat {
  public static let name = "oasst-trees"
  public static let summary = "OpenAssistant message trees: ranked replies to the same thread, one tree a record."
  public static let source = "Köpf et al. 2023, arXiv:2304.07327; data sets OpenAssistant/oasst1 and oasst2, trees"
  public static let winner = "The reply with the lower rank: 0 is the best."
  public static let columns: Columns = [.margin, .tie, .models]
  public static let examples = [
    FormatExample(
      accepts: #"{"message_tree_id":"t","tree_state":"ready_for_export","prompt":{"message_id":"t","text":"1+1?","#
        + #""role":"prompter","replies":[{"message_id":"a","parent_id":"t","text":"2","role":"assistant","rank":0,"#
        + #""replies":[]},{"message_id":"b","parent_id":"t","text":"3","role":"assistant","rank":1,"replies":[]}]}}"#
    ),
    FormatExample(
      refuses: #"{"message_tree_id":"t","prompt":{"message_id":"t","text":null,"role":"prompter","replies":[]}}"#,
      atColumn: 58,
      "wrong-type"
    ),
    FormatExample(
      refuses: #"{"message_tree_id":"t","prompt":{"message_id":"t","text":"1+1?","role":"prompter","replies":["#
        + #"{"message_id":"a","text":"2","role":"assistant","rank":"best","replies":[]}]}}"#,
      atColumn: 149,
      "wrong-type"
    ),
  ]

  private let policy: PairPolicy

  public init(options: FormatOptions) throws(FormatOptionError) { policy = options.pairs }

  public static func recognize(_ record: JSONValue) -> String? {
    guard record["message_tree_id"] != nil, let prompt = record["prompt"], prompt.kind == .object,
      prompt["text"] != nil, prompt["role"] != nil
    else { return nil }
    return "it has \"message_tree_id\", and a message with \"text\" and \"role\" under \"prompt\""
  }

  public func read(_ record: JSONValue, into batch: inout ComparisonBatch) throws(RecordError) {
    var walk = Walk(fields: try record.fields(besides: ["prompt"], into: &batch))
    try walk.visit(record.required("prompt", of: "row"), &batch)
    let before = batch.readCount
    for set in walk.sets { set.appendPairs(to: &batch, policy, otherwise: "reply-without-rival") }
    batch.dropped.merge(walk.dropped, uniquingKeysWith: +)
    if batch.readCount == before { batch.dropped["tree-without-replies", default: 0] += 1 }
  }

  /// One walk through a tree, which gathers the replies that compete.
  private struct Walk {
    let fields: ByteRange
    var sets: [RatedCompletions] = []
    var dropped: [String: Int] = [:]
    /// The thread down to the message at hand.
    private var thread: [Turn] = []

    init(fields: ByteRange) { self.fields = fields }

    mutating func visit(_ message: JSONValue, _ batch: inout ComparisonBatch) throws(RecordError) {
      if message["deleted"]?.bool == true {
        return leave(message, "deleted-message")
      }
      let turn = Turn(
        role: try Conversation.role(message.required("role", of: "message"), field: "message.role"),
        content: try message.required("text", of: "message").string("message.text", into: &batch)
      )
      thread.append(turn)
      defer { thread.removeLast() }
      guard let replies = message["replies"], replies.kind != .null else { return }
      guard replies.kind == .array else {
        throw .wrongType(replies, field: "message.replies", expected: "a list")
      }
      try compare(replies, &batch)
      for reply in replies.elements { try visit(reply, &batch) }
    }

    private mutating func compare(_ replies: JSONValue, _ batch: inout ComparisonBatch) throws(RecordError) {
      let start = batch.turns.count
      for turn in thread { batch.append(turn: turn) }
      var set = RatedCompletions(prompt: start..<batch.turns.count)
      set.fields = fields
      for reply in replies.elements where OASSTTrees.competes(reply) {
        guard let rank = reply["rank"], rank.kind != .null else {
          dropped["unranked-reply", default: 0] += 1
          continue
        }
        set.completions.append(try OASSTTrees.completion(reply, &batch))
      }
      if set.completions.count == 1 { dropped["reply-without-rival", default: 0] += 1 }
      if set.completions.count > 1 { sets.append(set) }
    }

    /// Counts the assistant's messages of a part of the tree that is left out.
    private mutating func leave(_ message: JSONValue, _ reason: String) {
      if message["role"]?.isString("assistant") ?? false { dropped[reason, default: 0] += 1 }
      for reply in message["replies"]?.elements ?? message.elements { leave(reply, "below-deleted-message") }
    }
  }

  /// Whether a message is a reply of the assistant that was not deleted.
  static func competes(_ message: JSONValue) -> Bool {
    message["role"]?.isString("assistant") ?? false && message["deleted"]?.bool != true
  }

  /// A ranked reply.
  static func completion(_ reply: JSONValue, _ batch: inout ComparisonBatch) throws(RecordError) -> RatedCompletion {
    let text = try reply.required("text", of: "message")
    var rated = RatedCompletion(
      turns: try batch.appendTurn(.assistant, text, "message.text"),
      rating: try reply.requiredRating("rank", of: "message").negated
    )
    if let model = reply["model_name"], model.kind == .string {
      rated.model = try model.string("message.model_name", into: &batch)
    }
    rated.fields = try reply.fields(besides: ["text", "role", "model_name", "replies"], into: &batch)
    return rated
  }
}
