/// The score rows of one block of input, on their way into a ``ScoreTable``.
public struct ScoreBatch: Sendable {
  /// What one row speaks of.
  public struct Row: Sendable {
    /// Which pair or response.
    public var key: ScoreKey
    /// Hash of the prompt.
    public var cluster: UInt64
    /// Index into the batch's subsets, −1 where the row names none.
    public var subset = -1
    /// Lengths of the chosen and rejected side, or of the response; NaN where unknown.
    public var lengths = (Double.nan, Double.nan)
    /// Human votes for the chosen and for the rejected side.
    public var votes = (0, 0)
    /// Whether the row is a pair.
    public var isPair: Bool
    /// Whether raters called the pair even.
    public var isTie = false

    /// Makes a row.
    public init(key: ScoreKey, cluster: UInt64, isPair: Bool) {
      (self.key, self.cluster, self.isPair) = (key, cluster, isPair)
    }
  }

  /// A score or metric of a row.
  struct Entry: Sendable {
    var row: Int
    /// Index into the batch's names.
    var name: Int
    var first: Double
    var second: Double
  }

  /// A column's name, and whether it is a reward or a downstream metric.
  struct Name: Sendable, Hashable {
    var text: String
    var isMetric: Bool
  }

  /// The rows, in input order.
  public var rows: [Row] = []
  var entries: [Entry] = []
  var names: [Name] = []
  var subsets: [String] = []

  /// Makes an empty batch.
  public init() {}

  /// The scores of a row, for those who write them.
  ///
  /// - Returns: Name, score of the chosen side, score of the rejected side.
  public func scores(ofRow row: Int) -> [(name: String, chosen: Double, rejected: Double)] {
    entries.filter { $0.row == row }.map { (names[$0.name].text, $0.first, $0.second) }
  }

  mutating func add(_ name: Int, _ values: (Double, Double)) {
    entries.append(Entry(row: rows.count, name: name, first: values.0, second: values.1))
  }

  /// The index of a name, which is compared as bytes: names are few.
  mutating func index(ofName bytes: UnsafeRawBufferPointer, isMetric: Bool) -> Int {
    for index in names.indices where names[index].isMetric == isMetric {
      if unsafe names[index].text.hasBytes(bytes) { return index }
    }
    names.append(Name(text: unsafe String(decoding: bytes, as: UTF8.self), isMetric: isMetric))
    return names.count - 1
  }

  /// The index of a subset.
  public mutating func index(ofSubset bytes: UnsafeRawBufferPointer) -> Int {
    if let index = subsets.firstIndex(where: { unsafe $0.hasBytes(bytes) }) { return index }
    subsets.append(unsafe String(decoding: bytes, as: UTF8.self))
    return subsets.count - 1
  }
}

extension String {
  /// Tells whether the text is these UTF-8 bytes.
  func hasBytes(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard utf8.count == bytes.count else { return false }
    return unsafe utf8.elementsEqual(bytes)
  }
}
