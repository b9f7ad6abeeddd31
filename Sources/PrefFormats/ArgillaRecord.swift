import PrefJSON
import PrefRecord

/// A record of Argilla, whichever of its layouts it has.
struct ArgillaRecord {
  /// One annotator's answer to one question.
  struct Answer {
    var question: [UInt8]
    var user: [UInt8]
    var value: JSONValue
  }

  private let record: JSONValue
  /// The object that holds the fields: the record itself in the flat layout.
  let fields: JSONValue
  let completions: NumberedFields
  /// Answers that count, in their order.
  private(set) var answers: [Answer] = []
  /// Responses that do not count, by reason.
  private(set) var leftOut: [String: Int] = [:]

  init(_ record: JSONValue) throws(RecordError) {
    guard record.kind == .object else { throw .wrongType(record, field: "row", expected: "an object") }
    self.record = record
    fields = record["fields"] ?? record
    completions = try NumberedFields(in: fields, field: "fields")
    guard record["fields"] != nil else {
      try readFlat()
      return
    }
    let responses = try record.required("responses", of: "row")
    switch responses.kind {
    case .array: try readList(responses)
    case .object: try readQuestions(responses)
    case .null: break
    default: throw .wrongType(responses, field: "responses", expected: "a list or an object")
    }
  }

  /// Version 1: one response a user, with the values of all questions.
  private mutating func readList(_ responses: JSONValue) throws(RecordError) {
    for response in responses.elements where counts(response["status"]) {
      let values = try response.required("values", of: "responses")
      for question in values.members {
        let value = question.value["value"] ?? question.value
        add(unsafe Array(question.key), response["user_id"], value)
      }
    }
  }

  /// Version 2: the responses to each question.
  private mutating func readQuestions(_ responses: JSONValue) throws(RecordError) {
    for question in responses.members {
      for response in question.value.elements where counts(response["status"]) {
        add(unsafe Array(question.key), response["user_id"], try response.required("value", of: "responses"))
      }
    }
  }

  /// Version 2, flat: lists of values, users and statuses side by side.
  private mutating func readFlat() throws(RecordError) {
    for member in record.members where unsafe Self.hasSuffix(".responses", member.key) {
      let users = list(beside: member, ".users")
      let statuses = list(beside: member, ".status")
      for (place, value) in member.value.elements.enumerated() {
        guard counts(place < statuses.count ? statuses[place] : nil) else { continue }
        let question = unsafe Array(member.key.dropLast(".responses".utf8.count))
        add(question, place < users.count ? users[place] : nil, value)
      }
    }
  }

  private func list(beside member: JSONMember, _ suffix: String) -> [JSONValue] {
    let key = unsafe Array(member.key) + Array(suffix.utf8)
    let value = unsafe key.withUnsafeBytes { unsafe record.value(forKey: $0) }
    return value.map { Array($0.elements) } ?? []
  }

  /// Whether a response of this status counts; one that does not is noted.
  private mutating func counts(_ status: JSONValue?) -> Bool {
    for (name, reason) in [("discarded" as StaticString, "discarded-response"), ("draft", "draft-response")]
    where status?.isString(name) ?? false {
      leftOut[reason, default: 0] += 1
      return false
    }
    return true
  }

  private mutating func add(_ question: [UInt8], _ user: JSONValue?, _ value: JSONValue) {
    guard !value.isNull else { return }
    answers.append(Answer(question: question, user: unsafe Array(user?.text ?? record.text), value: value))
  }

  static func hasSuffix(_ suffix: StaticString, _ key: UnsafeRawBufferPointer) -> Bool {
    unsafe key.hasBytes(suffix, at: key.count - suffix.utf8CodeUnitCount) && key.count > suffix.utf8CodeUnitCount
  }

  /// What the record holds besides, as the members of a JSON object; other questions' answers come without their authors.
  func leftovers(
    besides questions: [[UInt8]],
    prompt: StaticString?,
    into batch: inout ComparisonBatch
  ) throws(RecordError) -> ByteRange {
    var members: [UInt8] = []
    func open(_ key: UnsafeRawBufferPointer) {
      if !members.isEmpty { members.append(UInt8(ascii: ",")) }
      unsafe JSONWriter.append(string: key, to: &members)
      members.append(UInt8(ascii: ":"))
    }
    let isFlat = record["fields"] == nil
    for member in record.members where !member.hasKey("responses") && !member.hasKey("fields") {
      let isResponse = unsafe Self.isResponse(member.key)
      if isFlat, isUsed(member, prompt) || isResponse { continue }
      unsafe open(member.key)
      unsafe JSONWriter.append(raw: member.value.raw, to: &members)
    }
    if !isFlat {
      for member in fields.members where !isUsed(member, prompt) {
        unsafe open(member.key)
        unsafe JSONWriter.append(raw: member.value.raw, to: &members)
      }
    }
    for question in otherQuestions(questions) {
      unsafe question.withUnsafeBytes { unsafe open($0) }
      members.append(UInt8(ascii: "["))
      for (place, answer) in answers.filter({ $0.question == question }).enumerated() {
        if place > 0 { members.append(UInt8(ascii: ",")) }
        unsafe JSONWriter.append(raw: answer.value.raw, to: &members)
      }
      members.append(UInt8(ascii: "]"))
    }
    return batch.appendText { $0.append(contentsOf: members) }
  }

  private func isUsed(_ member: JSONMember, _ prompt: StaticString?) -> Bool {
    if let prompt, member.hasKey(prompt) { return true }
    return completions.names.contains { unsafe member.key.elementsEqual($0) }
  }

  private static func isResponse(_ key: UnsafeRawBufferPointer) -> Bool {
    ([".responses", ".responses.users", ".responses.status"] as [StaticString]).contains { unsafe hasSuffix($0, key) }
  }

  private func otherQuestions(_ used: [[UInt8]]) -> [[UInt8]] {
    var questions: [[UInt8]] = []
    for answer in answers where !used.contains(answer.question) && !questions.contains(answer.question) {
      questions.append(answer.question)
    }
    return questions
  }
}
