/// The ratings of many items, kept as distinct count vectors and how many items share each.
///
/// A million items with three raters and three labels have few distinct vectors, so that every coefficient and its
/// standard error costs next to nothing. Exact, mergeable state.
public struct RatingMultiset: Sendable {
  /// An item's counts by category, with the number of items that have them.
  public struct Entry: Sendable, Hashable {
    /// r_ik for k = 0 ..< categories.
    public let counts: [Int]
    /// Number of items.
    public let items: Int
    /// r_i, the number of ratings of each such item.
    public let ratings: Int
  }

  /// Number of declared labels, q: not only those observed, for chance agreement depends on it.
  public let categories: Int
  private var itemsByCounts: [[Int]: Int] = [:]

  /// Starts without items.
  public init(categories: Int) {
    precondition(categories > 0, "at least one category")
    self.categories = categories
  }

  /// Adds items by their counts, one a category; items without any rating are left out.
  public mutating func add(counts: [Int], items: Int = 1) {
    precondition(counts.count == categories, "one count a category")
    guard items > 0, counts.contains(where: { $0 > 0 }) else { return }
    itemsByCounts[counts, default: 0] += items
  }

  /// Adds one item by its ratings, category indices from 0; `nil` is a missing rating.
  public mutating func add(ratings: [Int?]) {
    var counts = Array(repeating: 0, count: categories)
    for rating in ratings {
      if let rating { counts[rating] += 1 }
    }
    add(counts: counts)
  }

  /// Adds the items of another shard.
  public mutating func merge(_ other: RatingMultiset) {
    precondition(other.categories == categories, "the same labels")
    itemsByCounts.merge(other.itemsByCounts, uniquingKeysWith: +)
  }

  /// The distinct vectors in lexicographic order, so that sums do not depend on the order of arrival.
  public var entries: [Entry] {
    itemsByCounts.sorted { $0.key.lexicographicallyPrecedes($1.key) }
      .map { Entry(counts: $0.key, items: $0.value, ratings: $0.key.reduce(0, +)) }
  }

  /// Items with at least one rating.
  public var items: Int { itemsByCounts.values.reduce(0, +) }

  /// Items with at least two ratings, which alone can agree.
  public var comparableItems: Int { entries.reduce(0) { $0 + ($1.ratings > 1 ? $1.items : 0) } }

  /// The largest number of ratings an item has.
  public var mostRatings: Int { entries.reduce(0) { max($0, $1.ratings) } }

  /// π_k, the mean over items of each category's share of the item's ratings.
  public var prevalence: [Double] { Self.prevalence(entries, categories: categories) }

  static func prevalence(_ entries: [Entry], categories: Int) -> [Double] {
    let items = Double(entries.reduce(0) { $0 + $1.items })
    return (0..<categories).map { k in
      entries.reduce(0) { $0 + Double($1.items) * Double($1.counts[k]) / Double($1.ratings) } / items
    }
  }
}
