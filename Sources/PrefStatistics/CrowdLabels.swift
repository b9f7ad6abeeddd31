/// Who gave which label to which item, grouped by item in flat arrays.
///
/// Memory: 5 bytes a label and 8 an item.
public struct CrowdLabels: Sendable {
  /// Number of items.
  public let items: Int
  /// Number of annotators.
  public let annotators: Int
  /// Number of declared labels, at most 256.
  public let categories: Int
  // Labels of item i stand at offsets[i] ..< offsets[i + 1].
  let offsets: [Int]
  let annotator: [Int32]
  let label: [UInt8]

  /// Number of labels.
  public var count: Int { label.count }

  /// Groups triples given in any order; within an item the order given is kept.
  ///
  /// - Parameters:
  ///   - categories: Number of declared labels.
  ///   - items: Item of each label, from 0; items never named up to the largest have no label.
  ///   - annotators: Annotator of each label, from 0.
  ///   - labels: The labels, below `categories`.
  public init(categories: Int, items: [Int32], annotators: [Int32], labels: [UInt8]) {
    precondition(items.count == annotators.count && items.count == labels.count, "whole triples")
    precondition(categories > 0 && labels.allSatisfy { $0 < categories }, "declared labels")
    self.categories = categories
    self.items = Int((items.max() ?? -1) + 1)
    self.annotators = Int((annotators.max() ?? -1) + 1)
    var offsets = Array(repeating: 0, count: self.items + 1)
    for item in items { offsets[Int(item) + 1] += 1 }
    for item in 0..<self.items { offsets[item + 1] += offsets[item] }
    var next = offsets
    var sortedAnnotators = Array(repeating: Int32(0), count: items.count)
    var sortedLabels = Array(repeating: UInt8(0), count: items.count)
    for row in items.indices {
      let slot = next[Int(items[row])]
      next[Int(items[row])] += 1
      sortedAnnotators[slot] = annotators[row]
      sortedLabels[slot] = labels[row]
    }
    self.offsets = offsets
    annotator = sortedAnnotators
    label = sortedLabels
  }

  /// An item's labels by category.
  public func counts(_ item: Int) -> [Int] {
    var counts = Array(repeating: 0, count: categories)
    for row in offsets[item]..<offsets[item + 1] { counts[Int(label[row])] += 1 }
    return counts
  }

  /// The label that most annotators gave an item; `nil` where several lead, or none was given.
  public func majority(_ item: Int) -> Int? {
    Self.leader(counts(item))
  }

  /// The shares of labels an item received, item by item: where every iteration starts.
  ///
  /// Items without labels get equal shares.
  func shares() -> [Double] {
    var shares = Array(repeating: 0.0, count: items * categories)
    for item in 0..<items {
      let size = offsets[item + 1] - offsets[item]
      for row in offsets[item]..<offsets[item + 1] { shares[item * categories + Int(label[row])] += 1 / Double(size) }
      guard size == 0 else { continue }
      for k in 0..<categories { shares[item * categories + k] = 1 / Double(categories) }
    }
    return shares
  }

  static func leader(_ counts: [Int]) -> Int? {
    guard let most = counts.max(), most > 0, counts.count(where: { $0 == most }) == 1 else { return nil }
    return counts.firstIndex(of: most)
  }
}
