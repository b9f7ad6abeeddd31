import PrefJSON
public import PrefRecord
public import PrefStatistics
import PrefText

/// What is balanced.
public enum BalanceFeature: Sendable {
  /// Words of the completions.
  case length
  /// Refusals, by the phrases in the first 40 characters.
  case refusal
  /// The values of a field, each of which is to count the same.
  case field(RecordField)
}

/// How it is balanced.
public enum BalanceMethod: String, Sendable, CaseIterable {
  /// Rows are left out.
  case subsample
  /// Rows get a weight.
  case weights
  /// Rows are added that pair a chosen completion with the chosen one of another prompt.
  case augment
}

/// How a balance is made.
public struct BalanceOptions: Sendable {
  /// What is balanced.
  public var feature: BalanceFeature
  /// How.
  public var method: BalanceMethod
  /// Bins of the size of differences.
  public var bins = 10
  /// Largest weight.
  public var cap = 5.0
  /// Seed of the choice among rows.
  public var seed: UInt64 = 0

  /// Makes options.
  public init(feature: BalanceFeature, method: BalanceMethod) { (self.feature, self.method) = (feature, method) }
}

/// What a balance did.
public struct BalanceOutcome: Sendable {
  /// The account; rows that were added are not in it.
  public var ledger: Ledger
  /// Share of pairs that the feature wins, or `nil` for a field.
  public var before: WeightedClusterMean?
  /// The same afterwards.
  public var after: WeightedClusterMean?
  /// For a field: its values, with their rows and their weight afterwards.
  public var values: [(value: String, before: Int, after: Double)] = []
  /// Effective sample size of the weights; `nil` where rows have none.
  public var effectiveSize: Double?
  /// Rows added.
  public var added = 0
  /// Rows dropped, weighted other than 1, or added.
  public var touched = 0
  /// The first of their ids.
  public var firstTouched: [RecordID] = []
}

/// What is known of each row before it is decided about.
struct BalanceRows: Sendable {
  var differences: [Int] = []
  var groups: [UInt64] = []
  var clusters: [UInt64] = []
  var keys: [UInt64] = []
  var names: [UInt64: String] = [:]
}

/// Measures the feature on all rows: 32 bytes a row.
final class BalanceScan: RecordJob {
  struct Scratch {
    let parser = JSONParser()
    var measure = SideMeasure()
    var hasher = RecordHasher()
    var writer: RowWriter
  }

  private let options: BalanceOptions
  private let writer: RowWriter
  private(set) var rows = BalanceRows()

  init(_ run: RecordRun, _ options: BalanceOptions) {
    self.options = options
    writer = RowWriter(run, columns: run.columns)
  }

  func makeScratch() -> Scratch { Scratch(writer: writer) }

  func work(
    _ batch: inout ComparisonBatch,
    _ block: UnsafeRawBufferPointer,
    input: Int,
    _ scratch: inout Scratch
  ) throws -> BalanceRows {
    scratch.writer.prepare(&batch, input: input)
    var rows = BalanceRows()
    for comparison in batch.comparisons {
      let id = comparison.id
      rows.keys.append(StableHash.mix64(id.low ^ StableHash.mix64(options.seed)))
      rows.clusters.append(ClusterKey.of(comparison, in: batch))
      if case .field(let field) = options.feature {
        let value = field.value(of: comparison, in: batch, scratch.parser)
        let key = GroupKey.hash(value)
        rows.groups.append(key)
        rows.names[key] = String(decoding: value, as: UTF8.self)
      } else {
        // What is called even is no preference that a feature could have won.
        let difference = comparison.isTie ? 0 : scratch.measure.difference(options.feature, comparison, batch)
        rows.differences.append(difference)
      }
    }
    return rows
  }

  func take(_ more: BalanceRows, _ outputs: OutputSet, _ ledger: inout Ledger) throws -> Int {
    rows.differences += more.differences
    rows.groups += more.groups
    rows.clusters += more.clusters
    rows.keys += more.keys
    rows.names.merge(more.names) { first, _ in first }
    return more.keys.count
  }
}

