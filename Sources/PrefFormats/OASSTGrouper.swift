import PrefJSON
import PrefRecord

/// Gathers messages into threads.
final class OASSTGrouper: RecordGrouper {
  /// A message whose text is kept.
  private struct Message {
    var parent: RecordID?
    var turn: KeptText
    var identity: RecordID
    var rank: Rating?
    var isAssistant: Bool
    var isDeleted: Bool
    var model: KeptText
    var fields: KeptText
    var place: RecordPlace
  }

  private let policy: PairPolicy
  private var scratch = ComparisonBatch()
  private var texts = KeptTexts()
  private var messages: [Message] = []
  private var places: [RecordID: Int] = [:]
  private var dropped: [String: Int] = [:]
  private var groups: [(parent: Int, members: [Int])] = []
  private var next = 0
  private var pairs: GroupedPairs?

  init(_ policy: PairPolicy) { self.policy = policy }

  func take(_ record: JSONValue, at place: RecordPlace) throws(RecordError) {
    scratch.removeAll()
    let id = try record.required("message_id", of: "row")
    guard id.kind == .string else { throw .wrongType(id, field: "message_id", expected: "a string") }
    let name = unsafe RecordID(hashing: id.text)
    guard places[name] == nil else {
      throw RecordError(
        .unexpectedValue(field: "message_id", expected: "an id that no message before has"),
        at: id.offset
      )
    }
    let role = try Conversation.role(record.required("role", of: "row"), field: "role")
    let turns = try scratch.appendTurn(role, record.required("text", of: "row"), "text")
    let isRanked = record["rank"].map { !$0.isNull && !$0.isString("") } ?? false
    let rank = isRanked ? try record.requiredRating("rank", of: "row") : nil
    let parent = try parent(of: record)
    let model = record["model_name"].flatMap { $0.kind == .string ? $0 : nil }
    let used: [StaticString] = model == nil ? ["text", "role"] : ["text", "role", "model_name"]
    let fields = try record.fields(besides: used, into: &scratch)
    var bytes: [UInt8] = []
    HeldTurns.append(turns, in: scratch, to: &bytes)
    places[name] = messages.count
    messages.append(
      Message(
        parent: parent,
        turn: unsafe bytes.withUnsafeBytes { unsafe texts.keep($0) },
        identity: unsafe bytes.withUnsafeBytes { unsafe RecordID(hashing: $0) },
        rank: rank,
        isAssistant: role == .assistant,
        isDeleted: record["deleted"].map { $0.bool == true || $0.isString("True") || $0.isString("true") } ?? false,
        model: unsafe texts.keep(model?.text),
        fields: unsafe scratch.withBytes(of: fields) { unsafe texts.keep($0) },
        place: place
      )
    )
  }

  private func parent(of record: JSONValue) throws(RecordError) -> RecordID? {
    guard let parent = record["parent_id"], !parent.isNull else { return nil }
    guard parent.kind == .string else { throw .wrongType(parent, field: "parent_id", expected: "a string or null") }
    // A cell of a table has no null.
    return unsafe parent.text.count == 0 ? nil : RecordID(hashing: parent.text)
  }

  func finish() {
    var order: [Int] = []
    var replies: [Int: [Int]] = [:]
    for (index, message) in messages.enumerated() where message.isAssistant {
      guard let reason = reasonAgainst(index) else {
        let parent = message.parent.flatMap { places[$0] } ?? -1
        if replies[parent] == nil { order.append(parent) }
        replies[parent, default: []].append(index)
        continue
      }
      dropped[reason, default: 0] += 1
    }
    for parent in order {
      let members = replies[parent] ?? []
      if members.count > 1 { groups.append((parent, members)) } else { dropped["reply-without-rival", default: 0] += 1 }
    }
  }

  /// Why a reply competes with none; `nil` where it may.
  private func reasonAgainst(_ index: Int) -> String? {
    if messages[index].isDeleted { return "deleted-message" }
    guard let thread = thread(above: index) else { return "orphan-reply" }
    if thread.contains(where: { messages[$0].isDeleted }) { return "below-deleted-message" }
    return messages[index].rank == nil ? "unranked-reply" : nil
  }

  /// The messages above one, from the first on; `nil` where the way up leads nowhere or round in a circle.
  private func thread(above index: Int) -> [Int]? {
    var thread: [Int] = []
    var message = messages[index]
    while let parent = message.parent {
      guard let place = places[parent], thread.count < messages.count else { return nil }
      thread.append(place)
      message = messages[place]
    }
    return thread.isEmpty ? nil : thread.reversed()
  }

  func drain(into batch: inout ComparisonBatch) -> Bool {
    let before = batch.readCount
    batch.dropped.merge(dropped, uniquingKeysWith: +)
    dropped.removeAll()
    var bytes = 0
    while bytes < GroupedPairs.bytesAtATime, next < groups.count { give(to: &batch, &bytes) }
    return batch.readCount > before
  }

  private func give(to batch: inout ComparisonBatch, _ bytes: inout Int) {
    let members = groups[next].members.map { index in
      GroupMember(
        index: index,
        rating: messages[index].rank?.negated ?? Rating(0),
        identity: messages[index].identity
      )
    }
    var pairs = pairs ?? GroupedPairs(members, policy, equal: .tie)
    let isMore = pairs.give(
      to: &batch,
      &bytes,
      load: { RatedCompletions(prompt: prompt(above: members[0].index, into: &$0)) },
      loadMember: { completion($0, into: &$1) }
    )
    self.pairs = pairs
    if isMore { return }
    batch.dropped.merge(pairs.dropped, uniquingKeysWith: +)
    (self.pairs, next) = (nil, next + 1)
  }

  private func prompt(above index: Int, into batch: inout ComparisonBatch) -> Range<Int> {
    let start = batch.turns.count
    for message in thread(above: index) ?? [] {
      _ = unsafe texts.withBytes(of: messages[message].turn) { unsafe HeldTurns.read($0, into: &batch) }
    }
    return start..<batch.turns.count
  }

  private func completion(_ member: GroupMember, into batch: inout ComparisonBatch) -> RatedCompletion {
    let message = messages[member.index]
    var completion = RatedCompletion(
      turns: unsafe texts.withBytes(of: message.turn) { unsafe HeldTurns.read($0, into: &batch) },
      rating: member.rating
    )
    completion.model = unsafe texts.withBytes(of: message.model) { unsafe batch.append(text: $0) }
    completion.fields = unsafe texts.withBytes(of: message.fields) { unsafe batch.append(text: $0) }
    completion.place = message.place
    return completion
  }
}
