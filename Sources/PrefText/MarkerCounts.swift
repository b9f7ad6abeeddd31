/// How often a text hedges, apologises, speaks of itself, disclaims and affirms.
///
/// Leftmost-longest matches over the lexicon's tokens that do not overlap within a list; the lists are counted apart.
public struct MarkerCounts: Equatable, Sendable {
  /// "I think", "might", "it depends".
  public var hedge = 0
  /// "Sorry", "my apologies".
  public var apology = 0
  /// "As an AI", "my training data".
  public var selfReference = 0
  /// "Consult a", "not legal advice".
  public var disclaimer = 0
  /// "Great question", "you're right", "sure".
  public var affirmation = 0

  /// Makes counts that are all zero.
  public init() {}

  /// Makes counts from the lists in the order of `Lexicon.markers`.
  init(_ counts: InlineArray<5, Int>) {
    hedge = counts[0]
    apology = counts[1]
    selfReference = counts[2]
    disclaimer = counts[3]
    affirmation = counts[4]
  }
}
