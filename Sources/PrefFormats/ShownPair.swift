import PrefJSON
import PrefRecord

/// What a judge said of two completions as they were shown.
enum Verdict: Sendable, Equatable {
  case first
  case second
  case tie

  /// The side that more than half of the votes name; a tie where there is none.
  init(majorityOf votes: [Verdict]) {
    let (first, second) = (votes.count { $0 == .first }, votes.count { $0 == .second })
    self = first * 2 > votes.count ? .first : second * 2 > votes.count ? .second : .tie
  }

  /// The verdict that a signed strength names: negative the first, positive the second.
  init(sign strength: Double) { self = strength < 0 ? .first : strength > 0 ? .second : .tie }
}

/// Two completions as they were shown, with who wrote them and the verdict on them.
///
/// In a tie, chosen and rejected are the first and the second.
struct ShownPair {
  var prompt: Range<Int>
  var first: Range<Int>
  var second: Range<Int>
  var firstModel = ByteRange.empty
  var secondModel = ByteRange.empty
  var verdict = Verdict.tie

  /// Makes a pair of turns in a batch.
  init(prompt: Range<Int>, first: Range<Int>, second: Range<Int>) {
    (self.prompt, self.first, self.second) = (prompt, first, second)
  }

  /// Whether the first completion is the one under `chosen`.
  var firstIsChosen: Bool { verdict != .second }

  /// The pair with its sides in order.
  var comparison: Comparison {
    var comparison = Comparison(
      prompt: prompt,
      chosen: firstIsChosen ? first : second,
      rejected: firstIsChosen ? second : first
    )
    comparison.isTie = verdict == .tie
    comparison.chosenModel = firstIsChosen ? firstModel : secondModel
    comparison.rejectedModel = firstIsChosen ? secondModel : firstModel
    return comparison
  }

  /// One judge's vote on the pair.
  func annotation(by annotator: ByteRange, _ vote: Verdict, strength: ByteRange = .empty) -> Annotation {
    Annotation(
      annotator: annotator,
      choice: vote == .tie ? .tie : vote == verdict || (vote == .first && verdict == .tie) ? .chosen : .rejected,
      strength: strength,
      position: firstIsChosen ? .first : .second
    )
  }

  /// A score of both completions, given in the order shown.
  func score(_ name: ByteRange, _ firstScore: ByteRange, _ secondScore: ByteRange) -> Score {
    Score(
      name: name,
      chosen: firstIsChosen ? firstScore : secondScore,
      rejected: firstIsChosen ? secondScore : firstScore
    )
  }
}

extension ComparisonBatch {
  /// Adds one judgement, and returns its place.
  mutating func appendOnly(_ annotation: Annotation) -> Range<Int> {
    append(annotation: annotation)
    return annotations.count - 1..<annotations.count
  }

  /// Adds one score, and returns its place.
  mutating func appendOnly(_ score: Score) -> Range<Int> {
    append(score: score)
    return scores.count - 1..<scores.count
  }
}
