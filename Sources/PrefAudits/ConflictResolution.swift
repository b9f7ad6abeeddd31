import PrefRecord
import PrefStatistics

/// What is done about records that contradict one another.
public enum ConflictResolution: String, Sendable, CaseIterable {
  /// Nothing; they are reported.
  case report
  /// All that take part in a contradiction go.
  case drop
  /// Of each pair of completions the records of the majority stay; where there is none, all go.
  case majority
  /// The fewest records go for which the rest of each prompt contradicts nothing, circles included.
  case minimumFeedback = "minimum-feedback"

  /// Why a record goes.
  public enum Reason: String, Sendable, CaseIterable {
    /// Another record prefers the opposite.
    case contradicted
    /// Another record calls even what this one decides, or the other way round.
    case tieAgainstDecision = "tie-against-decision"
    /// It is part of a circle of preferences.
    case circle
    /// More records prefer the opposite, or call it even.
    case minority
    /// As many records prefer the opposite, or call it even.
    case undecided
    /// It contradicts the order of the prompt's completions that contradicts the fewest records.
    case feedback
  }

  /// A record that goes.
  public struct Removal: Sendable, Equatable {
    /// Number of the record.
    public var record: Int
    /// Why it goes.
    public var reason: Reason
    /// Number of a record that contradicts it, or that follows it in a circle.
    public var against: Int
  }

  /// The records that go, in input order.
  public func removals(from all: PreferenceRecords) -> [Removal] {
    var removals: [Removal] = []
    all.forEachPrompt { graph in
      switch self {
      case .report: break
      case .drop: removals += Self.drop(graph, all)
      case .majority: removals += Self.majority(graph, all)
      case .minimumFeedback: removals += Self.feedback(graph, all)
      }
    }
    return removals.sorted { $0.record < $1.record }
  }

  private static func drop(_ graph: PromptGraph, _ all: PreferenceRecords) -> [Removal] {
    let circles = PlaceInComponents(graph.relation.components(byMajority: true))
    return graph.records.indices.compactMap { index in
      let record = graph.records[index]
      let isTie = all.records[record].isTie
      if !isTie, graph.counts(index).other > 0 {
        return Removal(record: record, reason: .contradicted, against: graph.opponent(of: index, all))
      }
      let edge = graph.relation.edges[graph.edges[index]]
      if edge.ties > 0, edge.lowWins + edge.highWins > 0 {
        return Removal(record: record, reason: .tieAgainstDecision, against: graph.opponent(of: index, all))
      }
      let (chosen, rejected) = graph.ends[index]
      guard !isTie, let component = circles[chosen], component == circles[rejected] else { return nil }
      return Removal(record: record, reason: .circle, against: graph.next(after: rejected, circles, all))
    }
  }

  private static func majority(_ graph: PromptGraph, _ all: PreferenceRecords) -> [Removal] {
    graph.records.indices.compactMap { index in
      let edge = graph.relation.edges[graph.edges[index]]
      let record = graph.records[index]
      let counts = graph.counts(index)
      let own = all.records[record].isTie ? edge.ties : counts.own
      let others = all.records[record].isTie ? [edge.lowWins, edge.highWins] : [counts.other, edge.ties]
      let most = max(others[0], others[1])
      guard most > 0, own <= most else { return nil }
      let best = max(edge.lowWins, edge.highWins, edge.ties)
      let leaders = [edge.lowWins, edge.highWins, edge.ties].count { $0 == best }
      return Removal(
        record: record,
        reason: leaders > 1 && own == best ? .undecided : .minority,
        against: graph.opponent(of: index, all)
      )
    }
  }

  private static func feedback(_ graph: PromptGraph, _ all: PreferenceRecords) -> [Removal] {
    let components = graph.relation.components(byMajority: false)
    var places: [Int: (component: Int, place: Int)] = [:]
    for (number, component) in components.enumerated() {
      for (item, place) in FeedbackOrder(component, of: graph.relation).places { places[item] = (number, place) }
    }
    let inComponents = PlaceInComponents(components)
    return graph.records.indices.compactMap { index in
      let record = graph.records[index]
      let (chosen, rejected) = graph.ends[index]
      guard !all.records[record].isTie, let winner = places[chosen], let loser = places[rejected],
        winner.component == loser.component, winner.place > loser.place
      else { return nil }
      let against =
        graph.counts(index).other > 0 ? graph.opponent(of: index, all) : graph.next(after: rejected, inComponents, all)
      return Removal(record: record, reason: .feedback, against: against)
    }
  }
}

/// Which component an item is in.
private struct PlaceInComponents {
  private var numbers: [Int: Int] = [:]

  init(_ components: [[Int]]) {
    for (number, component) in components.enumerated() {
      for item in component { numbers[item] = number }
    }
  }

  subscript(_ item: Int) -> Int? { numbers[item] }
}

extension PromptGraph {
  /// The first record of the same completions that says otherwise.
  fileprivate func opponent(of index: Int, _ all: PreferenceRecords) -> Int {
    let mine = all.records[records[index]]
    let other = records.indices.first { other in
      guard edges[other] == edges[index] else { return false }
      let theirs = all.records[records[other]]
      return theirs.isTie != mine.isTie || (!mine.isTie && theirs.chosen != mine.chosen)
    }
    return records[other ?? index]
  }

  /// The first record that goes on in the circle from an item.
  fileprivate func next(after item: Int, _ components: PlaceInComponents, _ all: PreferenceRecords) -> Int {
    let other = records.indices.first { other in
      !all.records[records[other]].isTie && ends[other].chosen == item
        && components[ends[other].rejected] == components[item]
    }
    return records[other ?? 0]
  }
}
