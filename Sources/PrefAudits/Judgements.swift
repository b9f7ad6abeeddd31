/// Judgements of annotators, kept per item: what agreement is computed from.
///
/// An item is a prompt and two completions, whichever was chosen; its side A is the completion with the smaller content
/// hash, so that coefficients are not inflated by a habit of showing the better answer first.
public struct Judgements: Sendable {
  /// One judgement.
  public struct Vote: Sendable, Equatable {
    /// Index into `annotators`.
    public var annotator: UInt32
    /// 0 for A, 1 for a tie, 2 for B.
    public var label: UInt8
    /// 0 for the side shown first, 1 for a tie, 2 for the second, 3 where the order is unknown.
    public var shown: UInt8
  }

  /// One item with its votes.
  public struct Item: Sendable {
    /// Content hash of prompt and sides, A first.
    public var high: UInt64
    /// Low half of the content hash.
    public var low: UInt64
    /// Hash of the prompt cluster.
    public var cluster: UInt64
    /// Words of A less words of B, by sign.
    public var longer: Int8
    /// The item's votes.
    public var votes: Range<Int>

    /// Makes an item.
    public init(high: UInt64, low: UInt64, cluster: UInt64, longer: Int8, votes: Range<Int>) {
      (self.high, self.low, self.cluster) = (high, low, cluster)
      (self.longer, self.votes) = (longer, votes)
    }

    func hasContent(of other: Item) -> Bool { (high, low) == (other.high, other.low) }
  }

  /// Names of annotators.
  public private(set) var annotators: [String] = []
  /// Items in the order they were seen, or sorted after `sort()`.
  public private(set) var items: [Item] = []
  /// Votes of all items.
  public private(set) var votes: [Vote] = []
  private var indices: [String: UInt32] = [:]

  /// Makes an empty set.
  public init() {}

  /// Adds an item with its votes, which name annotators by name.
  public mutating func add(_ item: Item, votes new: [(annotator: String, label: UInt8, shown: UInt8)]) {
    let start = votes.count
    for vote in new {
      votes.append(Vote(annotator: index(of: vote.annotator), label: vote.label, shown: vote.shown))
    }
    var item = item
    item.votes = start..<votes.count
    items.append(item)
  }

  /// Adds all of another set.
  public mutating func merge(_ other: Judgements) {
    for item in other.items {
      add(item, votes: other.votes[item.votes].map { (other.annotators[Int($0.annotator)], $0.label, $0.shown) })
    }
  }

  /// Orders annotators by name and items by hash, so that results do not depend on the order in which rows were read.
  ///
  /// Rows with a single judgement are put together by their content: they are one item that was judged several times. A
  /// row that brings several judgements is an item of its own, even where another row has the same texts.
  public mutating func sort() {
    sortAnnotators()
    let sorted = items.map { (item: $0, votes: votes[$0.votes].sorted(by: Self.precedes)) }.sorted { a, b in
      if (a.item.high, a.item.low) != (b.item.high, b.item.low) {
        return (a.item.high, a.item.low) < (b.item.high, b.item.low)
      }
      return a.votes.lexicographicallyPrecedes(b.votes, by: Self.precedes)
    }
    var gathered: [(item: Item, votes: [Vote])] = []
    var lastSingle: Int?
    for next in sorted {
      let isSingle = next.votes.count == 1
      if isSingle, let last = lastSingle, gathered[last].item.hasContent(of: next.item) {
        gathered[last].votes += next.votes
      } else {
        if isSingle { lastSingle = gathered.count }
        gathered.append(next)
      }
    }
    items = []
    votes = []
    for (item, own) in gathered {
      var item = item
      item.votes = votes.count..<votes.count + own.count
      votes += own
      items.append(item)
    }
  }

  private static func precedes(_ a: Vote, _ b: Vote) -> Bool {
    (a.annotator, a.label, a.shown) < (b.annotator, b.label, b.shown)
  }

  private mutating func sortAnnotators() {
    let order = annotators.indices.sorted { annotators[$0].utf8.lexicographicallyPrecedes(annotators[$1].utf8) }
    var renamed = [UInt32](repeating: 0, count: order.count)
    for (new, old) in order.enumerated() { renamed[old] = UInt32(new) }
    annotators = order.map { annotators[$0] }
    indices = Dictionary(uniqueKeysWithValues: annotators.enumerated().map { ($1, UInt32($0)) })
    for index in votes.indices { votes[index].annotator = renamed[Int(votes[index].annotator)] }
  }

  private mutating func index(of annotator: String) -> UInt32 {
    if let index = indices[annotator] { return index }
    let index = UInt32(annotators.count)
    annotators.append(annotator)
    indices[annotator] = index
    return index
  }
}
