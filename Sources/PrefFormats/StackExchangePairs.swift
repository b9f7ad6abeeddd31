import PrefRecord

/// The questions of a dump with their answers, and which answer is preferred to which.
///
/// Not changed once it is made.
final class StackExchangePairs: Sendable {
  /// A pair of answers of a question, by their places among its answers.
  struct Pair {
    var question: Int
    var chosen: Int
    var rejected: Int
    /// By how much the chosen one is worth more.
    var margin: Rating
    var isTie: Bool
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

  /// Begins the pairs of a question that the policy lets stay.
  func selector(of question: Int) -> PairSelector {
    let asked = posts.questions[question]
    let worths = answers(of: question).map { Rating(worth(posts.answers[Int($0)], asked)) }
    return PairSelector(worths, options.policy, equal: .tie)
  }

  /// The next pair of a question; `nil` after the last.
  func next(of question: Int, _ selector: inout PairSelector) -> Pair? {
    let answers = answers(of: question)
    let pair = selector.next { one, other in
      areEqual(
        posts.answers[Int(answers[answers.startIndex + one])],
        posts.answers[Int(answers[answers.startIndex + other])]
      )
    }
    guard let pair else { return nil }
    // Of answers worth the same, the one with the lower Id comes first, wherever it stands.
    let isTurned = pair.isTie && answer(pair.chosen, of: question).id > answer(pair.rejected, of: question).id
    return Pair(
      question: question,
      chosen: isTurned ? pair.rejected : pair.chosen,
      rejected: isTurned ? pair.chosen : pair.rejected,
      margin: pair.margin,
      isTie: pair.isTie
    )
  }

  /// Whether two answers have the same body.
  private func areEqual(_ one: StackExchangeAnswer, _ other: StackExchangeAnswer) -> Bool {
    guard one.body.count == other.body.count else { return false }
    return unsafe posts.texts.withBytes(of: one.body) { left in
      unsafe posts.texts.withBytes(of: other.body) { right in unsafe left.elementsEqual(right) }
    }
  }

  private func worth(_ answer: StackExchangeAnswer, _ question: StackExchangeQuestion) -> Int {
    switch options.score {
    case .votes: Int(answer.score)
    case .pm: StackExchange.worth(votes: answer.score, isAccepted: question.accepted == answer.id)
    }
  }

  /// Bytes that a pair has in the dump, which are about those of its record.
  func size(of pair: Pair) -> Int {
    let question = posts.questions[pair.question]
    let bodies = [pair.chosen, pair.rejected].reduce(0) { $0 + Int(answer($1, of: pair.question).body.count) }
    return Int(question.title.count + question.body.count + question.tags.count) + bodies
  }
}

/// Goes through the pairs of a dump, question by question.
struct StackExchangeCursor {
  private var question = 0
  private var selector: PairSelector?

  /// The next pair; `nil` after the last.
  ///
  /// `dropped`: Takes the pairs that the policy left out of questions that were finished, by reason.
  mutating func next(_ pairs: StackExchangePairs, _ dropped: inout [String: Int]) -> StackExchangePairs.Pair? {
    while question < pairs.posts.questions.count {
      var current = selector ?? pairs.selector(of: question)
      let pair = pairs.next(of: question, &current)
      selector = current
      if let pair { return pair }
      dropped.merge(current.dropped, uniquingKeysWith: +)
      (selector, question) = (nil, question + 1)
    }
    return nil
  }
}
