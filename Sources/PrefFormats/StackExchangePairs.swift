import PrefJSON
import PrefRecord
import PrefXML

/// Gives the pairs of a dump, question by question in the order of the dump, about 1 MiB of records at a time.
struct StackExchangePairs {
  private static let bytesAtATime = 1 << 20

  private let posts: StackExchangePosts
  /// Indices of answers, those of one question together, in the order of the dump.
  private let order: [Int32]
  /// Where the answers of each question begin in `order`, with the end of the last.
  private let starts: [Int]
  private let html = HTMLText()

  private var question = 0
  private var first = 0
  private var second = 1
  /// The texts of the question at hand and of its answers, converted; the question's comes first.
  private var text: [UInt8] = []
  private var ends: [Int] = []
  /// The turns of those texts in the batch being filled; −1 where a text is not in it yet.
  private var turns: [Int] = []

  /// Groups answers by question, and counts the posts that give no pair.
  init(_ posts: StackExchangePosts, dropped: inout [String: Int]) {
    self.posts = posts
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
    openQuestion()
  }

  /// Appends the next pairs to a batch.
  ///
  /// - Returns: `false` when there were none left to append.
  mutating func give(to batch: inout ComparisonBatch) -> Bool {
    var bytes = 0
    forgetTurns()
    let isMore = question < posts.questions.count
    while question < posts.questions.count && bytes < Self.bytesAtATime {
      bytes += givePair(to: &batch)
      advance()
    }
    return isMore
  }

  private var answers: ArraySlice<Int32> { order[starts[question]..<starts[question + 1]] }

  private mutating func advance() {
    second += 1
    if second < ends.count - 1 { return }
    first += 1
    second = first + 1
    if second < ends.count - 1 { return }
    question += 1
    openQuestion()
  }

  /// Goes to the next question with two answers, from the one at hand on, and converts its texts.
  private mutating func openQuestion() {
    while question < posts.questions.count && answers.count < 2 { question += 1 }
    guard question < posts.questions.count else { return }
    (first, second) = (0, 1)
    text.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
    unsafe posts.texts.withBytes(of: posts.questions[question].title) { unsafe text.append(contentsOf: $0) }
    let title = text.count
    text.append(contentsOf: "\n\n".utf8)
    let head = text.count
    unsafe posts.texts.withBytes(of: posts.questions[question].body) { unsafe html.append($0, to: &text) }
    if text.count == head { text.removeLast(head - title) }
    ends.append(text.count)
    for answer in answers {
      unsafe posts.texts.withBytes(of: posts.answers[Int(answer)].body) { unsafe html.append($0, to: &text) }
      ends.append(text.count)
    }
    forgetTurns()
  }

  private mutating func forgetTurns() {
    turns.removeAll(keepingCapacity: true)
    turns.append(contentsOf: repeatElement(-1, count: ends.count))
  }

  /// The turn of a text in the batch; pairs of one question share their turns.
  private mutating func turn(_ index: Int, _ role: Role, in batch: inout ComparisonBatch) -> Range<Int> {
    if turns[index] < 0 {
      turns[index] = batch.turns.count
      let start = index == 0 ? 0 : ends[index - 1]
      let content = unsafe text.withUnsafeBytes { bytes in
        unsafe batch.append(text: UnsafeRawBufferPointer(rebasing: bytes[start..<ends[index]]))
      }
      batch.append(turn: Turn(role: role, content: content))
    }
    return turns[index]..<(turns[index] + 1)
  }

  /// Appends the pair at hand.
  ///
  /// - Returns: The bytes of its text as it will be written.
  private mutating func givePair(to batch: inout ComparisonBatch) -> Int {
    let asked = posts.questions[question]
    let (one, other) = (answer(first), answer(second))
    let difference = worth(one, asked) - worth(other, asked)
    let firstIsChosen = difference > 0 || (difference == 0 && one.id < other.id)
    let (chosen, rejected) = firstIsChosen ? (one, other) : (other, one)
    let (chosenText, rejectedText) = firstIsChosen ? (first + 1, second + 1) : (second + 1, first + 1)
    var pair = Comparison(
      prompt: turn(0, .user, in: &batch),
      chosen: turn(chosenText, .assistant, in: &batch),
      rejected: turn(rejectedText, .assistant, in: &batch)
    )
    pair.isTie = difference == 0
    pair.margin = batch.appendText { output in
      JSONWriter.append(integer: abs(difference), to: &output)
      JSONWriter.append(ascii: ".0", to: &output)
    }
    pair.lineage.row = UInt64(chosen.row)
    pair.metadata = batch.appendText { metadata(asked, chosen, rejected, to: &$0) }
    batch.append(pair)
    return [pair.prompt, pair.chosen, pair.rejected].reduce(pair.metadata.count) { sum, turns in
      sum + batch.turns[turns.lowerBound].content.count
    }
  }

  private func answer(_ index: Int) -> StackExchangeAnswer { posts.answers[Int(order[starts[question] + index])] }

  private func worth(_ answer: StackExchangeAnswer, _ question: StackExchangeQuestion) -> Int {
    StackExchange.worth(votes: answer.score, isAccepted: question.accepted == answer.id)
  }

  private func metadata(
    _ asked: StackExchangeQuestion,
    _ chosen: StackExchangeAnswer,
    _ rejected: StackExchangeAnswer,
    to output: inout [UInt8]
  ) {
    output.append(UInt8(ascii: "{"))
    member("\"question_id\":", asked.id, to: &output)
    member(",\"chosen_id\":", chosen.id, to: &output)
    member(",\"rejected_id\":", rejected.id, to: &output)
    member(",\"question_score\":", Int64(asked.score), to: &output)
    member(",\"chosen_score\":", Int64(chosen.score), to: &output)
    member(",\"rejected_score\":", Int64(rejected.score), to: &output)
    if asked.accepted != 0 { member(",\"accepted_id\":", asked.accepted, to: &output) }
    if asked.tags.count > 0 { tags(asked.tags, to: &output) }
    date(",\"chosen_created\":", chosen.created, to: &output)
    date(",\"rejected_created\":", rejected.created, to: &output)
    output.append(UInt8(ascii: "}"))
  }

  private func member(_ key: StaticString, _ value: Int64, to output: inout [UInt8]) {
    JSONWriter.append(ascii: key, to: &output)
    JSONWriter.append(integer: value, to: &output)
  }

  private func date(_ key: StaticString, _ date: KeptText, to output: inout [UInt8]) {
    guard date.count > 0 else { return }
    JSONWriter.append(ascii: key, to: &output)
    unsafe posts.texts.withBytes(of: date) { unsafe JSONWriter.append(string: $0, to: &output) }
  }

  /// Writes tags as a list: dumps have them as `<one><two>`, newer ones as `|one|two|`.
  private func tags(_ tags: KeptText, to output: inout [UInt8]) {
    JSONWriter.append(ascii: ",\"tags\":[", to: &output)
    unsafe posts.texts.withBytes(of: tags) { bytes in
      var isFirst = true
      let names = unsafe bytes.split { "<>|".utf8.contains($0) }
      for index in unsafe names.indices {
        if !isFirst { output.append(UInt8(ascii: ",")) }
        isFirst = false
        unsafe JSONWriter.append(string: UnsafeRawBufferPointer(rebasing: names[index]), to: &output)
      }
    }
    output.append(UInt8(ascii: "]"))
  }
}
