/// Which pairs are made of the completions of a prompt that a source rates or ranks: one policy for all sources.
///
/// Pairs are tried in a fixed order, so that the same input gives the same rows. Then those leave that are of two equal
/// completions, whose margin is below the least, or that are too many for one prompt: the largest margins stay, of equal
/// margins the pairs that were tried first. What leaves is counted.
public struct PairPolicy: Sendable, Equatable {
  /// Which completions meet.
  public enum Selection: String, Sendable, CaseIterable {
    /// Each two, in input order.
    case all
    /// Each with the next below it, from the best on.
    case adjacent
    /// The best with the worst.
    case bestWorst = "best-worst"
    /// The best with each other one, from the best on.
    case bestRest = "best-rest"
  }

  /// Which completions meet.
  public var selection = Selection.all
  /// The smallest margin of a pair, in the source's unit; pairs without a margin are not held to it.
  public var minMargin: Rating?
  /// The most pairs that one prompt gives.
  public var maxPairs: Int?

  /// Makes the policy that gives all pairs.
  public init() {}
}

/// What two equal ratings mean.
enum EqualRatings {
  /// The raters called it even: the pair is a tie.
  case tie
  /// They are of one class, such as two correct answers: no pair.
  case noPair
}

/// Two completions of a prompt, by their indices.
struct RatedPair: Equatable {
  /// The better one; of a tie the first in input order.
  var chosen: Int
  /// The other one.
  var rejected: Int
  /// How much better it is; 0 of a tie.
  var margin: Rating
  /// Whether both are rated the same.
  var isTie: Bool
}

/// Gives the pairs of one prompt, one after the other, in memory that does not grow with their number unless the policy
/// limits it.
struct PairSelector {
  /// Pairs that left, by reason.
  private(set) var dropped: [String: Int] = [:]

  private let policy: PairPolicy
  private let ratings: [Rating]
  private let equal: EqualRatings
  /// Indices from the best rating to the worst, equal ones in input order.
  private let order: [Int]
  /// The candidate at hand: places in `order`, or for all pairs indices.
  private var first = 0
  private var second = 1
  /// The pairs that the limit lets stay, once it has been applied.
  private var chosen: ArraySlice<RatedPair>?

  init(_ ratings: [Rating], _ policy: PairPolicy, equal: EqualRatings) {
    (self.ratings, self.policy, self.equal) = (ratings, policy, equal)
    switch policy.selection {
    case .all: order = Array(ratings.indices)
    // The sort is stable by the second key, whatever the standard library promises.
    default: order = ratings.indices.sorted { (ratings[$1], $0) < (ratings[$0], $1) }
    }
    if policy.selection == .bestWorst { second = max(1, ratings.count - 1) }
  }

  /// The next pair; `nil` after the last.
  ///
  /// `areIdentical`: Tells whether two completions, by their indices, are the same.
  mutating func next(_ areIdentical: (Int, Int) -> Bool) -> RatedPair? {
    guard let limit = policy.maxPairs else { return nextAllowed(areIdentical) }
    if chosen == nil { chosen = limited(to: limit, areIdentical)[...] }
    return chosen?.popFirst()
  }

  private mutating func nextAllowed(_ areIdentical: (Int, Int) -> Bool) -> RatedPair? {
    while let pair = nextCandidate() {
      if areIdentical(pair.chosen, pair.rejected) {
        dropped[Self.identical, default: 0] += 1
      } else if equal == .tie, let least = policy.minMargin, pair.margin < least {
        dropped[Self.belowMargin, default: 0] += 1
      } else {
        return pair
      }
    }
    return nil
  }

  private mutating func nextCandidate() -> RatedPair? {
    while second < order.count {
      let pair = pair(order[first], order[second])
      advance()
      if !pair.isTie || equal == .tie { return pair }
    }
    return nil
  }

  private mutating func advance() {
    switch policy.selection {
    case .bestWorst: second = order.count
    case .bestRest: second += 1
    case .adjacent: (first, second) = (first + 1, second + 1)
    case .all:
      second += 1
      if second == order.count { (first, second) = (first + 1, first + 2) }
    }
  }

  private func pair(_ one: Int, _ other: Int) -> RatedPair {
    let difference = ratings[one] - ratings[other]
    let isTie = difference == Rating(0)
    let oneWins = isTie ? one < other : difference > Rating(0)
    return RatedPair(
      chosen: oneWins ? one : other,
      rejected: oneWins ? other : one,
      margin: difference.magnitude,
      isTie: isTie
    )
  }

  /// The pairs of the largest margins, in the order in which they are tried.
  private mutating func limited(to limit: Int, _ areIdentical: (Int, Int) -> Bool) -> [RatedPair] {
    // Kept from the largest margin to the smallest, equal ones in the order they came.
    var kept: [(pair: RatedPair, turn: Int)] = []
    var turn = 0
    while let pair = nextAllowed(areIdentical) {
      turn += 1
      if kept.count == limit, let last = kept.last, last.pair.margin >= pair.margin {
        dropped[Self.overLimit, default: 0] += 1
        continue
      }
      kept.insert((pair, turn), at: Self.place(of: pair.margin, in: kept))
      guard kept.count > limit else { continue }
      kept.removeLast()
      dropped[Self.overLimit, default: 0] += 1
    }
    return kept.sorted { $0.turn < $1.turn }.map(\.pair)
  }

  /// The first place after all margins that are as large.
  private static func place(of margin: Rating, in kept: [(pair: RatedPair, turn: Int)]) -> Int {
    var (low, high) = (0, kept.count)
    while low < high {
      let middle = (low + high) / 2
      if kept[middle].pair.margin >= margin { low = middle + 1 } else { high = middle }
    }
    return low
  }

  static let identical = "identical-completions"
  private static let belowMargin = "below-min-margin"
  private static let overLimit = "over-max-pairs"
}
