import PrefStatistics

/// The scores of all rows as columns, put together from any number of files by the rows' ids.
///
/// A row of the table is a pair, with two numbers a column, or a response, with one. 16 bytes a pair and column, 64 bytes a
/// row besides. Sorted by prompt and id, so that nothing depends on the order of files and rows.
public struct ScoreTable: Sendable {
  /// A column of numbers.
  public struct Column: Sendable {
    /// Its name.
    public var name: String
    /// Whether it is what a reward should follow, rather than a reward.
    public var isMetric: Bool
    /// One number a side: chosen and rejected in turn, or one a response; NaN where there is none.
    public var values: [Double]
  }

  /// Why a batch does not fit.
  public enum Misfit: Error, Sendable {
    /// Rows of pairs and rows of responses.
    case mixed
  }

  /// Sides of a row: 2 for pairs, 1 for responses, 0 before the first row.
  public private(set) var sides = 0
  /// Hash of each row's prompt.
  public private(set) var clusters: [UInt64] = []
  /// Index of each row's subset in `subsetNames`; −1 for none.
  public private(set) var subsets: [Int32] = []
  /// Names of the subsets.
  public private(set) var subsetNames: [String] = []
  /// Lengths, as the columns' values.
  public private(set) var lengths: [Double] = []
  /// Human votes for the chosen and the rejected side of each pair.
  public private(set) var votes: [(chosen: UInt32, rejected: UInt32)] = []
  /// Rewards and metrics, by name once sorted.
  public private(set) var columns: [Column] = []
  private var keys: [ScoreKey] = []
  private var places = PlaceTable()

  /// Makes an empty table.
  public init() {}

  /// Number of rows.
  public var count: Int { keys.count }

  /// The rewards.
  public var rewards: [Column] { columns.filter { !$0.isMetric } }

  /// The downstream metrics.
  public var metrics: [Column] { columns.filter(\.isMetric) }

  /// What became of a batch.
  public struct Added: Sendable {
    /// Rows that were taken.
    public var taken = 0
    /// Rows that were not, by reason.
    public var dropped: [String: Int] = [:]
  }

  /// Adds the rows of a batch.
  ///
  /// - Parameters:
  ///   - batch: The rows.
  ///   - metrics: Names of columns that are metrics, though the file calls them scores.
  /// - Returns: Rows taken, and rows dropped: `tie`, `no-score`, `score-given-twice`.
  /// - Throws: `mixed` where some rows are pairs and others responses.
  public mutating func add(_ batch: ScoreBatch, metrics: Set<String> = []) throws(Misfit) -> Added {
    let columns = batch.names.map { column(named: $0.text, isMetric: $0.isMetric || metrics.contains($0.text)) }
    let subsets = batch.subsets.map { subset(named: $0) }
    var added = Added()
    var entry = 0
    for (index, row) in batch.rows.enumerated() {
      let first = entry
      while entry < batch.entries.count, batch.entries[entry].row == index { entry += 1 }
      if let reason = try add(row, batch.entries[first..<entry], columns, subsets) {
        added.dropped[reason, default: 0] += 1
      } else {
        added.taken += 1
      }
    }
    return added
  }

  private mutating func add(
    _ row: ScoreBatch.Row,
    _ entries: ArraySlice<ScoreBatch.Entry>,
    _ columns: [Int],
    _ subsets: [Int]
  ) throws(Misfit) -> String? {
    if row.isTie { return "tie" }
    if entries.isEmpty { return "no-score" }
    if sides == 0 { sides = row.isPair ? 2 : 1 }
    guard sides == (row.isPair ? 2 : 1) else { throw .mixed }
    let (place, isNew) = places.place(of: row.key, keys)
    if isNew { append(row) }
    let first = place * sides
    // A row that says what is known already says it again, whole; one that says otherwise is not to be averaged in.
    if entries.contains(where: { isTaken(columns[$0.name], first, $0) }) { return "score-given-twice" }
    for entry in entries {
      self.columns[columns[entry.name]].values[first] = entry.first
      if sides == 2 { self.columns[columns[entry.name]].values[first + 1] = entry.second }
    }
    note(row, place, subsets)
    return nil
  }

  /// Whether a column has a number already that an entry would replace; rows of several rewards may repeat a metric.
  private func isTaken(_ column: Int, _ first: Int, _ entry: ScoreBatch.Entry) -> Bool {
    let values = columns[column].values
    guard !values[first].isNaN else { return false }
    return !columns[column].isMetric || values[first] != entry.first
      || (sides == 2 && values[first + 1] != entry.second)
  }

