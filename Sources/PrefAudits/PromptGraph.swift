import PrefRecord
import PrefStatistics

/// The comparisons of one prompt as a graph: completions are its items, records its edges.
struct PromptGraph: Sendable {
  /// Numbers of the records, in input order; records whose completions are the same are left out.
  let records: [Int]
  /// Items of each record: chosen and rejected.
  let ends: [(chosen: Int, rejected: Int)]
  /// Who was preferred to whom; items are numbered in the order in which they are first met.
  let relation: PreferenceRelation
  /// Hash of each item.
  let items: [RecordID]
  /// For each record the edge of the relation it is in.
  let edges: [Int]

  init(_ numbers: some Sequence<Int>, of all: PreferenceRecords) {
    var itemNumbers: [RecordID: Int] = [:]
    var items: [RecordID] = []
    func number(_ hash: RecordID) -> Int {
      if let number = itemNumbers[hash] { return number }
      itemNumbers[hash] = items.count
      items.append(hash)
      return items.count - 1
    }
    var (records, ends): ([Int], [(chosen: Int, rejected: Int)]) = ([], [])
    var edges: [Int: PreferenceRelation.Edge] = [:]
    for index in numbers {
      let record = all.records[index]
      if record.chosen == record.rejected { continue }
      let (chosen, rejected) = (number(record.chosen), number(record.rejected))
      records.append(index)
      ends.append((chosen, rejected))
      let (low, high) = (min(chosen, rejected), max(chosen, rejected))
      var edge = edges[low << 32 | high] ?? PreferenceRelation.Edge(low: low, high: high)
      if record.isTie { edge.ties += 1 } else if chosen == low { edge.lowWins += 1 } else { edge.highWins += 1 }
      edges[low << 32 | high] = edge
    }
    (self.records, self.ends, self.items) = (records, ends, items)
    relation = PreferenceRelation(items: items.count, edges: Array(edges.values))
    let places = Dictionary(uniqueKeysWithValues: relation.edges.enumerated().map { ($1.low << 32 | $1.high, $0) })
    self.edges = ends.map { places[min($0.chosen, $0.rejected) << 32 | max($0.chosen, $0.rejected)] ?? 0 }
  }

  /// Judgements of an edge for the side that a record prefers, and for the other side.
  func counts(_ index: Int) -> (own: Int, other: Int) {
    let edge = relation.edges[edges[index]]
    return ends[index].chosen == edge.low ? (edge.lowWins, edge.highWins) : (edge.highWins, edge.lowWins)
  }
}

extension PreferenceRecords {
  /// Calls a body with the graph of each prompt, in the order in which prompts are first met.
  func forEachPrompt(_ body: (PromptGraph) -> Void) {
    var order = Array(records.indices)
    order.sort { (records[$0].prompt, $0) < (records[$1].prompt, $1) }
    var groups: [Range<Int>] = []
    var start = 0
    while start < order.count {
      var end = start + 1
      while end < order.count, records[order[end]].prompt == records[order[start]].prompt { end += 1 }
      groups.append(start..<end)
      start = end
    }
    groups.sort { order[$0.lowerBound] < order[$1.lowerBound] }
    for group in groups { body(PromptGraph(order[group], of: self)) }
  }
}
