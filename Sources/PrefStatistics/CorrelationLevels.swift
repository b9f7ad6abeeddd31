import Glibc

/// How closely a reward and a downstream metric go together at the three levels that Simpson's paradox tells apart.
///
/// Training by reinforcement and best-of-n compare responses to one prompt, and Bradley–Terry leaves a constant a prompt
/// unidentified: the level that counts is the one within prompts. Every interval comes from drawing prompts again.
public struct CorrelationLevels: Sendable {
  /// Observations.
  public let count: Int
  /// Prompts.
  public let prompts: Int
  /// Prompts with at least two observations: those that the level within prompts rests on.
  public let comparedPrompts: Int
  /// Observations of those prompts.
  public let comparedCount: Int
  /// Pearson's r over all observations.
  public let pooled: Resampled
  /// Spearman's ρ over all observations.
  public let spearman: Resampled
  /// Kendall's τ-b over all observations.
  public let kendall: Resampled
  /// Pearson's r of deviations from the prompts' means.
  public let within: Resampled
  /// Pearson's r of the prompts' means, each prompt counting once.
  public let between: Resampled
  /// Mean over prompts of Spearman's ρ within the prompt.
  public let meanPromptSpearman: Resampled
  /// Prompts with at least three observations that vary on both sides, which that mean is over.
  public let rankedPrompts: Int
  /// `pooled` with length taken out of both; undefined (`no-data`) without lengths.
  public let pooledWithoutLength: Resampled
  /// `within` with length taken out of both.
  public let withinWithoutLength: Resampled

  /// Whether the sign within prompts is surely the reverse of that over all observations or of that between prompts.
  public var isReversed: Bool {
    guard let inner = within.sureSign else { return false }
    return [pooled, between].contains { outer in outer.sureSign.map { $0 != inner } ?? false }
  }

  /// Measures x against y.
  ///
  /// - Parameters:
  ///   - x: The reward of each observation, in the order of the resampler's rows.
  ///   - y: The metric.
  ///   - lengths: Length of each observation, where there is one.
  ///   - ranking: The ranking of y, which may serve several rewards.
  ///   - resampler: The prompts.
  public init(
    _ x: [Double],
    _ y: [Double],
    lengths: [Double]?,
    ranking: Ranking,
    _ resampler: ClusterResampler
  ) {
    let runs = resampler.runs
    precondition(x.count == y.count && x.count == runs.rows, "one observation a row")
    count = x.count
    prompts = runs.count
    let compared = (0..<runs.count).filter { runs[$0].count > 1 }
    comparedPrompts = compared.count
    comparedCount = compared.reduce(0) { $0 + runs[$1].count }
    let ranks = RankParts(x, ranking)
    var ranked = 0
    let means = (Self.mean(x), Self.mean(y), lengths.map(Self.mean) ?? 0)
    let sums = resampler.sums(width: Slot.count) { cluster, sums in
      let rows = runs[cluster]
      Self.addPooled(x, y, lengths, rows, means, &sums)
      Self.addWithin(x, y, lengths, rows, &sums)
      sums[Slot.spearman] = ranks.spearman.map { influence in rows.reduce(0) { $0 + influence[$1] } } ?? 0
      sums[Slot.kendall] = ranks.kendall.map { influence in rows.reduce(0) { $0 + influence[$1] } } ?? 0
      guard rows.count > 2, let rho = Self.spearman(x, y, rows) else { return }
      ranked += 1
      sums[Slot.rankedPrompts] = 1
      sums[Slot.promptSpearman] = rho
    }
    rankedPrompts = ranked
    pooled = Resampled(sums) { Moments($0, Slot.pooled).correlation(.xy) }
    within = Resampled(sums) { Moments.scatter($0, Slot.within).correlation(.xy) }
    between = Resampled(sums) { Moments($0, Slot.between).correlation(.xy) }
    meanPromptSpearman = Resampled(sums) { .ratio($0[Slot.promptSpearman], $0[Slot.rankedPrompts]) }
    spearman = Self.linearized(ranks.rho, sums, Slot.spearman)
    kendall = Self.linearized(ranks.tau, sums, Slot.kendall)
    let none = Resampled(.failure(.noData), BootstrapDistribution([]))
    pooledWithoutLength = lengths == nil ? none : Resampled(sums) { Moments($0, Slot.pooled).partial }
    withinWithoutLength = lengths == nil ? none : Resampled(sums) { Moments.scatter($0, Slot.within).partial }
  }

  private static func mean(_ values: [Double]) -> Double { values.isEmpty ? 0 : Correlation.mean(values) }

  /// n, the sums of x, y, z, their squares and products, about the means of the whole.
  private static func addPooled(
    _ x: [Double],
    _ y: [Double],
    _ lengths: [Double]?,
    _ rows: Range<Int>,
    _ means: (Double, Double, Double),
    _ sums: inout [Double]
  ) {
    var (meanX, meanY, meanZ) = (0.0, 0.0, 0.0)
    for row in rows {
      let (a, b) = (x[row] - means.0, y[row] - means.1)
      let c = lengths.map { $0[row] - means.2 } ?? 0
      Moments.add(a, b, c, to: &sums, Slot.pooled)
      meanX += a
      meanY += b
      meanZ += c
    }
    let n = Double(rows.count)
    Moments.add(meanX / n, meanY / n, meanZ / n, to: &sums, Slot.between)
  }

