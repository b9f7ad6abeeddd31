import PrefRecord

/// A completion among those of its prompt, while its text is held elsewhere.
struct GroupMember {
  /// Where its dialect holds it.
  var index: Int
  var rating: Rating
  /// Hash of its turns: equal for completions that are the same.
  var identity: RecordID
}

/// Gives the pairs of one prompt whose texts are held, as many at a time as a batch should take.
struct GroupedPairs {
  /// Rows to be written for one batch, in bytes.
  static let bytesAtATime = 1 << 20

  let members: [GroupMember]
  private let equal: EqualRatings
  private var selector: PairSelector
  private var isEmpty = true

  init(_ members: [GroupMember], _ policy: PairPolicy, equal: EqualRatings) {
    (self.members, self.equal) = (members, equal)
    selector = PairSelector(members.map(\.rating), policy, equal: equal)
  }

  /// Whether neither a pair nor the policy's word on one has come of it.
  var gaveNothing: Bool { isEmpty && selector.dropped.isEmpty }

  /// Pairs that the policy left out, by reason.
  var dropped: [String: Int] { selector.dropped }

  /// Appends the next pairs to a batch.
  ///
  /// `bytes`: How much will be written of the batch; grows with it.
  /// `load`: Brings the prompt into the batch, `loadMember` one completion.
  /// - Returns: Whether there may be more; `false` after the last.
  mutating func give(
    to batch: inout ComparisonBatch,
    _ bytes: inout Int,
    load: (inout ComparisonBatch) -> RatedCompletions,
    loadMember: (GroupMember, inout ComparisonBatch) -> RatedCompletion,
    finish: (inout Comparison, GroupMember, GroupMember, inout ComparisonBatch) -> Void = { _, _, _, _ in }
  ) -> Bool {
    var set: RatedCompletions?
    var isLoaded = [Bool](repeating: false, count: members.count)
    while bytes < Self.bytesAtATime {
      guard let pair = selector.next({ members[$0].identity == members[$1].identity }) else { return false }
      isEmpty = false
      if set == nil { set = empty(load(&batch)) }
      for index in [pair.chosen, pair.rejected] where !isLoaded[index] {
        set?.completions[index] = loadMember(members[index], &batch)
        isLoaded[index] = true
      }
      guard var comparison = set?.comparison(pair, &batch) else { return false }
      finish(&comparison, members[pair.chosen], members[pair.rejected], &batch)
      batch.append(comparison)
      bytes += Self.size(of: comparison, in: batch)
    }
    return true
  }

  private func empty(_ set: RatedCompletions) -> RatedCompletions {
    var set = set
    set.equal = equal
    set.completions = Array(repeating: RatedCompletion(turns: 0..<0, rating: Rating(0)), count: members.count)
    return set
  }

  private static func size(of comparison: Comparison, in batch: borrowing ComparisonBatch) -> Int {
    var size = comparison.metadata.count
    for turns in [comparison.prompt, comparison.chosen, comparison.rejected] {
      for turn in turns { size += batch.turns[turn].content.count }
    }
    return size
  }
}
