/// The paired table of a yes–no attribute on the chosen and the rejected side.
///
/// State: four counters, merged by `+`. Source: McNemar 1947; Fay 2010 for the exact conditional interval.
public struct PairedBinary: Sendable, Hashable {
  /// a: both sides have the attribute.
  public var both: Int
  /// b: only the chosen side has it.
  public var chosenOnly: Int
  /// c: only the rejected side has it.
  public var rejectedOnly: Int
  /// d: neither has it.
  public var neither: Int

  /// Holds the four counts.
  public init(both: Int = 0, chosenOnly: Int = 0, rejectedOnly: Int = 0, neither: Int = 0) {
    self.both = both
    self.chosenOnly = chosenOnly
    self.rejectedOnly = rejectedOnly
    self.neither = neither
  }

  /// Counts one pair.
  public mutating func observe(chosen: Bool, rejected: Bool) {
    switch (chosen, rejected) {
    case (true, true): both += 1
    case (true, false): chosenOnly += 1
    case (false, true): rejectedOnly += 1
    case (false, false): neither += 1
    }
  }

  /// The table of both samples together.
  public static func + (left: PairedBinary, right: PairedBinary) -> PairedBinary {
    PairedBinary(
      both: left.both + right.both,
      chosenOnly: left.chosenOnly + right.chosenOnly,
      rejectedOnly: left.rejectedOnly + right.rejectedOnly,
      neither: left.neither + right.neither
    )
  }

  /// The table with chosen and rejected exchanged.
  public var mirrored: PairedBinary {
    PairedBinary(both: both, chosenOnly: rejectedOnly, rejectedOnly: chosenOnly, neither: neither)
  }

  /// Number of pairs.
  public var count: Int { both + chosenOnly + rejectedOnly + neither }

  /// Pairs whose sides differ, b + c.
  public var discordant: Int { chosenOnly + rejectedOnly }

  /// Share of chosen sides with the attribute.
  public var chosenShare: Estimate<Double> { .ratio(both + chosenOnly, count) }

  /// Share of rejected sides with the attribute.
  public var rejectedShare: Estimate<Double> { .ratio(both + rejectedOnly, count) }

  /// b/c with its exact interval.
  public var oddsRatio: ConditionalOddsRatio {
    ConditionalOddsRatio(favorable: chosenOnly, unfavorable: rejectedOnly)
  }

  /// b/(b + c), the share of discordant pairs in which the side with the attribute was chosen.
  public var winShare: Estimate<Double> { .ratio(chosenOnly, discordant, ifZero: .noDiscordantPair) }

  /// Wilson's interval of `winShare`.
  public var winShareInterval: Estimate<Interval> {
    Wilson.interval(successes: chosenOnly, trials: discordant).mapError { _ in .noDiscordantPair }
  }

  /// McNemar's χ² on one degree of freedom, (b − c)²/(b + c).
  public var mcNemar: Estimate<Double> {
    let difference = Double(chosenOnly - rejectedOnly)
    return .ratio(difference * difference, Double(discordant), ifZero: .noDiscordantPair)
  }

  /// McNemar's χ² with the correction for continuity, (|b − c| − 1)²/(b + c).
  public var mcNemarCorrected: Estimate<Double> {
    let difference = Double(max(abs(chosenOnly - rejectedOnly) - 1, 0))
    return .ratio(difference * difference, Double(discordant), ifZero: .noDiscordantPair)
  }

  /// The exact two-sided p-value of b against c.
  public var exactP: Estimate<Double> { SignTest.exact(chosenOnly, rejectedOnly) }

  /// The two-sided mid-p value of b against c.
  public var midP: Estimate<Double> { SignTest.midP(chosenOnly, rejectedOnly) }
}
