/// Puts the items of a relation into an order that as few judgements as possible contradict.
///
/// Each component of items that lead to one another is put into order by itself; between components nothing contradicts.
/// Up to ``exactLimit`` items the order is the best there is, found over all sets of items; beyond it is the order of
/// Eades, Lin and Smyth (1993), bettered by moving single items as long as that helps. Of equally good orders, exact ones
/// prefer items of smaller numbers first.
public struct FeedbackOrder: Sendable {
  /// Largest component that is solved exactly: 2ⁿ sets are looked at.
  public static let exactLimit = 16

  /// The place of each item of the component in the order.
  public let places: [Int: Int]
  /// Judgements that the order contradicts.
  public let cost: Int
  /// Whether no order contradicts fewer.
  public let isExact: Bool

  /// Orders a component of a relation.
  ///
  /// `component`: Items in ascending order.
  public init(_ component: [Int], of relation: PreferenceRelation) {
    let wins = Self.matrix(component, relation)
    isExact = component.count <= Self.exactLimit
    let order = isExact ? Self.exact(wins) : Self.improved(Self.greedy(wins), wins)
    places = Dictionary(uniqueKeysWithValues: order.enumerated().map { (component[$1], $0) })
    cost = Self.cost(order, wins)
  }

  /// `[a][b]`: Judgements that prefer a to b.
  private static func matrix(_ component: [Int], _ relation: PreferenceRelation) -> [[Int]] {
    let numbers = Dictionary(uniqueKeysWithValues: component.enumerated().map { ($1, $0) })
    var wins = [[Int]](repeating: [Int](repeating: 0, count: component.count), count: component.count)
    for edge in relation.edges {
      guard let low = numbers[edge.low], let high = numbers[edge.high] else { continue }
      (wins[low][high], wins[high][low]) = (edge.lowWins, edge.highWins)
    }
    return wins
  }

  private static func cost(_ order: [Int], _ wins: [[Int]]) -> Int {
    var cost = 0
    for (place, item) in order.enumerated() {
      for earlier in order[..<place] { cost += wins[item][earlier] }
    }
    return cost
  }

  /// The best order: for each set of items the least cost of putting the others behind it.
  private static func exact(_ wins: [[Int]]) -> [Int] {
    let n = wins.count
    let all = 1 << n - 1
    var best = [Int](repeating: 0, count: 1 << n)
    var choice = best
    for set in stride(from: all - 1, through: 0, by: -1) {
      best[set] = .max
      for item in 0..<n where set >> item & 1 == 0 {
        // Whoever stands before the item and was beaten by it is contradicted.
        let cost = (0..<n).reduce(best[set | 1 << item]) { $0 + (set >> $1 & 1 == 1 ? wins[item][$1] : 0) }
        if cost < best[set] { (best[set], choice[set]) = (cost, item) }
      }
    }
    var (order, set): ([Int], Int) = ([], 0)
    while set != all {
      order.append(choice[set])
      set |= 1 << choice[set]
    }
    return order
  }

  /// Takes items that win nothing to the end, items that lose nothing to the front, and else the one that wins most.
  private static func greedy(_ wins: [[Int]]) -> [Int] {
    var balance = wins.indices.map { item in
      wins.indices.reduce((won: 0, lost: 0)) { ($0.won + wins[item][$1], $0.lost + wins[$1][item]) }
    }
    var left = Array(wins.indices)
    var (front, back): ([Int], [Int]) = ([], [])
    while !left.isEmpty {
      let sink = left.firstIndex { balance[$0].won == 0 }
      let source = left.firstIndex { balance[$0].lost == 0 }
      func surplus(_ item: Int) -> Int { balance[item].won - balance[item].lost }
      let best = left.indices.reduce(0) { surplus(left[$1]) > surplus(left[$0]) ? $1 : $0 }
      let item = left.remove(at: sink ?? source ?? best)
      if sink != nil { back.append(item) } else { front.append(item) }
      for other in left {
        balance[other].won -= wins[other][item]
        balance[other].lost -= wins[item][other]
      }
    }
    return front + back.reversed()
  }

  /// Moves single items to better places until none is better.
  private static func improved(_ order: [Int], _ wins: [[Int]]) -> [Int] {
    var order = order
    var isBetter = true
    // Each round lowers the cost; a bound keeps giant components from taking for ever.
    for _ in 0..<max(10, 2_000_000 / (order.count * order.count)) where isBetter {
      isBetter = false
      for start in order.indices {
        let item = order[start]
        var (gain, best, target) = (0, 0, start)
        for place in stride(from: start - 1, through: 0, by: -1) {
          gain += wins[item][order[place]] - wins[order[place]][item]
          if gain > best { (best, target) = (gain, place) }
        }
        gain = 0
        for place in order.indices[(start + 1)...] {
          gain += wins[order[place]][item] - wins[item][order[place]]
          if gain > best { (best, target) = (gain, place) }
        }
        if target == start { continue }
        order.remove(at: start)
        order.insert(item, at: target)
        isBetter = true
      }
    }
    return order
  }
}
