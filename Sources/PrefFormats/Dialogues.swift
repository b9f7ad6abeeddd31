import PrefJSON
import PrefRecord

/// Pairs whose two sides are written in the same way: as two dialogues, or as two texts after a prompt.
extension RecordFields {
  /// Takes two whole dialogues and splits off the prompt they share.
  mutating func dialogues(
    _ chosen: StaticString = "chosen",
    _ rejected: StaticString = "rejected",
    _ conversation: Conversation = Conversation(),
    into batch: inout ComparisonBatch
  ) throws(RecordError) -> Comparison {
    let chosenTurns = try side(chosen, conversation, into: &batch)
    let rejectedTurns = try side(rejected, conversation, into: &batch)
    let split = SharedPrompt(chosen: chosenTurns, rejected: rejectedTurns, in: batch)
    return Comparison(prompt: split.prompt, chosen: split.chosen, rejected: split.rejected)
  }

  /// Takes a list of messages that must hold a completion.
  mutating func side(
    _ key: StaticString,
    _ conversation: Conversation = Conversation(),
    into batch: inout ComparisonBatch
  ) throws(RecordError) -> Range<Int> {
    let turns = try messages(key, conversation, into: &batch)
    guard !turns.isEmpty else { throw RecordError(.noCompletion(field: "\(key)"), at: record[key]?.offset ?? 0) }
    return turns
  }

  /// Takes two texts as the completions after a prompt that begins at a turn of the batch.
  mutating func completions(
    _ chosen: StaticString = "chosen",
    _ rejected: StaticString = "rejected",
    after start: Int,
    into batch: inout ComparisonBatch
  ) throws(RecordError) -> Comparison {
    let prompt = start..<batch.turns.count
    let chosenTurn = try turn(.assistant, chosen, into: &batch)
    return Comparison(prompt: prompt, chosen: chosenTurn, rejected: try turn(.assistant, rejected, into: &batch))
  }

  /// Takes a text that only says again what a turn of the prompt says; any other stays in the metadata.
  mutating func dropEcho(_ key: StaticString, of prompt: Range<Int>, in batch: borrowing ComparisonBatch) {
    guard let value = record[key], value.kind == .string else { return }
    for index in prompt {
      let isSame = unsafe batch.withBytes(of: batch.turns[index].content) { content in
        unsafe content.elementsEqual(value.text)
      }
      if isSame { return use(key) }
    }
  }

  /// Takes a field whose JSON is, byte for byte, that of another field.
  mutating func dropCopy(_ key: StaticString, of other: StaticString) {
    guard let value = record[key], let original = record[other] else { return }
    if unsafe value.raw.elementsEqual(original.raw) { use(key) }
  }

  /// Takes the numbers of both sides as one score; where either is missing or null, both stay in the metadata.
  mutating func score(
    _ name: String,
    _ chosen: StaticString,
    _ rejected: StaticString,
    into batch: inout ComparisonBatch
  ) throws(RecordError) -> Range<Int> {
    let start = batch.scores.count
    guard let left = record[chosen], let right = record[rejected], !left.isNull, !right.isNull else {
      return start..<start
    }
    use(chosen)
    use(rejected)
    let score = Score(
      name: batch.append(text: name),
      chosen: try left.numberText("\(chosen)", into: &batch),
      rejected: try right.numberText("\(rejected)", into: &batch)
    )
    batch.append(score: score)
    return start..<start + 1
  }
}