  /// Notes what a row says besides scores; the first that says it is believed.
  private mutating func note(_ row: ScoreBatch.Row, _ place: Int, _ subsets: [Int]) {
    if row.subset >= 0, self.subsets[place] < 0 { self.subsets[place] = Int32(subsets[row.subset]) }
    let first = place * sides
    if lengths[first].isNaN { lengths[first] = row.lengths.0 }
    if sides == 2, lengths[first + 1].isNaN { lengths[first + 1] = row.lengths.1 }
    if votes[place].chosen == 0, votes[place].rejected == 0 {
      votes[place] = (UInt32(clamping: row.votes.0), UInt32(clamping: row.votes.1))
    }
  }

  private mutating func append(_ row: ScoreBatch.Row) {
    keys.append(row.key)
    clusters.append(row.cluster)
    subsets.append(-1)
    votes.append((0, 0))
    for _ in 0..<sides {
      lengths.append(.nan)
      for column in columns.indices { columns[column].values.append(.nan) }
    }
  }

  private mutating func column(named name: String, isMetric: Bool) -> Int {
    if let index = columns.firstIndex(where: { $0.name == name && $0.isMetric == isMetric }) { return index }
    columns.append(
      Column(name: name, isMetric: isMetric, values: Array(repeating: .nan, count: count * sides))
    )
    return columns.count - 1
  }

  private mutating func subset(named name: String) -> Int {
    if let index = subsetNames.firstIndex(of: name) { return index }
    subsetNames.append(name)
    return subsetNames.count - 1
  }

  /// Whether any row has a length.
  public var hasLengths: Bool { lengths.contains { !$0.isNaN } }

  /// Brings rows into the order of prompt and id, and columns into that of their names.
  public mutating func sort() {
    places = PlaceTable()
    let rows = keys.indices.map { UInt32($0) }
    var order = RowOrder.sorted(rows) { keys[$0].low }
    order = RowOrder.sorted(order) { keys[$0].high }
    order = RowOrder.sorted(order) { clusters[$0] }
    clusters = order.map { clusters[Int($0)] }
    subsets = order.map { subsets[Int($0)] }
    votes = order.map { votes[Int($0)] }
    keys = order.map { keys[Int($0)] }
    lengths = permuted(lengths, order)
    for column in columns.indices { columns[column].values = permuted(columns[column].values, order) }
    columns.sort { ($0.name, $0.isMetric ? 1 : 0) < ($1.name, $1.isMetric ? 1 : 0) }
  }

  private func permuted(_ values: [Double], _ order: [UInt32]) -> [Double] {
    guard sides == 2 else { return order.map { values[Int($0)] } }
    var result: [Double] = []
    result.reserveCapacity(values.count)
    for row in order {
      result.append(values[2 * Int(row)])
      result.append(values[2 * Int(row) + 1])
    }
    return result
  }

  /// The row of a key, before the table is sorted; `nil` where there is none.
  public func row(of key: ScoreKey) -> Int? { places.find(key, keys) }
}

/// Where keys stand: open addressing, 4 bytes a slot.
private struct PlaceTable: Sendable {
  private var slots = [UInt32](repeating: 0, count: 1 << 10)

  /// The place of a key among `keys`; where it is new, the place it is to get.
  mutating func place(of key: ScoreKey, _ keys: [ScoreKey]) -> (Int, isNew: Bool) {
    // Files mostly have their rows in one order: the last row is looked at first.
    if let last = keys.last, last == key { return (keys.count - 1, false) }
    if 2 * keys.count >= slots.count { grow(keys) }
    var slot = slot(key)
    while slots[slot] != 0 {
      let place = Int(slots[slot]) - 1
      if keys[place] == key { return (place, false) }
      slot = (slot + 1) & (slots.count - 1)
    }
    slots[slot] = UInt32(keys.count + 1)
    return (keys.count, true)
  }

  func find(_ key: ScoreKey, _ keys: [ScoreKey]) -> Int? {
    var slot = slot(key)
    while slots[slot] != 0 {
      let place = Int(slots[slot]) - 1
      if keys[place] == key { return place }
      slot = (slot + 1) & (slots.count - 1)
    }
    return nil
  }

  private func slot(_ key: ScoreKey) -> Int { Int(truncatingIfNeeded: key.low ^ key.high >> 7) & (slots.count - 1) }

  private mutating func grow(_ keys: [ScoreKey]) {
    slots = Array(repeating: 0, count: slots.count * 2)
    for (place, key) in keys.enumerated() {
      var slot = slot(key)
      while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = UInt32(place + 1)
    }
  }
}