/// Measures completions.
struct SideMeasure: Sendable {
  private var meter = TextMeter()

  /// The feature of the chosen completion less that of the rejected one.
  mutating func difference(
    _ feature: BalanceFeature,
    _ comparison: Comparison,
    _ batch: borrowing ComparisonBatch
  ) -> Int { value(feature, comparison.chosen, batch) - value(feature, comparison.rejected, batch) }

  /// The feature of a completion.
  mutating func value(_ feature: BalanceFeature, _ turns: Range<Int>, _ batch: borrowing ComparisonBatch) -> Int {
    var sum = 0
    for index in turns {
      var meter = meter
      let measures = unsafe batch.withBytes(of: batch.turns[index].content) { unsafe meter.measure($0) }
      self.meter = meter
      if case .refusal = feature {
        sum = max(sum, measures.refusals.contains(.pkHead40) ? 1 : 0)
      } else {
        sum += measures.lengths.words
      }
    }
    return sum
  }
}

/// Writes what a balance decided.
final class BalanceJob: RecordJob {
  private let writer: RowWriter
  private let decisions: [Double]
  private let method: BalanceMethod
  private let output: OutputSet.Handle
  private let touched: OutputSet.Handle?
  private var ordinal = 0
  private var pool = CompletionPool()
  private(set) var outcome = (touched: 0, added: 0, first: [RecordID]())
  /// Difference and cluster of each row that was added.
  private(set) var additions = BalanceRows()
  private let feature: BalanceFeature
  private var measure = SideMeasure()
  private let seed: UInt64

  /// `decisions`: The weight of each row; 0 leaves it out.
  init(
    _ run: RecordRun,
    _ columns: Columns,
    _ options: BalanceOptions,
    _ decisions: [Double],
    _ output: OutputSet.Handle,
    touched: OutputSet.Handle?
  ) {
    (self.decisions, method, self.output, self.touched) = (decisions, options.method, output, touched)
    (feature, seed) = (options.feature, options.seed)
    writer = RowWriter(run, columns: columns)
  }

  func makeScratch() -> RowWriter { writer }

  func work(
    _ batch: inout ComparisonBatch,
    _ block: UnsafeRawBufferPointer,
    input: Int,
    _ writer: inout RowWriter
  ) throws -> ComparisonBatch {
    writer.prepare(&batch, input: input)
    return batch
  }

  func take(_ batch: ComparisonBatch, _ outputs: OutputSet, _ ledger: inout Ledger) throws -> Int {
    var batch = batch
    var (rows, notes, written): ([UInt8], [UInt8], Int) = ([], [], 0)
    for index in batch.comparisons.indices {
      let weight = decisions[ordinal]
      ordinal += 1
      if method == .weights {
        batch.comparisons[index].weight = batch.appendText { JSONWriter.append(double: weight, to: &$0) }
      }
      let comparison = batch.comparisons[index]
      if weight == 0 {
        ledger.drop(because: "balance")
      } else {
        writer.encoder.append(comparison, in: batch, to: &rows)
        written += 1
      }
      if weight != 1 { note(comparison.id, weight == 0 ? "dropped" : "weighted", weight, &notes) }
      if method == .augment { augment(comparison, in: batch, &rows, &notes) }
    }
    outputs.append(rows, to: output)
    if let touched { outputs.append(notes, to: touched) }
    return written
  }

  private func note(_ id: RecordID, _ action: StaticString, _ weight: Double, _ notes: inout [UInt8]) {
    outcome.touched += 1
    if outcome.first.count < 5 { outcome.first.append(id) }
    guard touched != nil else { return }
    JSONWriter.append(ascii: "{\"id\":\"", to: &notes)
    id.write(to: &notes)
    JSONWriter.append(ascii: "\",\"action\":\"", to: &notes)
    JSONWriter.append(ascii: action, to: &notes)
    JSONWriter.append(ascii: "\",\"weight\":", to: &notes)
    JSONWriter.append(double: weight, to: &notes)
    JSONWriter.append(ascii: "}\n", to: &notes)
  }

