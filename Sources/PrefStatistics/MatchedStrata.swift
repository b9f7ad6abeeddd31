/// Discordant pairs of several strata, to tell whether the preference for an attribute is the same everywhere.
public struct MatchedStrata: Sendable, Hashable {
  /// b_k and c_k of one stratum.
  public struct Stratum: Sendable, Hashable {
    /// Discordant pairs whose chosen side has the attribute.
    public var chosenOnly: Int
    /// Discordant pairs whose rejected side has it.
    public var rejectedOnly: Int

    /// Holds the two counts.
    public init(chosenOnly: Int, rejectedOnly: Int) {
      self.chosenOnly = chosenOnly
      self.rejectedOnly = rejectedOnly
    }
  }

  /// Pearson's test that b_k/c_k does not depend on the stratum.
  public struct Homogeneity: Sendable, Hashable {
    /// Pearson's χ² of the K × 2 table.
    public let chiSquared: Double
    /// K − 1, counting strata with discordant pairs.
    public let degreesOfFreedom: Int
    /// Smallest expected count: below 5 the χ² approximation is doubtful.
    public let smallestExpectedCount: Double

    /// Probability of a larger χ² under homogeneity.
    public var pValue: Double { ChiSquared.upperTail(chiSquared, degreesOfFreedom: degreesOfFreedom) }
  }

  /// The strata, as given.
  public let strata: [Stratum]

  /// Takes one table a stratum.
  public init(_ strata: [Stratum]) {
    self.strata = strata
  }

  /// Σb.
  public var favorable: Int { strata.reduce(0) { $0 + $1.chosenOnly } }

  /// Σc.
  public var unfavorable: Int { strata.reduce(0) { $0 + $1.rejectedOnly } }

  /// The Mantel–Haenszel ratio Σb/Σc with its exact interval.
  public var commonOddsRatio: ConditionalOddsRatio {
    ConditionalOddsRatio(favorable: favorable, unfavorable: unfavorable)
  }

  /// (Σb − Σc)²/Σ(b + c), on one degree of freedom.
  public var chiSquared: Estimate<Double> {
    let difference = Double(favorable - unfavorable)
    return .ratio(difference * difference, Double(favorable + unfavorable), ifZero: .noDiscordantPair)
  }

  /// b_k/c_k of each stratum.
  public var oddsRatios: [ConditionalOddsRatio] {
    strata.map { ConditionalOddsRatio(favorable: $0.chosenOnly, unfavorable: $0.rejectedOnly) }
  }

  /// The test of equal odds; undefined (`one-stratum`) with fewer than two discordant strata, (`zero-variance`) when
  /// all pairs fall one way.
  public var homogeneity: Estimate<Homogeneity> {
    let filled = strata.filter { $0.chosenOnly + $0.rejectedOnly > 0 }
    guard filled.count > 1 else { return .failure(filled.isEmpty ? .noDiscordantPair : .oneStratum) }
    guard favorable > 0, unfavorable > 0 else { return .failure(.zeroVariance) }
    let share = Double(favorable) / Double(favorable + unfavorable)
    var (sum, smallest) = (0.0, Double.infinity)
    for stratum in filled {
      let size = Double(stratum.chosenOnly + stratum.rejectedOnly)
      for (seen, expected) in [
        (stratum.chosenOnly, size * share), (stratum.rejectedOnly, size * (1 - share)),
      ] {
        sum += (Double(seen) - expected) * (Double(seen) - expected) / expected
        smallest = min(smallest, expected)
      }
    }
    return .success(
      Homogeneity(chiSquared: sum, degreesOfFreedom: filled.count - 1, smallestExpectedCount: smallest)
    )
  }
}
