import PrefJSON
public import PrefRecord

/// A group of rows that is in more than one split.
public struct SplitCrossing: Sendable, Equatable {
  /// What the rows share, as in `--group-by`.
  public var key: String
  /// A row in one split.
  public var id: RecordID
  /// Its split.
  public var split: String
  /// A row of the same group in another split.
  public var otherID: RecordID
  /// The other split.
  public var otherSplit: String
}

/// Finds groups that are in more than one split.
final class CheckSplitJob: RecordJob {
  struct Scratch {
    let parser = JSONParser()
  }

  private let keys: [(key: GroupKey, joined: [UInt64: UInt64])]
  /// Split of each input.
  private let splits: [String]
  private var seen: [[UInt64: (split: Int, id: RecordID)]]
  private(set) var crossings: [SplitCrossing] = []
  private(set) var crossingCounts: [Int]
  /// Groups of each key.
  var groupCounts: [Int] { seen.map(\.count) }

  init(_ keys: [(key: GroupKey, joined: [UInt64: UInt64])], splits: [String]) {
    (self.keys, self.splits) = (keys, splits)
    seen = keys.map { _ in [:] }
    crossingCounts = keys.map { _ in 0 }
  }

  func makeScratch() -> Scratch { Scratch() }

  struct Row: Sendable {
    var id: RecordID
    var groups: [UInt64]
  }

  func work(
    _ batch: inout ComparisonBatch,
    _ block: UnsafeRawBufferPointer,
    input: Int,
    _ scratch: inout Scratch
  ) throws -> (input: Int, rows: [Row]) {
    let rows = batch.comparisons.map { comparison in
      Row(
        id: comparison.id,
        groups: keys.map { entry in
          let key = entry.key.key(of: comparison, in: batch, scratch.parser)
          return entry.joined[key] ?? key
        }
      )
    }
    return (input, rows)
  }

  func take(_ batch: (input: Int, rows: [Row]), _ outputs: OutputSet, _ ledger: inout Ledger) throws -> Int {
    for row in batch.rows {
      for (index, group) in row.groups.enumerated() { note(row.id, group, index, batch.input) }
    }
    return batch.rows.count
  }

  private func note(_ id: RecordID, _ group: UInt64, _ index: Int, _ input: Int) {
    guard let first = seen[index][group] else {
      seen[index][group] = (input, id)
      return
    }
    guard splits[first.split] != splits[input] else { return }
    crossingCounts[index] += 1
    guard crossingCounts[index] <= 5 else { return }
    crossings.append(
      SplitCrossing(
        key: keys[index].key.name,
        id: first.id,
        split: splits[first.split],
        otherID: id,
        otherSplit: splits[input]
      )
    )
  }
}

/// What a check of splits found.
public struct SplitCheck: Sendable {
  /// The account of the rows read.
  public var ledger: Ledger
  /// For each key: its name, how many groups there are, and how many rows are in another split than their group.
  public var keys: [(name: String, groups: Int, crossings: Int)]
  /// The first five crossings of each key.
  public var crossings: [SplitCrossing]
}

extension RecordRun {
  /// Finds prompts, and what else rows were grouped by, that are in more than one split.
  ///
  /// `splits`: The split of each input.
  public func checkSplits(
    _ splits: [String],
    isNear: Bool,
    field: RecordField?,
    memoryLimit: Int,
    folder: String
  ) throws -> SplitCheck {
    var keys: [(key: GroupKey, joined: [UInt64: UInt64])] = [(.prompt, [:])]
    if isNear { keys.append((.nearPrompt, try nearPrompts(memoryLimit: memoryLimit, folder: folder))) }
    if let field { keys.append((.field(field), [:])) }
    let job = CheckSplitJob(keys, splits: splits)
    let ledger = try run(job, OutputSet())
    let counts = zip(keys, zip(job.groupCounts, job.crossingCounts)).map {
      (name: $0.key.name, groups: $1.0, crossings: $1.1)
    }
    return SplitCheck(ledger: ledger, keys: counts, crossings: job.crossings)
  }
}
