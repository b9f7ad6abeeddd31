import PrefRecord

/// The questions of a dump with their answers, and which answer is preferred to which.
///
/// Not changed once it is made.
final class StackExchangePairs: Sendable {
  /// A pair of answers of a question, by their places among its answers.
  struct Cursor {
    var question = 0
    var first = 0
    var second = 1
  }

  let posts: StackExchangePosts
  let options: StackExchange.Rules
  /// Indices of answers, those of one question together, in the order of the dump.
  private let order: [Int32]
  /// Where the answers of each question begin in `order`, with the end of the last.
  private let starts: [Int]

  /// Groups answers by question, and counts the posts that give no pair.
  init(_ posts: StackExchangePosts, _ options: StackExchange.Rules, dropped: inout [String: Int]) {
    (self.posts, self.options) = (posts, options)
    var starts = [Int](repeating: 0, count: posts.questions.count + 1)
    let parents = posts.answers.map { posts.question($0.parent) }
    for case .some(let parent) in parents { starts[parent + 1] += 1 }
    for index in 1..<starts.count { starts[index] += starts[index - 1] }
    var next = starts
    var order = [Int32](repeating: 0, count: starts[starts.count - 1])
    for (index, parent) in parents.enumerated() {
      guard let parent else {
        dropped["orphan-answer", default: 0] += 1
        continue
      }
      order[next[parent]] = Int32(truncatingIfNeeded: index)
      next[parent] += 1
    }
    for question in posts.questions.indices where starts[question + 1] - starts[question] < 2 {
      dropped["question-without-two-answers", default: 0] += 1
      if starts[question + 1] > starts[question] { dropped["answer-without-rival", default: 0] += 1 }
    }
    (self.order, self.starts) = (order, starts)
  }

  /// The answers of a question, as indices.
  func answers(of question: Int) -> ArraySlice<Int32> { order[starts[question]..<starts[question + 1]] }

  func answer(_ index: Int, of question: Int) -> StackExchangeAnswer {
    posts.answers[Int(order[starts[question] + index])]
  }

  /// The pair at a cursor or the first after it; `nil` at the end.
  func settled(_ cursor: Cursor) -> Cursor? {
    var cursor = cursor
    while cursor.question < posts.questions.count {
      let count = answers(of: cursor.question).count
      if cursor.second < count { return cursor }
      cursor.first += 1
      cursor.second = cursor.first + 1
      if cursor.second >= count { cursor = Cursor(question: cursor.question + 1) }
    }
    return nil
  }

  /// By how much one answer is worth more than another, and whether it is the chosen one of the two.
  func compare(_ one: StackExchangeAnswer, _ other: StackExchangeAnswer, _ question: StackExchangeQuestion) -> (
    difference: Int, oneIsChosen: Bool
  ) {
    let difference = worth(one, question) - worth(other, question)
    return (difference, difference > 0 || (difference == 0 && one.id < other.id))
  }

  private func worth(_ answer: StackExchangeAnswer, _ question: StackExchangeQuestion) -> Int {
    switch options.score {
    case .votes: Int(answer.score)
    case .pm: StackExchange.worth(votes: answer.score, isAccepted: question.accepted == answer.id)
    }
  }

  /// Bytes that a pair has in the dump, which are about those of its record.
  func size(of cursor: Cursor) -> Int {
    let question = posts.questions[cursor.question]
    let bodies = [cursor.first, cursor.second].reduce(0) { $0 + Int(answer($1, of: cursor.question).body.count) }
    return Int(question.title.count + question.body.count + question.tags.count) + bodies
  }
}
