import PrefFindings
import PrefStatistics
import Synchronization

/// How the checks of score logs make their estimates.
public struct ScoreSettings: Sendable {
  /// Replicates of the Poisson bootstrap over prompts.
  public var replicates = 1000
  /// Seed of the bootstrap.
  public var seed: UInt64 = 0
  /// Runs a body for each part, on as many threads as the run has; the parts do not depend on that number.
  public var spread: @Sendable (_ parts: Int, _ body: @escaping @Sendable (Int) -> Void) -> Void = { parts, body in
    for part in 0..<parts { body(part) }
  }

  /// Makes settings for one thread.
  public init() {}

  /// Computes parts on as many threads as the run has, and returns them in order.
  func map<Part: Sendable>(_ parts: Int, _ part: @escaping @Sendable (Int) -> Part) -> [Part] {
    let gathered = GatheredParts<Part>()
    spread(parts) { index in
      let value = part(index)
      gathered.parts.withLock { $0[index] = value }
    }
    return gathered.parts.withLock { found in (0..<parts).compactMap { found[$0] } }
  }
}

/// Parts as threads finish them.
private final class GatheredParts<Part: Sendable>: Sendable {
  let parts = Mutex<[Int: Part]>([:])
}

/// The rows of a table that have what a question needs, with the prompts they belong to.
struct ScoreRows: Sendable {
  /// Indices of the rows, ascending.
  let rows: [Int]
  /// Rows of the table that were left out.
  let missing: Int
  private let sides: Int
  private let runs: ClusterRuns
  private let hashes: [UInt64]

  /// Takes the rows for which every column has all its numbers, and of those the ones that a condition holds for.
  init(_ table: ScoreTable, _ columns: [[Double]], where condition: (Int) -> Bool = { _ in true }) {
    let sides = table.sides
    var rows: [Int] = []
    var missing = 0
    for row in 0..<table.count where condition(row) {
      let isWhole = columns.allSatisfy { values in
        (row * sides..<(row + 1) * sides).allSatisfy { !values[$0].isNaN }
      }
      if isWhole { rows.append(row) } else { missing += 1 }
    }
    var (starts, hashes) = ([UInt32](), [UInt64]())
    for (index, row) in rows.enumerated() where index == 0 || table.clusters[row] != table.clusters[rows[index - 1]] {
      starts.append(UInt32(index * sides))
      hashes.append(table.clusters[row])
    }
    (self.rows, self.missing, self.sides, self.hashes) = (rows, missing, sides, hashes)
    runs = ClusterRuns(starts: starts, rows: rows.count * sides)
  }

  /// Number of prompts.
  var prompts: Int { hashes.count }

  /// The prompts, with the sides of rows as observations.
  func sideResampler(_ settings: ScoreSettings) -> ClusterResampler {
    ClusterResampler(runs, hashes: hashes, replicates: settings.replicates, seed: settings.seed)
  }

  /// The prompts, with rows as observations.
  func rowResampler(_ settings: ScoreSettings) -> ClusterResampler {
    let starts = runs.starts.map { $0 / UInt32(sides) }
    return ClusterResampler(
      ClusterRuns(starts: starts, rows: rows.count),
      hashes: hashes,
      replicates: settings.replicates,
      seed: settings.seed
    )
  }

  /// A column's numbers for these rows.
  func values(_ column: [Double]) -> [Double] {
    if rows.count * sides == column.count { return column }
    return rows.flatMap { column[$0 * sides..<($0 + 1) * sides] }
  }

  /// Chosen less rejected for these rows.
  func margins(_ column: [Double]) -> [Double] { rows.map { column[2 * $0] - column[2 * $0 + 1] } }
}

extension ScoreTable {
  /// The subsets that rows name, in the order of their names, with their index.
  var orderedSubsets: [(name: String, index: Int32)] {
    let used = Set(subsets)
    return subsetNames.indices.map { (subsetNames[$0], Int32($0)) }.filter { used.contains($0.1) }
      .sorted { $0.0.utf8.lexicographicallyPrecedes($1.0.utf8) }
  }
}

extension Finding {
  /// A finding from an estimate and the prompts drawn again.
  init(
    _ metric: String,
    _ resampled: Resampled,
    n: Int,
    clusters: Int? = nil,
    unit: String,
    note: String? = nil
  ) {
    self.init(
      metric,
      estimate: resampled.estimate.value,
      reason: resampled.estimate.reason?.rawValue,
      interval: resampled.confidence,
      n: n,
      clusters: clusters,
      unit: unit,
      note: note
    )
  }
}

extension Resampled {
  /// The interval as findings carry it.
  var confidence: ConfidenceInterval? {
    interval.value.map { ConfidenceInterval(low: $0.low, high: $0.high, method: "poisson-bootstrap") }
  }

  /// Estimate, lower and upper bound as cells.
  var cells: [Cell] {
    [Cell(estimate), Cell(interval.map(\.low)), Cell(interval.map(\.high))]
  }
}

extension Cell {
  /// A number, or why it is undefined.
  init(_ estimate: Estimate<Double>) {
    switch estimate {
    case .success(let value): self = .number(value)
    case .failure(let reason): self = .undefined(reason.rawValue)
    }
  }
}

/// Numbers as people read them in headlines; reports carry the exact values besides.
enum ScorePhrase {
  /// A number with two decimals and a true minus sign.
  static func decimal(_ value: Double) -> String {
    let hundredths = Int((abs(value) * 100).rounded())
    let digits = hundredths % 100
    return (value < 0 && hundredths > 0 ? "−" : "") + "\(count(hundredths / 100)).\(digits < 10 ? "0" : "")\(digits)"
  }

  /// A share in percent with one decimal, without the sign.
  static func percent(_ share: Double) -> String {
    let tenths = Int((share * 1000).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }

  /// A count with thousands set apart by commas.
  static func count(_ value: Int) -> String {
    let digits = Array(String(value))
    return digits.enumerated().map { index, digit in
      index > 0 && (digits.count - index).isMultiple(of: 3) ? ",\(digit)" : String(digit)
    }.joined()
  }

  /// An estimate with its interval in parentheses, or why it is undefined.
  static func estimate(_ value: Resampled) -> String {
    guard let estimate = value.estimate.value else {
      return "undefined (\(value.estimate.reason?.rawValue ?? "no data"))"
    }
    let bounds = value.interval.value.map { " (\(decimal($0.low)) to \(decimal($0.high)))" } ?? ""
    return decimal(estimate) + bounds
  }
}
