import PrefFindings
import PrefRecord
import PrefStatistics

/// Counts what the graphs of all prompts show.
struct ConflictTally: Sendable {
  /// Records, and those of the minority, of one data set or annotator.
  struct Share: Sendable {
    var judged = 0
    var minority = 0
    var records = 0
  }

  /// By prompt: keys with several decided records, and those of them with opposite labels.
  private(set) var disagreeing: [ClusterSum] = []
  private(set) var minority: [ClusterSum] = []
  private(set) var tiesAgainst: [ClusterSum] = []
  private(set) var cycles: [ClusterSum] = []
  private(set) var triples = PreferenceRelation.Triples()
  private var repeated = 0
  private var oppositePairs = 0
  private var identical = 0
  private var prompts = 0
  private var cyclicItems: [Int] = []
  private var feedback = 0
  private var feedbackIsExact = true
  private var tournaments: [Double] = []
  private var datasets: [UInt32: Share] = [:]
  private var annotators: [UInt32: Share] = [:]
  private var texts: [RecordID: TextRecord] = [:]
  private var examples: [[Cell]] = []

  /// Prompts under which a text won, or lost.
  struct TextRecord: Sendable {
    var won = 0
    var lost = 0
    var example = 0
  }

  /// Keys with several decided records.
  var multiKeys: Int { disagreeing.reduce(0) { $0 + $1.count } }

  mutating func add(_ graph: PromptGraph, _ all: PreferenceRecords) {
    prompts += 1
    addKeys(graph)
    addRecords(graph, all)
    addCircles(graph)
    addTexts(graph, all)
  }

  private mutating func addKeys(_ graph: PromptGraph) {
    var (multi, disagree, labels, few, keys, mixed) = (0, 0, 0, 0, 0, 0)
    for edge in graph.relation.edges {
      let (wins, least) = (edge.lowWins + edge.highWins, min(edge.lowWins, edge.highWins))
      oppositePairs += edge.lowWins * edge.highWins
      repeated += max(0, edge.lowWins - 1) + max(0, edge.highWins - 1) + max(0, edge.ties - 1)
      if wins > 1 {
        multi += 1
        labels += wins
        few += least
        if least > 0 { disagree += 1 }
      }
      if wins + edge.ties > 1 {
        keys += 1
        if wins > 0, edge.ties > 0 { mixed += 1 }
      }
    }
    if multi > 0 {
      disagreeing.append(ClusterSum(count: multi, sum: disagree))
      minority.append(ClusterSum(count: labels, sum: few))
    }
    if keys > 0 { tiesAgainst.append(ClusterSum(count: keys, sum: mixed)) }
  }

  private mutating func addRecords(_ graph: PromptGraph, _ all: PreferenceRecords) {
    for (index, record) in graph.records.enumerated() where !all.records[record].isTie {
      let counts = graph.counts(index)
      var share = datasets[all.records[record].dataset] ?? Share()
      share.records += 1
      if counts.own + counts.other > 1 {
        share.judged += 1
        if counts.own < counts.other { share.minority += 1 }
      }
      datasets[all.records[record].dataset] = share
      if counts.other > 0, examples.count < 50 { addExample(graph, index, all) }
    }
  }

  private mutating func addExample(_ graph: PromptGraph, _ index: Int, _ all: PreferenceRecords) {
    let mine = all.records[graph.records[index]]
    let other = graph.records.first { number in
      let theirs = all.records[number]
      return !theirs.isTie && theirs.chosen == mine.rejected && theirs.rejected == mine.chosen
    }
    guard let other, other < graph.records[index] else { return }
    examples.append([.text(mine.id.hex), .text(all.records[other].id.hex)])
  }

  private mutating func addCircles(_ graph: PromptGraph) {
    guard graph.relation.edges.count > 0 else { return }
    let found = graph.relation.triples
    triples.add(found)
    if found.decided > 0 { cycles.append(ClusterSum(count: found.decided, sum: found.cycles)) }
    cyclicItems += graph.relation.components(byMajority: true).map(\.count)
    for component in graph.relation.components(byMajority: false) {
      let order = FeedbackOrder(component, of: graph.relation)
      feedback += order.cost
      feedbackIsExact = feedbackIsExact && order.isExact
    }
    let n = graph.relation.items
    guard n > 2, graph.relation.edges.count == n * (n - 1) / 2 else { return }
    var wins = [Int](repeating: 0, count: n)
    for edge in graph.relation.edges where edge.direction != 0 { wins[edge.direction > 0 ? edge.low : edge.high] += 1 }
    if let zeta = KendallZeta(wins: wins)?.zeta.value { tournaments.append(zeta) }
  }

  private mutating func addTexts(_ graph: PromptGraph, _ all: PreferenceRecords) {
    var (winners, losers): (Set<Int>, Set<Int>) = ([], [])
    for (index, record) in graph.records.enumerated() where !all.records[record].isTie {
      if winners.insert(graph.ends[index].chosen).inserted {
        texts[graph.items[graph.ends[index].chosen], default: TextRecord(example: record)].won += 1
      }
      if losers.insert(graph.ends[index].rejected).inserted {
        texts[graph.items[graph.ends[index].rejected], default: TextRecord(example: record)].lost += 1
      }
    }
  }

