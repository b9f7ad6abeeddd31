import Testing

@testable import PrefFormats

/// The policy said again in the plainest way: all candidates at once, then one rule after the other.
private func expectedPairs(
  _ ratings: [Int],
  _ texts: [Int],
  _ policy: PairPolicy,
  _ equal: EqualRatings
) -> (pairs: [[Int]], dropped: [String: Int]) {
  // A bubble sort is stable.
  var order = Array(ratings.indices)
  for _ in ratings {
    for place in order.indices.dropFirst() where ratings[order[place - 1]] < ratings[order[place]] {
      order.swapAt(place - 1, place)
    }
  }
  var candidates: [(Int, Int)] = []
  switch policy.selection {
  case .all: for i in ratings.indices { for j in ratings.indices where i < j { candidates.append((i, j)) } }
  case .adjacent: candidates = Array(zip(order, order.dropFirst()))
  case .bestRest: candidates = order.dropFirst().map { (order[0], $0) }
  case .bestWorst: if order.count > 1 { candidates = [(order[0], order[order.count - 1])] }
  }
  if equal == .noPair { candidates.removeAll { ratings[$0.0] == ratings[$0.1] } }
  var dropped: [String: Int] = [:]
  func drop(_ reason: String, _ isBad: ((Int, Int)) -> Bool) {
    let count = candidates.count
    candidates.removeAll(where: isBad)
    if candidates.count < count { dropped[reason] = count - candidates.count }
  }
  func margin(_ pair: (Int, Int)) -> Int { abs(ratings[pair.0] - ratings[pair.1]) }
  drop("identical-completions") { texts[$0.0] == texts[$0.1] }
  if let least = policy.minMargin, equal == .tie { drop("below-min-margin") { Rating(margin($0)) < least } }
  if let limit = policy.maxPairs {
    // How many would be taken before this one.
    let ranks = candidates.indices.map { index in
      candidates.indices.count {
        margin(candidates[$0]) > margin(candidates[index])
          || (margin(candidates[$0]) == margin(candidates[index]) && $0 < index)
      }
    }
    let stay = Set(candidates.indices.filter { ranks[$0] < limit }.map { "\(candidates[$0])" })
    drop("over-max-pairs") { !stay.contains("\($0)") }
  }
  let pairs = candidates.map { pair -> [Int] in
    let (i, j) = (min(pair.0, pair.1), max(pair.0, pair.1))
    let firstWins = ratings[i] >= ratings[j]
    return [firstWins ? i : j, firstWins ? j : i, margin(pair)]
  }
  return (pairs, dropped)
}

@Suite("PairPolicy")
struct PairPolicyTests {
  /// What the selector gives: chosen, rejected and margin of each pair, which are ties, and what left.
  struct Outcome {
    var pairs: [[Int]] = []
    var ties: [Bool] = []
    var dropped: [String: Int] = [:]

    init(_ ratings: [Int], texts: [Int]? = nil, _ policy: PairPolicy, equal: EqualRatings = .tie) {
      let texts = texts ?? Array(ratings.indices)
      var selector = PairSelector(ratings.map { Rating($0) }, policy, equal: equal)
      while let pair = selector.next({ texts[$0] == texts[$1] }) {
        pairs.append([pair.chosen, pair.rejected, Int(pair.margin.double)])
        ties.append(pair.isTie)
      }
      dropped = selector.dropped
    }
  }

  static func policy(_ selection: PairPolicy.Selection, least: Int? = nil, most: Int? = nil) -> PairPolicy {
    var policy = PairPolicy()
    policy.selection = selection
    (policy.minMargin, policy.maxPairs) = (least.map { Rating($0) }, most)
    return policy
  }

  @Test("lets completions meet as its name says")
  func selections() {
    let ratings = [2, 5, 3, 1]
    #expect(
      Outcome(ratings, Self.policy(.all)).pairs == [
        [1, 0, 3], [2, 0, 1], [0, 3, 1], [1, 2, 2], [1, 3, 4], [2, 3, 2],
      ]
    )
    #expect(Outcome(ratings, Self.policy(.adjacent)).pairs == [[1, 2, 2], [2, 0, 1], [0, 3, 1]])
    #expect(Outcome(ratings, Self.policy(.bestWorst)).pairs == [[1, 3, 4]])
    #expect(Outcome(ratings, Self.policy(.bestRest)).pairs == [[1, 2, 2], [1, 0, 3], [1, 3, 4]])
  }

  @Test("makes a tie of equal ratings, the first in input order first, or no pair of one class")
  func ties() {
    let even = Outcome([1, 2, 2], Self.policy(.all))
    #expect(even.pairs == [[1, 0, 1], [2, 0, 1], [1, 2, 0]] && even.ties == [false, false, true])
    let classes = Outcome([1, 1, 0, 0], Self.policy(.all), equal: .noPair)
    #expect(classes.pairs == [[0, 2, 1], [0, 3, 1], [1, 2, 1], [1, 3, 1]] && classes.dropped.isEmpty)
    #expect(Outcome([1, 1, 0, 0], Self.policy(.adjacent), equal: .noPair).pairs == [[1, 2, 1]])
    #expect(Outcome([3, 3], Self.policy(.bestWorst)).ties == [true])
  }

  @Test("keeps the largest margins, then those tried first, and counts the rest")
  func limits() {
    let outcome = Outcome([1, 2, 3, 4], Self.policy(.all, least: 2, most: 2))
    #expect(outcome.pairs == [[2, 0, 2], [3, 0, 3]])
    #expect(outcome.dropped == ["below-min-margin": 3, "over-max-pairs": 1])
    let same = Outcome([1, 2, 3], texts: [7, 7, 8], Self.policy(.all))
    #expect(same.pairs == [[2, 0, 2], [2, 1, 1]] && same.dropped == ["identical-completions": 1])
  }

  @Test("has nothing to say of none or one", arguments: PairPolicy.Selection.allCases)
  func few(_ selection: PairPolicy.Selection) {
    #expect(Outcome([], Self.policy(selection)).pairs.isEmpty)
    #expect(Outcome([4], Self.policy(selection, most: 1)).pairs.isEmpty)
  }

  @Test("does as the rules said one after the other", arguments: PairPolicy.Selection.allCases)
  func bruteForce(_ selection: PairPolicy.Selection) {
    var state: UInt64 = 0x5EED
    func draw(_ bound: UInt64) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % bound)
    }
    for round in 0..<2000 {
      let ratings = (0..<draw(8)).map { _ in draw(5) }
      let texts = ratings.map { _ in draw(6) }
      let policy = Self.policy(
        selection,
        least: draw(2) == 0 ? nil : draw(4),
        most: draw(2) == 0 ? nil : 1 + draw(6)
      )
      for equal in [EqualRatings.tie, .noPair] {
        let expected = expectedPairs(ratings, texts, policy, equal)
        let outcome = Outcome(ratings, texts: texts, policy, equal: equal)
        #expect(outcome.pairs == expected.pairs, "round \(round): \(ratings) \(texts) \(policy)")
        #expect(outcome.dropped == expected.dropped, "round \(round): \(ratings) \(texts) \(policy)")
      }
    }
  }
}
