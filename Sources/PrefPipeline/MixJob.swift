public import PrefRecord
import PrefShards

/// How much of a source goes into a mix.
public enum MixAmount: Sendable, Equatable {
  /// A share of the source's own rows.
  case share(Double)
  /// A number of rows.
  case rows(Int)
}

/// What goes into a mix.
public struct MixPlan: Sendable {
  /// Sources by name, each with its amount.
  public var amounts: [(source: String, amount: MixAmount)]
  /// Whether a row may be drawn more than once.
  public var isWithReplacement = false
  /// Seed of the draws.
  public var seed: UInt64 = 0

  /// Makes a plan without replacement.
  public init(amounts: [(source: String, amount: MixAmount)]) { self.amounts = amounts }

  /// Rows to draw of a source that has so many.
  func rows(_ amount: MixAmount, of total: Int, _ source: String) throws -> Int {
    let rows: Int =
      switch amount {
      case .share(let share): Int((share * Double(total)).rounded())
      case .rows(let rows): rows
      }
    guard total > 0 || rows == 0 else {
      throw RunError.usage("no record is of the source \"\(source)\"", fix: "`prefkit count --by source` lists sources")
    }
    guard isWithReplacement || rows <= total else {
      throw RunError.usage(
        "\(rows) rows of \"\(source)\" are asked for, and it has \(total)",
        fix: "take fewer, or add --with-replacement"
      )
    }
    return rows
  }
}

/// Draws rows of one source, one after the other, so that at the end exactly as many are drawn as were asked for.
///
/// Without replacement: a row is drawn with probability (still to draw) / (rows still to come), which makes every set of
/// that size equally likely (Knuth, The Art of Computer Programming 2, 3.4.2, algorithm S). With replacement: a row's
/// copies are binomial with that number of trials and probability 1 / (rows still to come), which makes the draws
/// independent and uniform.
struct SourceDraw: Sendable {
  private var wanted: Int
  private var coming: Int
  private var state: UInt64
  private let isWithReplacement: Bool

  init(rows wanted: Int, of total: Int, source: [UInt8], _ plan: MixPlan) {
    (self.wanted, coming, isWithReplacement) = (wanted, total, plan.isWithReplacement)
    state = ShuffleKey(ordinal: GroupKey.hash(source), seed: plan.seed).key
  }

  /// How often the next row is drawn.
  mutating func next() -> Int {
    defer { coming -= 1 }
    guard wanted > 0, coming > 0 else { return 0 }
    let drawn = isWithReplacement ? copies() : uniform() * Double(coming) < Double(wanted) ? 1 : 0
    wanted -= drawn
    return drawn
  }

  private mutating func copies() -> Int {
    if coming == 1 { return wanted }
    // Trials are drawn in parts whose mean is small, so that no power of the probability is too small for a double.
    let part = 16 * coming
    var (trials, sum) = (wanted, 0)
    while trials > 0 {
      sum += binomial(min(trials, part), 1 / Double(coming))
      trials -= part
    }
    return sum
  }

  /// A binomial number by inversion.
  private mutating func binomial(_ trials: Int, _ probability: Double) -> Int {
    let odds = probability / (1 - probability)
    var term = power(1 - probability, trials)
    var (rest, successes) = (uniform() - term, 0)
    while rest >= 0, successes < trials {
      successes += 1
      term *= odds * Double(trials - successes + 1) / Double(successes)
      rest -= term
      if term == 0 { break }
    }
    return successes
  }

  private func power(_ base: Double, _ exponent: Int) -> Double {
    var (result, factor, rest) = (1.0, base, exponent)
    while rest > 0 {
      if rest & 1 == 1 { result *= factor }
      factor *= factor
      rest >>= 1
    }
    return result
  }

  /// The next number in [0, 1), with 53 bits, from SplitMix64.
  private mutating func uniform() -> Double {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
    return Double((z ^ z >> 31) >> 11) * 0x1p-53
  }
}

/// Writes the rows that are drawn, in input order.
final class MixJob: RecordJob {
  struct Scratch: Sendable {
    var maker: RowMaker
  }

  struct Rows: Sendable {
    var rows = CanonicalRows()
    var sources: [[UInt8]] = []
  }

  private let maker: RowMaker
  private let output: OutputSet.Handle
  private var draws: [[UInt8]: SourceDraw]
  /// Rows written beyond the first of each record.
  private(set) var copies = 0

  init(_ run: RecordRun, _ draws: [[UInt8]: SourceDraw], _ output: OutputSet.Handle) {
    (self.draws, self.output) = (draws, output)
    maker = RowMaker(run)
  }

  func makeScratch() -> Scratch { Scratch(maker: maker) }

  func work(
    _ batch: inout ComparisonBatch,
    _ block: UnsafeRawBufferPointer,
    input: Int,
    _ scratch: inout Scratch
  ) throws -> Rows {
    var rows = Rows(rows: unsafe scratch.maker.rows(&batch, block, input: input))
    rows.sources = batch.comparisons.map { comparison in
      let range = comparison.lineage.dataset
      return Array(batch.text[Int(range.start)..<Int(range.end)])
    }
    return rows
  }

  func take(_ rows: Rows, _ outputs: OutputSet, _ ledger: inout Ledger) throws -> Int {
    var written = 0
    for (index, source) in rows.sources.enumerated() {
      guard let drawn = draws[source]?.next() else {
        ledger.drop(because: "source-not-taken")
        continue
      }
      if drawn == 0 { ledger.drop(because: "not-drawn") } else { written += 1 }
      copies += max(0, drawn - 1)
      for _ in 0..<drawn { outputs.append(Array(rows.rows.row(index)), to: output) }
    }
    return written
  }
}

extension RecordRun {
  /// Writes a mix of sources; the inputs are read twice.
  ///
  /// - Returns: The ledger, and the rows that were written beyond the first of each record.
  public func mix(
    _ plan: MixPlan,
    _ outputs: OutputSet,
    _ output: OutputSet.Handle
  ) throws -> (ledger: Ledger, copies: Int) {
    guard let field = RecordField("source") else { preconditionFailure("the field is there") }
    var totals: [String: Int] = [:]
    for count in try silent().count(by: field).counts { totals[count.value] = count.count }
    var draws: [[UInt8]: SourceDraw] = [:]
    for (source, amount) in plan.amounts {
      let total = totals[source] ?? 0
      let rows = try plan.rows(amount, of: total, source)
      draws[Array(source.utf8)] = SourceDraw(rows: rows, of: total, source: Array(source.utf8), plan)
    }
    let job = MixJob(self, draws, output)
    return (try run(job, outputs), job.copies)
  }
}
