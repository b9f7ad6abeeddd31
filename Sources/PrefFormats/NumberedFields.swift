import PrefJSON
import PrefRecord

/// The completions of a record whose names differ in their last character alone, as people name the fields of their
/// annotation projects: `answer1` and `answer2`, `response-a` and `response-b`, or `left` and `right`.
struct NumberedFields {
  /// Names of the completions, in their order.
  private(set) var names: [[UInt8]] = []
  private(set) var values: [JSONValue] = []

  /// Finds the only such fields in an object.
  ///
  /// - Throws: `unexpectedValue` where there are none, or more than one set of them.
  init(in object: JSONValue, field: String) throws(RecordError) {
    var sets: [[JSONMember]] = []
    for member in object.members where unsafe Self.isText(member.value) && Self.number(of: member.key) == 0 {
      let set = Self.followers(of: member, in: object)
      if set.count > 1 { sets.append(set) }
    }
    guard sets.count == 1, let set = sets.first else {
      let expected = "one set of texts named alike but for a last 1, 2 and so on, a, b and so on, or left and right"
      throw RecordError(.unexpectedValue(field: field, expected: expected), at: object.offset)
    }
    names = set.map { unsafe Array($0.key) }
    values = set.map(\.value)
  }

  /// Tells whether an object has such fields.
  static func exist(in object: JSONValue) -> Bool { (try? NumberedFields(in: object, field: "")) != nil }

  private static func isText(_ value: JSONValue) -> Bool {
    if value.kind == .string { return true }
    return value.kind == .array && value.elements.first { _ in true }?["content"] != nil
  }

  /// The member and those after it in counting, as far as they are there.
  private static func followers(of first: JSONMember, in object: JSONValue) -> [JSONMember] {
    var set = [first]
    while let last = set.last, let name = unsafe successor(of: last.key, place: set.count),
      let next = object.members.first(where: { unsafe isText($0.value) && $0.key.elementsEqual(name) })
    { set.append(next) }
    return set
  }

  private static func successor(of key: UnsafeRawBufferPointer, place: Int) -> [UInt8]? {
    if unsafe key.equals("left") { return Array("right".utf8) }
    guard let last = unsafe key.last, place < 9 else { return nil }
    if unsafe key.equals("right") { return nil }
    return unsafe Array(key.dropLast()) + [last + 1]
  }

  /// 0-based number that a name's last character stands for.
  static func number(of key: UnsafeRawBufferPointer) -> Int? {
    if unsafe key.equals("left") { return 0 }
    if unsafe key.equals("right") { return 1 }
    guard let last = unsafe key.last, key.count > 1 else { return nil }
    let before = unsafe key[key.count - 2]
    switch last {
    case UInt8(ascii: "1")...UInt8(ascii: "9"):
      // The last digit of a larger number counts nothing.
      return (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(before) ? nil : Int(last - UInt8(ascii: "1"))
    case UInt8(ascii: "a")...UInt8(ascii: "i"): return isSeparator(before) ? Int(last - UInt8(ascii: "a")) : nil
    case UInt8(ascii: "A")...UInt8(ascii: "I"):
      return isSeparator(before) || before >= UInt8(ascii: "a") ? Int(last - UInt8(ascii: "A")) : nil
    default: return nil
    }
  }

  private static func isSeparator(_ byte: UInt8) -> Bool { "_- .".utf8.contains(byte) }

  /// Appends the completions to a batch, each a text or a list of messages.
  func turns(field: String, into batch: inout ComparisonBatch) throws(RecordError) -> [Range<Int>] {
    var turns: [Range<Int>] = []
    for value in values { turns.append(try batch.appendTurns(.assistant, value, field)) }
    return turns
  }
}

extension ComparisonBatch {
  /// Appends a text as one turn, or a list of messages as theirs.
  mutating func appendTurns(_ role: Role, _ value: JSONValue, _ field: String) throws(RecordError) -> Range<Int> {
    guard value.kind == .array else { return try appendTurn(role, value, field) }
    var extras = MessageExtras()
    let turns = try Conversation().turns(value, field: field, extras: &extras, into: &self)
    if turns.isEmpty, role == .assistant { throw RecordError(.noCompletion(field: field), at: value.offset) }
    return turns
  }
}

/// What a judge's word says of completions shown in an order.
enum JudgementWord: Equatable {
  case completion(Int)
  case tie

  /// Reads a name of a completion, a place such as `left`, `A`, `first` or `Response 2`, or a word for a tie; case,
  /// spaces, hyphens and underscores do not count.
  ///
  /// `nil`: The word is none of these.
  init?(_ text: UnsafeRawBufferPointer, names: [[UInt8]]) {
    if let index = names.firstIndex(where: { unsafe text.elementsEqual($0) }) {
      self = .completion(index)
      return
    }
    let word = unsafe text.filter { !" _-".utf8.contains($0) }.map { $0 | ((0x41...0x5A).contains($0) ? 0x20 : 0) }
    if Self.ties.contains(where: { $0.utf8.elementsEqual(word) }) {
      self = .tie
      return
    }
    let bare = Self.stems.first { word.starts(with: $0.utf8) }.map { Array(word.dropFirst($0.utf8.count)) } ?? word
    guard let place = Self.places.firstIndex(where: { $0.contains { $0.utf8.elementsEqual(bare) } }),
      place < names.count
    else { return nil }
    self = .completion(place)
  }

  private static let ties = [
    "tie", "equal", "equallygood", "equallybad", "same", "both", "bothgood", "bothbad", "tie(bothbad)", "neither",
    "draw", "nopreference", "none",
  ]
  private static let stems = ["response", "answer", "completion", "option", "output", "reply", "text", "generation"]
  private static let places: [[String]] =
    [["1", "a", "left", "first"], ["2", "b", "right", "second"]]
    + zip("3456789", "cdefghi").map { [String($0), String($1)] }
}

/// Where annotation projects keep the prompt.
enum PromptField {
  private static let names: [StaticString] = ["prompt", "instruction", "question", "query", "input", "context"]

  /// The name of the prompt in an object, if it has one.
  static func name(in object: JSONValue) -> StaticString? {
    names.first { object[$0].map { $0.kind == .string || $0.kind == .array } ?? false }
  }
}