  /// Adds a row that prefers the chosen completion to the chosen one of another prompt.
  private func augment(
    _ comparison: Comparison,
    in batch: borrowing ComparisonBatch,
    _ rows: inout [UInt8],
    _ notes: inout [UInt8]
  ) {
    guard !comparison.isTie else { return }
    let cluster = ClusterKey.of(comparison, in: batch)
    let key = StableHash.mix64(comparison.id.low ^ StableHash.mix64(seed &+ 1))
    if let other = pool.pick(key, besides: cluster) {
      let (made, added) = CompletionPool.pair(comparison, in: batch, against: other)
      writer.encoder.append(added, in: made, to: &rows)
      outcome.added += 1
      note(added.id, "added", 1, &notes)
      additions.clusters.append(cluster)
      if case .field = feature {} else { additions.differences.append(measure.difference(feature, added, made)) }
    }
    pool.hold(comparison, in: batch, cluster)
  }
}

/// Holds the chosen completions of the last records, for pairs across prompts.
struct CompletionPool: Sendable {
  /// A completion, away from its batch.
  struct Held: Sendable {
    var id: RecordID
    var cluster: UInt64
    var turns: [(role: Role, content: [UInt8])]
  }

  private static let size = 1024
  private var held: [Held] = []
  private var next = 0

  /// A completion of another prompt; `nil` while there is none.
  func pick(_ key: UInt64, besides cluster: UInt64) -> Held? {
    guard !held.isEmpty else { return nil }
    let start = Int(key.multipliedFullWidth(by: UInt64(held.count)).high)
    for step in held.indices where held[(start + step) % held.count].cluster != cluster {
      return held[(start + step) % held.count]
    }
    return nil
  }

  /// Takes in the chosen completion of a record, in the place of the oldest.
  mutating func hold(_ comparison: Comparison, in batch: borrowing ComparisonBatch, _ cluster: UInt64) {
    let turns = comparison.chosen.map { index in
      let turn = batch.turns[index]
      return (role: turn.role, content: Array(batch.text[Int(turn.content.start)..<Int(turn.content.end)]))
    }
    let entry = Held(id: comparison.id, cluster: cluster, turns: turns)
    if held.count < Self.size { held.append(entry) } else { held[next] = entry }
    next = (next + 1) % Self.size
  }

  /// A comparison of a record's chosen completion with another prompt's, in a batch of its own; its metadata says so.
  static func pair(
    _ comparison: Comparison,
    in batch: borrowing ComparisonBatch,
    against other: Held
  ) -> (ComparisonBatch, Comparison) {
    var made = ComparisonBatch()
    func copy(_ range: ByteRange) -> ByteRange { unsafe batch.withBytes(of: range) { unsafe made.append(text: $0) } }
    func copy(_ turns: Range<Int>) -> Range<Int> {
      let start = made.turns.count
      for index in turns {
        let content = copy(batch.turns[index].content)
        made.append(turn: Turn(role: batch.turns[index].role, content: content))
      }
      return start..<made.turns.count
    }
    let (prompt, chosen) = (copy(comparison.prompt), copy(comparison.chosen))
    let start = made.turns.count
    for turn in other.turns {
      let content = made.appendText { $0 += turn.content }
      made.append(turn: Turn(role: turn.role, content: content))
    }
    var added = Comparison(prompt: prompt, chosen: chosen, rejected: start..<made.turns.count)
    added.lineage.dataset = copy(comparison.lineage.dataset)
    added.lineage.subset = copy(comparison.lineage.subset)
    added.lineage.split = copy(comparison.lineage.split)
    added.lineage.file = copy(comparison.lineage.file)
    added.lineage.row = comparison.lineage.row
    added.metadata = made.append(
      text:
        "{\"augmented\":\"cross-prompt\",\"chosen_of\":\"\(comparison.id.hex)\",\"rejected_of\":\"\(other.id.hex)\"}"
    )
    var hasher = RecordHasher()
    added.id = hasher.id(of: added, in: made)
    return (made, added)
  }
}

