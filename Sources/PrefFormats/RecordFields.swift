import PrefJSON
import PrefRecord

/// The fields of one record on their way into a comparison; those that nobody takes become its metadata.
struct RecordFields {
  /// The record.
  let record: JSONValue
  private var taken: [StaticString] = []
  private var added: [(key: String, json: String)] = []
  private var flags: RecordFlags = []

  /// Begins with a record of which nothing is taken.
  init(_ record: JSONValue) throws(RecordError) {
    guard record.kind == .object else { throw .wrongType(record, field: "row", expected: "an object") }
    self.record = record
  }

  /// Marks a field as taken.
  mutating func use(_ key: StaticString) { taken.append(key) }

  /// Takes a field that must be there.
  mutating func take(_ key: StaticString) throws(RecordError) -> JSONValue {
    let value = try record.required(key, of: "row")
    taken.append(key)
    return value
  }

  /// Takes a field if it is there and not null; a null stays in the metadata.
  mutating func takeIfPresent(_ key: StaticString) -> JSONValue? {
    guard let value = record[key], !value.isNull else { return nil }
    taken.append(key)
    return value
  }

  /// Takes a text that must be there.
  mutating func text(_ key: StaticString, into batch: inout ComparisonBatch) throws(RecordError) -> ByteRange {
    try take(key).string("\(key)", into: &batch)
  }

  /// Takes a name that may be missing; what is no text stays in the metadata.
  mutating func name(_ key: StaticString, into batch: inout ComparisonBatch) -> ByteRange {
    guard let value = record[key], value.kind == .string else { return .empty }
    taken.append(key)
    return unsafe batch.append(text: value.text)
  }

  /// Takes a number that may be missing, as its text.
  mutating func number(_ key: StaticString, into batch: inout ComparisonBatch) throws(RecordError) -> ByteRange? {
    guard let value = takeIfPresent(key) else { return nil }
    return try value.numberText("\(key)", into: &batch)
  }

  /// Takes a text that must be there as one turn.
  mutating func turn(
    _ role: Role,
    _ key: StaticString,
    into batch: inout ComparisonBatch
  ) throws(RecordError) -> Range<Int> {
    batch.append(turn: Turn(role: role, content: try text(key, into: &batch)))
    return batch.turns.count - 1..<batch.turns.count
  }

  /// Takes a text as one turn; without it, or where it is empty, there is no turn.
  mutating func turnIfPresent(_ role: Role, _ key: StaticString, into batch: inout ComparisonBatch) throws(RecordError)
  {
    guard let value = takeIfPresent(key) else { return }
    let content = try value.string("\(key)", into: &batch)
    if !content.isEmpty { batch.append(turn: Turn(role: role, content: content)) }
  }

  /// Takes a list of messages as turns.
  mutating func messages(
    _ key: StaticString,
    _ conversation: Conversation = Conversation(),
    into batch: inout ComparisonBatch
  ) throws(RecordError) -> Range<Int> {
    try messages(take(key), "\(key)", conversation, into: &batch)
  }

  /// Reads a list of messages that was taken.
  mutating func messages(
    _ list: JSONValue,
    _ field: String,
    _ conversation: Conversation = Conversation(),
    into batch: inout ComparisonBatch
  ) throws(RecordError) -> Range<Int> {
    var extras = MessageExtras()
    let turns = try conversation.turns(list, field: field, extras: &extras, into: &batch)
    add(extras, field)
    return turns
  }

  /// Takes one message as a turn.
  mutating func message(
    _ key: StaticString,
    _ conversation: Conversation = Conversation(),
    into batch: inout ComparisonBatch
  ) throws(RecordError) -> Range<Int> {
    var extras = MessageExtras()
    try conversation.append(take(key), field: "\(key)", extras: &extras, into: &batch)
    add(extras, "\(key)")
    return batch.turns.count - 1..<batch.turns.count
  }

  private mutating func add(_ extras: MessageExtras, _ field: String) {
    if extras.callsTools { flags.insert(.toolCalls) }
    if !extras.isEmpty { add("\(field)_extras", json: extras.json) }
  }

  /// Takes parts of an object; its other members stay in the metadata under the object's own key.
  mutating func useMembers(_ used: [StaticString], of key: StaticString, into batch: inout ComparisonBatch) {
    guard let object = record[key] else { return }
    use(key)
    let rest = unsafe Leftovers.metadata(of: object, besides: used, into: &batch)
    if !rest.isEmpty { add("\(key)", json: batch.string(rest)) }
  }

  /// Adds a member to the metadata.
  ///
  /// Where the record has that key itself, underscores are put after it, so that no key is there twice.
  mutating func add(_ key: String, json: String) {
    var key = key
    while !taken.contains(where: { "\($0)" == key }), record.hasKey(key) { key += "_" }
    added.append((key, json))
  }

  /// Notes something to be counted.
  mutating func note(_ flag: RecordFlags) { flags.insert(flag) }

  /// Appends a comparison with the metadata and the flags that are left to it.
  func append(_ comparison: Comparison, to batch: inout ComparisonBatch) {
    var comparison = comparison
    comparison.metadata = unsafe Leftovers.metadata(of: record, besides: taken, adding: added, into: &batch)
    comparison.flags.formUnion(flags)
    batch.append(comparison)
  }
}
