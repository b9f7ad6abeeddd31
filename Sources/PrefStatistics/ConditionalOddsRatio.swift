/// The odds that a discordant pair falls one way rather than the other, with the exact interval.
///
/// With an empty cell the ratio is 0, or undefined (`infinite`) with a finite lower bound.
public struct ConditionalOddsRatio: Sendable, Hashable {
  /// b/c.
  public let estimate: Estimate<Double>
  /// Lower exact 95 % bound.
  public let low: Estimate<Double>
  /// Upper exact 95 % bound.
  public let high: Estimate<Double>

  /// Compares `favorable` discordant pairs with `unfavorable` ones; all undefined (`no-discordant-pair`) without any.
  ///
  /// The interval is p/(1 − p) of Clopper–Pearson's interval of b/(b + c).
  public init(favorable: Int, unfavorable: Int) {
    estimate = Self.ratio(favorable, unfavorable)
    let reversed = ClopperPearson.interval(successes: unfavorable, trials: favorable + unfavorable)
    let share = ClopperPearson.interval(successes: favorable, trials: favorable + unfavorable)
    // Each bound is built from small numbers only: 1 − p would lose digits where p is near 1.
    low = Self.odds(share.map(\.low), reversed.map(\.high))
    high = Self.odds(share.map(\.high), reversed.map(\.low))
  }

  private static func ratio(_ favorable: Int, _ unfavorable: Int) -> Estimate<Double> {
    .ratio(favorable, unfavorable, ifZero: favorable == 0 ? .noDiscordantPair : .infinite)
  }

  private static func odds(_ share: Estimate<Double>, _ complement: Estimate<Double>) -> Estimate<Double> {
    share.flatMap { share in complement.flatMap { .ratio(share, $0, ifZero: .infinite) } }
      .mapError { $0 == .noData ? .noDiscordantPair : $0 }
  }
}
