import PrefRecord

/// The votes of a run, by item, in input order.
///
/// It holds the text of the votes, and about 60 bytes a vote and 60 an item besides.
struct VoteTable: Sendable {
  private struct Vote {
    var annotation: Annotation
    var rest: ByteRange
    /// The next vote on the same item; −1 for the last.
    var next: Int32 = -1
  }

  private struct Item {
    var first: Int32
    var last: Int32
    var count: Int32
  }

  private var text = ComparisonBatch()
  private var votes: [Vote] = []
  private var items: [RecordID: Item] = [:]

  /// Number of votes.
  var count: Int { votes.count }

  /// Takes the votes of a batch, which `Votes` read.
  mutating func add(_ batch: ComparisonBatch) {
    for vote in batch.comparisons {
      guard let place = vote.annotations.first else { continue }
      var annotation = batch.annotations[place]
      annotation.annotator = copy(annotation.annotator, of: batch)
      annotation.strength = copy(annotation.strength, of: batch)
      let item = unsafe batch.withBytes(of: vote.lineage.subset) { unsafe RecordID(hashing: $0) }
      add(Vote(annotation: annotation, rest: copy(vote.metadata, of: batch)), to: item)
    }
  }

  private mutating func add(_ vote: Vote, to name: RecordID) {
    let index = Int32(votes.count)
    votes.append(vote)
    guard var item = items[name] else {
      items[name] = Item(first: index, last: index, count: 1)
      return
    }
    votes[Int(item.last)].next = index
    (item.last, item.count) = (index, item.count + 1)
    items[name] = item
  }

  private mutating func copy(_ range: ByteRange, of batch: ComparisonBatch) -> ByteRange {
    unsafe batch.withBytes(of: range) { unsafe text.append(text: $0) }
  }

  /// Number of votes on an item.
  func count(of item: RecordID) -> Int { Int(items[item]?.count ?? 0) }

  /// Appends the votes on an item to a batch, after the annotations that a comparison has already.
  ///
  /// - Returns: What the votes hold besides, one JSON object each; empty where none holds more.
  func join(_ item: RecordID, to comparison: inout Comparison, in batch: inout ComparisonBatch) -> [String] {
    let start = batch.annotations.count
    for place in comparison.annotations { batch.append(annotation: batch.annotations[place]) }
    var (rests, hasMore) = ([String](), false)
    var next = items[item]?.first ?? -1
    while next >= 0 {
      let vote = votes[Int(next)]
      var annotation = vote.annotation
      annotation.annotator = batch.append(text: text.string(annotation.annotator))
      annotation.strength = batch.append(text: text.string(annotation.strength))
      batch.append(annotation: annotation)
      rests.append(vote.rest.isEmpty ? "{}" : text.string(vote.rest))
      hasMore = hasMore || !vote.rest.isEmpty
      next = vote.next
    }
    comparison.annotations = start..<batch.annotations.count
    return hasMore ? rests : []
  }

  /// What the votes on an item come to: the side that more than half of them name, a tie otherwise.
  func majority(of item: RecordID) -> Choice {
    var (chosen, rejected) = (0, 0)
    var next = items[item]?.first ?? -1
    while next >= 0 {
      let choice = votes[Int(next)].annotation.choice
      if choice == .chosen { chosen += 1 }
      if choice == .rejected { rejected += 1 }
      next = votes[Int(next)].next
    }
    return chosen * 2 > count(of: item) ? .chosen : rejected * 2 > count(of: item) ? .rejected : .tie
  }
}
