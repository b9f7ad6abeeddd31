import PrefJSON
import PrefRecord

/// What annotators said of the completions of a record, by the question that decides.
struct ArgillaJudgements {
  /// The kind of the question.
  enum Kind {
    case ranking
    case choice
    case rating
  }

  /// One annotator's ratings of the completions, higher is better; `nil` where there is none.
  struct Judgement {
    var user: [UInt8]
    var ratings: [Rating?]
  }

  private(set) var kind = Kind.ranking
  private(set) var answers: [Judgement] = []
  /// The questions that decide.
  private(set) var questions: [[UInt8]] = []
  private let names: [[UInt8]]

  /// `named`: The question that the user named, or the beginning of the names of rating questions.
  init(_ record: ArgillaRecord, _ named: String?) throws(RecordError) {
    names = record.completions.names
    let answers = record.answers.filter { answer in named.map { answer.question.starts(with: $0.utf8) } ?? true }
    let rankings = answers.filter { $0.value.kind == .array }
    let choices = answers.filter { $0.value.kind == .string && isWord($0.value) }
    let ratings = answers.filter { $0.value.kind == .number && place(of: $0.question) != nil }
    if !rankings.isEmpty {
      try take(rankings, .ranking)
    } else if !choices.isEmpty {
      try take(choices, .choice)
    } else {
      try takeRatings(ratings)
    }
  }

  private func isWord(_ value: JSONValue) -> Bool { unsafe JudgementWord(value.text, names: names) != nil }

  /// The completion that a rating question is about: the one with the same number at its end.
  private func place(of question: [UInt8]) -> Int? {
    let number = unsafe question.withUnsafeBytes { unsafe NumberedFields.number(of: $0) }
    return number.flatMap { $0 < names.count ? $0 : nil }
  }

  private mutating func take(_ given: [ArgillaRecord.Answer], _ kind: Kind) throws(RecordError) {
    self.kind = kind
    questions = [given[0].question]
    for answer in given {
      guard answer.question == questions[0] else {
        throw RecordError(
          .unexpectedValue(field: "responses", expected: "one question that decides, or --rating with its name"),
          at: answer.value.offset
        )
      }
      let ratings = try kind == .ranking ? ranks(answer.value) : choice(answer.value)
      answers.append(Judgement(user: answer.user, ratings: ratings))
    }
  }

  /// Ranks as ratings: `[{"value": NAME, "rank": 1}, …]`, or names from the best on.
  private func ranks(_ value: JSONValue) throws(RecordError) -> [Rating?] {
    var ratings = [Rating?](repeating: nil, count: names.count)
    for (order, entry) in value.elements.enumerated() {
      let name = entry["value"] ?? entry
      guard let place = names.firstIndex(where: { unsafe name.kind == .string && name.text.elementsEqual($0) }) else {
        throw RecordError(.unexpectedValue(field: "value", expected: "the name of a field"), at: name.offset)
      }
      ratings[place] =
        try entry["rank"] == nil
        ? Rating(-order) : entry.requiredRating("rank", of: "responses").negated
    }
    return ratings
  }

  private func choice(_ value: JSONValue) -> [Rating?] {
    let word = unsafe JudgementWord(value.text, names: names)
    return names.indices.map { Rating(word == .completion($0) ? 1 : 0) }
  }

  private mutating func takeRatings(_ given: [ArgillaRecord.Answer]) throws(RecordError) {
    kind = .rating
    for answer in given {
      guard let place = place(of: answer.question) else { continue }
      if !questions.contains(answer.question) { questions.append(answer.question) }
      guard let rating = answer.value.rating else {
        throw RecordError(
          .unexpectedValue(field: "responses", expected: "a number of at most 18 digits"),
          at: answer.value.offset
        )
      }
      let user = answers.firstIndex { $0.user == answer.user } ?? answers.count
      if user == answers.count {
        answers.append(Judgement(user: answer.user, ratings: Array(repeating: nil, count: names.count)))
      }
      guard answers[user].ratings[place] == nil else {
        throw RecordError(
          .unexpectedValue(field: "responses", expected: "one rating of a completion by one annotator, or --rating"),
          at: answer.value.offset
        )
      }
      answers[user].ratings[place] = rating
    }
  }

  /// Each annotator's word on a pair, of those who rated both sides.
  func annotations(
    _ chosen: [Rating?],
    _ rejected: [Rating?],
    _ position: Position,
    into batch: inout ComparisonBatch
  ) -> Range<Int> {
    let start = batch.annotations.count
    for (answer, (one, other)) in zip(answers, zip(chosen, rejected)) {
      guard let one, let other else { continue }
      let strength = (one - other).magnitude
      batch.append(
        annotation: Annotation(
          annotator: unsafe answer.user.withUnsafeBytes { unsafe batch.append(text: $0) },
          choice: one == other ? .tie : one > other ? .chosen : .rejected,
          strength: kind == .choice ? .empty : batch.appendText { strength.write(to: &$0) },
          position: position
        )
      )
    }
    return start..<batch.annotations.count
  }
}
