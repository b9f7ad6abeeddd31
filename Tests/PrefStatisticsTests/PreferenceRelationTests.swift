import PrefStatistics
import Testing

@Suite struct PreferenceRelationTests {
  /// A relation from wins: (winner, loser, times).
  static func relation(_ items: Int, _ wins: [(Int, Int, Int)], ties: [(Int, Int)] = []) -> PreferenceRelation {
    var edges: [Int: PreferenceRelation.Edge] = [:]
    func change(_ a: Int, _ b: Int, _ body: (inout PreferenceRelation.Edge) -> Void) {
      body(&edges[min(a, b) * 1000 + max(a, b), default: PreferenceRelation.Edge(low: min(a, b), high: max(a, b))])
    }
    for (winner, loser, times) in wins {
      change(winner, loser) { if winner < loser { $0.lowWins += times } else { $0.highWins += times } }
    }
    for (a, b) in ties { change(a, b) { $0.ties += 1 } }
    return PreferenceRelation(items: items, edges: Array(edges.values))
  }

  @Test func triplesOfFour() {
    // 0 > 1 > 2 > 0 is a circle; 3 loses to all.
    let relation = Self.relation(4, [(0, 1, 1), (1, 2, 1), (2, 0, 1), (0, 3, 1), (1, 3, 1), (2, 3, 1)])
    let triples = relation.triples
    #expect(triples.judged == 4 && triples.decided == 4 && triples.cycles == 1 && triples.weakViolations == 0)
    #expect(relation.components(byMajority: true) == [[0, 1, 2]])
  }

  @Test func tiesAndEvenPairs() {
    let relation = Self.relation(3, [(0, 1, 1), (1, 2, 1), (2, 1, 1)], ties: [(0, 2)])
    let triples = relation.triples
    #expect(triples.judged == 1 && triples.decided == 0 && triples.weakViolations == 1)
    #expect(relation.components(byMajority: true) == [])
    #expect(relation.components(byMajority: false) == [[1, 2]])
  }

  @Test func circlesOfTournamentsAgreeWithTheFormula() throws {
    var generator = SeededGenerator(seed: 3)
    for n in 3...9 {
      var (wins, scores): ([(Int, Int, Int)], [Int]) = ([], [Int](repeating: 0, count: n))
      for a in 0..<n {
        for b in a + 1..<n {
          let (winner, loser) = generator.next() % 2 == 0 ? (a, b) : (b, a)
          wins.append((winner, loser, 1))
          scores[winner] += 1
        }
      }
      let cycles = Self.relation(n, wins).triples.cycles
      #expect(cycles == (try #require(KendallZeta(wins: scores)).circularTriads))
    }
  }

  @Test func componentsAreWhatPathsSay() {
    var generator = SeededGenerator(seed: 9)
    for _ in 0..<50 {
      let n = 7
      var reach = (0..<n).map { a in (0..<n).map { $0 == a } }
      var wins: [(Int, Int, Int)] = []
      for a in 0..<n {
        for b in 0..<n where a != b && generator.next() % 5 == 0 {
          wins.append((a, b, 1))
          reach[a][b] = true
        }
      }
      for middle in 0..<n {
        for a in 0..<n { for b in 0..<n where reach[a][middle] && reach[middle][b] { reach[a][b] = true } }
      }
      let expected = Set((0..<n).map { a in (0..<n).filter { reach[a][$0] && reach[$0][a] } }).filter { $0.count > 1 }
      #expect(Set(Self.relation(n, wins).components(byMajority: false)) == expected)
    }
  }

  @Test func feedbackIsTheLeastOfAllOrders() {
    var generator = SeededGenerator(seed: 21)
    for n in 2...7 {
      var wins: [(Int, Int, Int)] = []
      for a in 0..<n { for b in 0..<n where a != b { wins.append((a, b, Int(generator.next() % 4))) } }
      let relation = Self.relation(n, wins)
      let order = FeedbackOrder(Array(0..<n), of: relation)
      func cost(_ places: [Int]) -> Int { wins.reduce(0) { $0 + (places[$1.0] > places[$1.1] ? $1.2 : 0) } }
      let least = permutations(n).map(cost).min() ?? 0
      #expect(order.isExact && order.cost == least)
      #expect(cost((0..<n).map { order.places[$0] ?? -1 }) == least)
    }
  }

  @Test func largeComponentsAreOrderedNearlyAsWell() {
    // A chain of 40 with 12 judgements against it: removing those 12 is enough.
    var generator = SeededGenerator(seed: 2)
    var wins = (0..<40).flatMap { a in (a + 1..<40).map { (a, $0, 1) } }
    for _ in 0..<12 {
      let a = Int(generator.next() % 39)
      wins.append((a + 1, a, 1))
    }
    let order = FeedbackOrder(Array(0..<40), of: Self.relation(40, wins))
    #expect(!order.isExact && order.cost <= 12)
  }
}

/// All orders of so many numbers.
private func permutations(_ n: Int) -> [[Int]] {
  if n == 0 { return [[]] }
  return permutations(n - 1).flatMap { shorter in
    (0...shorter.count).map { place in
      var longer = shorter
      longer.insert(n - 1, at: place)
      return longer
    }
  }
}