extension RecordRun {
  /// Balances a feature; the inputs are read twice.
  public func balance(
    _ options: BalanceOptions,
    _ outputs: OutputSet,
    _ output: OutputSet.Handle,
    touched: OutputSet.Handle?
  ) throws -> BalanceOutcome {
    var columns = columns
    if options.method == .weights { columns.insert(.weight) }
    if options.method == .augment {
      guard !columns.contains(.margin) else {
        throw RunError.usage("rows that are added have no margin", fix: "prefkit cut --drop margin before")
      }
      columns.formUnion([.metadata, .source])
    }
    let scan = BalanceScan(self, options)
    _ = try silent().run(scan, OutputSet())
    let rows = scan.rows
    let weights = Self.decide(options, rows)
    let job = BalanceJob(self, columns, options, weights, output, touched: touched)
    var outcome = BalanceOutcome(ledger: try run(job, outputs))
    (outcome.touched, outcome.added, outcome.firstTouched) = (job.outcome.touched, job.outcome.added, job.outcome.first)
    if options.method == .weights { outcome.effectiveSize = PairBalance.effectiveSize(weights) }
    if case .field = options.feature {
      outcome.values = Self.values(rows, weights)
    } else {
      outcome.before = Self.wins(rows, rows.keys.map { _ in 1 })
      var after = rows
      after.differences += job.additions.differences
      after.clusters += job.additions.clusters
      outcome.after = Self.wins(after, weights + job.additions.differences.map { _ in 1 })
    }
    return outcome
  }

  /// The weight of each row; 0 leaves it out.
  private static func decide(_ options: BalanceOptions, _ rows: BalanceRows) -> [Double] {
    if options.method == .augment { return rows.keys.map { _ in 1 } }
    guard case .field = options.feature else {
      let balance = PairBalance(rows.differences, bins: options.bins)
      if options.method == .weights { return balance.weights(rows.differences, cap: options.cap) }
      return balance.kept(rows.differences, keys: rows.keys).map { $0 ? 1 : 0 }
    }
    let groups = Dictionary(grouping: rows.groups.indices) { rows.groups[$0] }
    var weights = [Double](repeating: 0, count: rows.groups.count)
    let least = groups.values.map(\.count).min() ?? 0
    for indices in groups.values {
      if options.method == .weights {
        let weight = Double(rows.groups.count) / Double(groups.count * indices.count)
        for index in indices { weights[index] = min(options.cap, weight) }
      } else {
        let chosen = indices.sorted { (rows.keys[$0], $0) < (rows.keys[$1], $1) }[..<least]
        for index in chosen { weights[index] = 1 }
      }
    }
    return weights
  }

  /// Share of pairs that the feature wins, half for equal ones.
  private static func wins(_ rows: BalanceRows, _ weights: [Double]) -> WeightedClusterMean {
    let values = rows.differences.map { $0 == 0 ? 0.5 : $0 > 0 ? 1 : 0 }
    return WeightedClusterMean(values: values, weights: weights, clusters: rows.clusters)
  }

  private static func values(_ rows: BalanceRows, _ weights: [Double]) -> [(value: String, before: Int, after: Double)]
  {
    var sums: [UInt64: (count: Int, weight: Double)] = [:]
    for (index, group) in rows.groups.enumerated() {
      let old = sums[group] ?? (0, 0)
      sums[group] = (old.count + 1, old.weight + weights[index])
    }
    return sums.map { (rows.names[$0.key] ?? "", $0.value.count, $0.value.weight) }.sorted { $0.0 < $1.0 }
  }
}