  /// The squares and products of deviations from the prompt's means.
  private static func addWithin(
    _ x: [Double],
    _ y: [Double],
    _ lengths: [Double]?,
    _ rows: Range<Int>,
    _ sums: inout [Double]
  ) {
    guard rows.count > 1 else { return }
    var (meanX, meanY, meanZ) = (0.0, 0.0, 0.0)
    for row in rows {
      meanX += x[row]
      meanY += y[row]
      meanZ += lengths.map { $0[row] } ?? 0
    }
    let n = Double(rows.count)
    (meanX, meanY, meanZ) = (meanX / n, meanY / n, meanZ / n)
    for row in rows {
      Moments.addProducts(
        x[row] - meanX,
        y[row] - meanY,
        lengths.map { $0[row] - meanZ } ?? 0,
        to: &sums,
        Slot.within
      )
    }
  }

  private static func spearman(_ x: [Double], _ y: [Double], _ rows: Range<Int>) -> Double? {
    Correlation.pearson(MidRanks.of(x[rows]), MidRanks.of(y[rows])).value
  }

  /// The estimate plus the mean influence of what was drawn, on Fisher's scale so that it stays within ±1.
  private static func linearized(
    _ estimate: Estimate<Double>,
    _ sums: (replicates: [[Double]], total: [Double]),
    _ slot: Int
  ) -> Resampled {
    guard let value = estimate.value, abs(value) < 1 else {
      return Resampled(estimate, BootstrapDistribution(sums.replicates.map { _ in estimate.value }))
    }
    let (center, slope) = (atanh(value), 1 / (1 - value * value))
    let values = sums.replicates.map { row -> Double? in
      row[Slot.pooled] == 0 ? nil : tanh(center + slope * row[slot] / row[Slot.pooled])
    }
    return Resampled(estimate, BootstrapDistribution(values))
  }

  /// Where the numbers of a cluster stand.
  private enum Slot {
    static let pooled = 0
    static let between = 10
    static let within = 20
    static let spearman = 26
    static let kendall = 27
    static let promptSpearman = 28
    static let rankedPrompts = 29
    static let count = 30
  }
}

extension Resampled {
  /// The sign, where the interval excludes zero.
  public var sureSign: FloatingPointSign? {
    guard let interval = interval.value else { return nil }
    if interval.low > 0 { return .plus }
    return interval.high < 0 ? .minus : nil
  }
}

/// The rank correlations of all observations, with what each observation adds to them.
private struct RankParts {
  var rho: Estimate<Double>
  var tau: Estimate<Double>
  var spearman: [Double]?
  var kendall: [Double]?

  init(_ x: [Double], _ y: Ranking) {
    let ranks = Ranking(x)
    let counts = KendallTau(ranks, y, values: x)
    rho = Correlation.spearman(ranks, y)
    tau = counts.tauB
    spearman = RankInfluence.spearman(ranks, y).value
    kendall = RankInfluence.kendall(counts, ranks, y).value
  }
}

/// Mid-ranks of few values, by comparing all with all.
enum MidRanks {
  static func of(_ values: ArraySlice<Double>) -> [Double] {
    guard values.count <= 64 else { return Ranking(Array(values)).ranks }
    return values.map { value in
      var rank = 0.5
      for other in values { rank += other < value ? 1 : other == value ? 0.5 : 0 }
      return rank
    }
  }
}

/// Second moments of three variables: n, Σx, Σy, Σz, Σxx, Σyy, Σzz, Σxy, Σxz, Σyz.
struct Moments {
  enum Pair { case xy, xz, yz }

  private var xx, yy, zz, xy, xz, yz: Double

  /// Reads ten sums and takes them about their means.
  init(_ sums: [Double], _ slot: Int) {
    self.init(products: sums, slot + 4)
    let n = sums[slot]
    let (x, y, z) = (sums[slot + 1], sums[slot + 2], sums[slot + 3])
    guard n > 0 else { return }
    xx -= x * x / n
    yy -= y * y / n
    zz -= z * z / n
    xy -= x * y / n
    xz -= x * z / n
    yz -= y * z / n
  }

  private init(products sums: [Double], _ slot: Int) {
    (xx, yy, zz) = (sums[slot], sums[slot + 1], sums[slot + 2])
    (xy, xz, yz) = (sums[slot + 3], sums[slot + 4], sums[slot + 5])
  }

  /// Reads six sums of products of deviations.
  static func scatter(_ sums: [Double], _ slot: Int) -> Moments { Moments(products: sums, slot) }

  static func add(_ x: Double, _ y: Double, _ z: Double, to sums: inout [Double], _ slot: Int) {
    sums[slot] += 1
    sums[slot + 1] += x
    sums[slot + 2] += y
    sums[slot + 3] += z
    addProducts(x, y, z, to: &sums, slot + 4)
  }

  static func addProducts(_ x: Double, _ y: Double, _ z: Double, to sums: inout [Double], _ slot: Int) {
    sums[slot] += x * x
    sums[slot + 1] += y * y
    sums[slot + 2] += z * z
    sums[slot + 3] += x * y
    sums[slot + 4] += x * z
    sums[slot + 5] += y * z
  }

  func correlation(_ pair: Pair) -> Estimate<Double> {
    switch pair {
    case .xy: Correlation.fromScatter(xx, yy, xy)
    case .xz: Correlation.fromScatter(xx, zz, xz)
    case .yz: Correlation.fromScatter(yy, zz, yz)
    }
  }

  /// Correlation of x and y with z taken out.
  var partial: Estimate<Double> {
    correlation(.xy).flatMap { xy in
      correlation(.xz).flatMap { xz in
        correlation(.yz).flatMap { yz in Correlation.partial(xy, xz, yz) }
      }
    }
  }
}
