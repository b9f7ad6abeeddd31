/// Who was preferred to whom among some items, counted by judgement.
public struct PreferenceRelation: Sendable {
  /// The judgements of one pair of items.
  public struct Edge: Sendable, Hashable {
    /// The item of the smaller number.
    public var low: Int
    /// The item of the greater number.
    public var high: Int
    /// Judgements for the item of the smaller number.
    public var lowWins = 0
    /// Judgements for the item of the greater number.
    public var highWins = 0
    /// Judgements for neither.
    public var ties = 0

    /// Makes an edge without judgements.
    public init(low: Int, high: Int) { (self.low, self.high) = (low, high) }

    /// The sign of the majority among decided judgements: 1 for the smaller number, −1 for the greater, 0 for neither.
    public var direction: Int { (lowWins - highWins).signum() }
  }

  /// What triples of items show, where each of the three pairs was judged.
  public struct Triples: Sendable, Hashable {
    /// Triples with all three pairs judged.
    public var judged = 0
    /// Those with a majority on all three pairs.
    public var decided = 0
    /// Decided ones that go in a circle.
    public var cycles = 0
    /// Those with two pairs even and one decided, which no order with ties allows.
    public var weakViolations = 0

    /// Makes counts of nothing.
    public init() {}
  }

  /// Number of items; they are numbered from 0.
  public let items: Int
  /// Judged pairs, each once, in ascending order.
  public let edges: [Edge]

  /// Makes a relation.
  ///
  /// `edges`: Each pair at most once, in any order.
  public init(items: Int, edges: [Edge]) {
    self.items = items
    self.edges = edges.sorted { ($0.low, $0.high) < ($1.low, $1.high) }
  }

  /// Counts triples; linear in the number of paths of two pairs.
  public var triples: Triples {
    var above = [[(item: Int, direction: Int)]](repeating: [], count: items)
    for edge in edges { above[edge.low].append((edge.high, edge.direction)) }
    var mark = [Int?](repeating: nil, count: items)
    var triples = Triples()
    for low in 0..<items where above[low].count > 1 {
      for (item, direction) in above[low] { mark[item] = direction }
      for (middle, first) in above[low] {
        for (high, second) in above[middle] {
          guard let third = mark[high] else { continue }
          triples.add(first, second, third)
        }
      }
      for (item, _) in above[low] { mark[item] = nil }
    }
    return triples
  }

  /// Groups of items that all lead to one another by preferences, each of two items or more.
  ///
  /// `byMajority`: Whether only the majority of each pair counts; otherwise each judgement leads somewhere, and a pair with
  /// judgements either way is such a group.
  ///
  /// - Returns: Groups in ascending order of their first item, each in ascending order.
  /// Source: Tarjan 1972, without recursion.
  public func components(byMajority: Bool) -> [[Int]] {
    var beaten = [[Int]](repeating: [], count: items)
    for edge in edges {
      if byMajority ? edge.direction > 0 : edge.lowWins > 0 { beaten[edge.low].append(edge.high) }
      if byMajority ? edge.direction < 0 : edge.highWins > 0 { beaten[edge.high].append(edge.low) }
    }
    var search = ComponentSearch(beaten)
    for item in 0..<items { search.visit(item) }
    return search.found.filter { $0.count > 1 }.map { $0.sorted() }.sorted { $0[0] < $1[0] }
  }
}

extension PreferenceRelation.Triples {
  /// Adds a triple low, middle, high: directions low–middle, middle–high, low–high.
  fileprivate mutating func add(_ first: Int, _ second: Int, _ third: Int) {
    judged += 1
    let even = [first, second, third].count { $0 == 0 }
    if even == 0 {
      decided += 1
      if first == second, third == -first { cycles += 1 }
    } else if even == 2 {
      weakViolations += 1
    }
  }

  /// Adds the triples of other items.
  public mutating func add(_ other: Self) {
    judged += other.judged
    decided += other.decided
    cycles += other.cycles
    weakViolations += other.weakViolations
  }
}

/// Finds strongly connected components.
private struct ComponentSearch {
  private let next: [[Int]]
  private var number: [Int]
  private var low: [Int]
  private var isOpen: [Bool]
  private var open: [Int] = []
  private var count = 0
  private(set) var found: [[Int]] = []

  init(_ next: [[Int]]) {
    self.next = next
    number = [Int](repeating: -1, count: next.count)
    low = number
    isOpen = [Bool](repeating: false, count: next.count)
  }

  mutating func visit(_ start: Int) {
    guard number[start] < 0 else { return }
    var path = [(item: start, place: 0)]
    enter(start)
    while let (item, place) = path.last {
      if place < next[item].count {
        path[path.count - 1].place += 1
        let other = next[item][place]
        if number[other] < 0 {
          enter(other)
          path.append((other, 0))
        } else if isOpen[other] {
          low[item] = min(low[item], number[other])
        }
        continue
      }
      path.removeLast()
      if let parent = path.last { low[parent.item] = min(low[parent.item], low[item]) }
      if low[item] == number[item] { close(item) }
    }
  }

  private mutating func enter(_ item: Int) {
    (number[item], low[item]) = (count, count)
    count += 1
    open.append(item)
    isOpen[item] = true
  }

  private mutating func close(_ item: Int) {
    var component: [Int] = []
    while let last = open.popLast() {
      isOpen[last] = false
      component.append(last)
      if last == item { break }
    }
    found.append(component)
  }
}