  /// Counts the judgements of named annotators against the majority of all judgements of the same key.
  mutating func addVotes(_ all: PreferenceRecords) {
    identical = all.records.count { $0.chosen == $0.rejected }
    struct Key: Hashable {
      var prompt: RecordID
      var low: RecordID
      var high: RecordID
    }
    func key(_ record: PreferenceRecords.Record) -> Key {
      Key(prompt: record.prompt, low: min(record.chosen, record.rejected), high: max(record.chosen, record.rejected))
    }
    /// Whether a judgement takes the completion of the smaller hash; `nil` for a tie.
    func side(_ vote: PreferenceRecords.Vote) -> Bool? {
      let record = all.records[Int(vote.record)]
      switch vote.choice {
      case .chosen: return record.chosen < record.rejected
      case .rejected: return record.rejected < record.chosen
      case .tie, .unknown: return nil
      }
    }
    var counts: [Key: (low: Int, high: Int)] = [:]
    for vote in all.votes {
      guard let isLow = side(vote) else { continue }
      let key = key(all.records[Int(vote.record)])
      if isLow { counts[key, default: (0, 0)].low += 1 } else { counts[key, default: (0, 0)].high += 1 }
    }
    for vote in all.votes {
      var share = annotators[vote.annotator] ?? Share()
      share.records += 1
      if let isLow = side(vote), let count = counts[key(all.records[Int(vote.record)])], count.low + count.high > 1 {
        share.judged += 1
        if isLow ? count.low < count.high : count.high < count.low { share.minority += 1 }
      }
      annotators[vote.annotator] = share
    }
  }

  // Results

  func findings(_ all: PreferenceRecords) -> [Finding] {
    let decided = all.records.count - identical - all.records.count { $0.isTie && $0.chosen != $0.rejected }
    func share(_ metric: String, _ groups: [ClusterSum]) -> Finding {
      // Single observations are 0 or 1, so that their squares add up to their sum.
      let mean = ClusteredMean.estimate(groups, sumOfSquares: groups.reduce(0) { $0 + $1.sum })
      return .of("conflicts.\(metric)", mean, n: groups.reduce(0) { $0 + $1.count }, unit: "share")
    }
    func count(_ metric: String, _ value: Int, n: Int, note: String? = nil) -> Finding {
      Finding("conflicts.\(metric)", estimate: Double(value), n: n, unit: "count", note: note)
    }
    let widest = widestWinner
    return [
      share("keys.disagree", disagreeing), share("labels.minority", minority), share("keys.tie_against", tiesAgainst),
      share("triples.cycle_rate", cycles), count("rows.repeated", repeated, n: all.records.count),
      count("rows.opposite_pairs", oppositePairs, n: decided),
      count("triples.judged", triples.judged, n: prompts),
      count("triples.weak_violations", triples.weakViolations, n: triples.judged),
      count("components.cyclic", cyclicItems.count, n: prompts),
      count("components.largest", cyclicItems.max() ?? 0, n: prompts),
      count(
        "rows.feedback",
        feedback,
        n: decided,
        note: feedbackIsExact ? "the fewest records that have to go" : "for large components an upper bound"
      ),
      .of(
        "conflicts.tournaments.zeta",
        tournaments.isEmpty ? .failure(.noData) : .success(tournaments.reduce(0, +) / Double(tournaments.count)),
        n: tournaments.count,
        unit: "coefficient",
        note: "mean over prompts where each completion met each other"
      ),
      count("winners.most_prompts", widest?.won ?? 0, n: prompts, note: "prompts under which one text wins"),
      count("rows.identical_sides", identical, n: all.records.count),
    ]
  }

  private var widestWinner: TextRecord? { texts.values.max { ($0.won, $1.example) < ($1.won, $0.example) } }

  func tables(_ all: PreferenceRecords) -> [FindingTable] {
    var tables = [
      shares("conflicts.datasets.minority", "Records against the majority, by data set", datasets, all.datasets)
    ]
    if !annotators.isEmpty {
      tables.append(
        shares(
          "conflicts.annotators.minority",
          "Judgements against the majority, by annotator",
          annotators,
          all.annotators
        )
      )
    }
    tables.append(winners(all))
    if !examples.isEmpty {
      tables.append(
        FindingTable(
          "conflicts.rows.opposite",
          title: "Records of opposite preference (the first 50)",
          columns: ["record", "contradicts"],
          rows: examples
        )
      )
    }
    return tables
  }

  private func shares(_ name: String, _ title: String, _ shares: [UInt32: Share], _ names: [String]) -> FindingTable {
    let rows = shares.sorted { ($1.value.rate, $0.key) < ($0.value.rate, $1.key) }.prefix(100).map { number, share in
      let interval = share.judged > 0 ? Wilson.interval(successes: share.minority, trials: share.judged).value : nil
      let cells: [Cell] = [
        .text(names[Int(number)]), .count(share.records), .count(share.judged), .count(share.minority),
        share.judged > 0 ? .number(share.rate) : .undefined("no-overlap"),
        interval.map { .number($0.low) } ?? .undefined("no-overlap"),
        interval.map { .number($0.high) } ?? .undefined("no-overlap"),
      ]
      return cells
    }
    return FindingTable(
      name,
      title: title,
      columns: ["name", "decided", "judged more than once", "in the minority", "share", "low", "high"],
      rows: rows
    )
  }

  /// The texts that win under the most prompts; identical junk that wins everywhere stands here.
  private func winners(_ all: PreferenceRecords) -> FindingTable {
    let widest = texts.filter { $0.value.won > 1 }.sorted { a, b in
      (b.value.won, a.value.lost, a.key) < (a.value.won, b.value.lost, b.key)
    }
    return FindingTable(
      "conflicts.winners.texts",
      title: "Texts that win under more than one prompt (the first 20)",
      columns: ["text", "prompts won", "prompts lost", "a record"],
      rows: widest.prefix(20).map { hash, record in
        [.text(hash.hex), .count(record.won), .count(record.lost), .text(all.records[record.example].id.hex)]
      }
    )
  }
}

extension ConflictTally.Share {
  fileprivate var rate: Double { judged == 0 ? -1 : Double(minority) / Double(judged) }
}
