import PrefRecord
import PrefXML

/// A question, with its text where it is kept.
struct StackExchangeQuestion {
  var id: Int64
  /// The answer the asker accepted; 0 for none.
  var accepted: Int64
  var score: Int32
  var row: UInt32
  var title: KeptText
  var body: KeptText
  var tags: KeptText
}

/// An answer, with its text where it is kept.
struct StackExchangeAnswer {
  var id: Int64
  var parent: Int64
  var score: Int32
  var row: UInt32
  var created: KeptText
  var body: KeptText
}

/// The posts of a dump, held until the whole dump has been seen, as an answer may stand anywhere after its question.
struct StackExchangePosts {
  private(set) var questions: [StackExchangeQuestion] = []
  private(set) var answers: [StackExchangeAnswer] = []
  private(set) var texts = KeptTexts()
  /// Tags and dates, which are short and read with every pair: they rarely go to disk.
  private(set) var notes = KeptTexts()
  /// Index of each question by its Id, −1 for the Id of an answer.
  private var places: [Int64: Int32] = [:]

  /// The index of the question of an Id.
  func question(_ id: Int64) -> Int? {
    guard let place = places[id], place >= 0 else { return nil }
    return Int(place)
  }

  /// Takes a row that is a question or an answer.
  ///
  /// - Returns: `false` for a row that is neither.
  /// - Throws: `RecordError` with an offset into the row's tag.
  mutating func add(_ row: XMLElement, ordinal: UInt32) throws(RecordError) -> Bool {
    let type = try row.integer("PostTypeId")
    guard type == 1 || type == 2 else { return false }
    let id = try row.id("Id")
    guard places[id] == nil else { throw row.unexpected("Id", expected: "an Id that no row before has") }
    let score = try Int32(exactly: row.integer("Score"))
    guard let score else { throw row.unexpected("Score", expected: "a number of votes") }
    if type == 1 {
      try addQuestion(row, id: id, score: score, ordinal: ordinal)
    } else {
      try addAnswer(row, id: id, score: score, ordinal: ordinal)
    }
    return true
  }

  private mutating func addQuestion(
    _ row: XMLElement,
    id: Int64,
    score: Int32,
    ordinal: UInt32
  ) throws(RecordError) {
    let accepted = row.has("AcceptedAnswerId") ? try row.id("AcceptedAnswerId") : 0
    let title = try unsafe row.required("Title")
    let body = try unsafe row.required("Body")
    places[id] = Int32(truncatingIfNeeded: questions.count)
    questions.append(
      StackExchangeQuestion(
        id: id,
        accepted: accepted,
        score: score,
        row: ordinal,
        title: unsafe texts.keep(title),
        body: unsafe texts.keep(body),
        tags: unsafe notes.keep(row["Tags"])
      )
    )
  }

  private mutating func addAnswer(
    _ row: XMLElement,
    id: Int64,
    score: Int32,
    ordinal: UInt32
  ) throws(RecordError) {
    let parent = try row.id("ParentId")
    let body = try unsafe row.required("Body")
    places[id] = -1
    answers.append(
      StackExchangeAnswer(
        id: id,
        parent: parent,
        score: score,
        row: ordinal,
        created: unsafe notes.keep(row["CreationDate"]),
        body: unsafe texts.keep(body)
      )
    )
  }
}

extension XMLElement {
  func has(_ name: StaticString) -> Bool { unsafe self[name] != nil }

  func required(_ name: StaticString) throws(RecordError) -> UnsafeRawBufferPointer {
    guard let value = unsafe self[name] else { throw RecordError(.missing(field: "\(name)"), at: 0) }
    return unsafe value
  }

  func integer(_ name: StaticString) throws(RecordError) -> Int64 {
    let text = try unsafe required(name)
    // Twenty characters hold every number of 64 bits.
    guard text.count <= 20, let number = unsafe Int64(String(decoding: text, as: UTF8.self)) else {
      throw unexpected(name, expected: "a whole number")
    }
    return number
  }

  /// An Id: a whole number from 1 on.
  func id(_ name: StaticString) throws(RecordError) -> Int64 {
    let number = try integer(name)
    guard number > 0 else { throw unexpected(name, expected: "a whole number from 1 on") }
    return number
  }

  func unexpected(_ name: StaticString, expected: String) -> RecordError {
    RecordError(.unexpectedValue(field: "\(name)", expected: expected), at: offset(ofValue: name))
  }
}
