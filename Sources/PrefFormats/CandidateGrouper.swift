import PrefJSON
import PrefRecord

/// What one record says: a completion of a prompt and how good it is.
struct Candidate {
  /// The turns in the batch it was read into.
  var prompt: Range<Int>
  var completion: Range<Int>
  var rating: Rating
  /// Further ratings, in the order of the dialect's names for them.
  var scores: [Rating?] = []
  var model = ByteRange.empty
  /// What the record says besides, as the members of a JSON object without the braces.
  var fields = ByteRange.empty
  /// What the record says of the prompt; that of the first record of a prompt is kept.
  var promptFields = ByteRange.empty
  var subset = ByteRange.empty
  /// What else must be equal for two records to be rivals.
  var key = ByteRange.empty
}

/// A dialect whose records hold one completion each.
protocol CandidateFormat: GroupingFormat {
  /// Whether rivals stand one after the other; if not, all records are held to the end of the input.
  static var rivalsAreNeighbours: Bool { get }
  /// Whether records of one prompt and completion are one rival, whose rating is the mean of theirs.
  static var mergesCopies: Bool { get }
  /// What two equal ratings mean.
  static var equal: EqualRatings { get }
  /// Under which reason a record is counted that meets no rival.
  static var aloneReason: String { get }
  /// Names of the ratings that `Candidate.scores` holds.
  static var scoreNames: [StaticString] { get }
  /// Which pairs are made.
  var policy: PairPolicy { get }

  /// Reads a record into a batch of its own; a record that is well formed but gives no candidate is counted there.
  func candidate(_ record: JSONValue, into batch: inout ComparisonBatch) throws(RecordError) -> Candidate?
}

extension CandidateFormat {
  static var mergesCopies: Bool { false }
  static var equal: EqualRatings { .tie }
  static var scoreNames: [StaticString] { [] }
}

/// Gathers candidates by prompt and makes the pairs of each prompt.
///
/// It holds the texts of a prompt once and those of each completion, and about 200 bytes a record besides: for the
/// prompt at hand where rivals are neighbours, otherwise for the whole input.
final class CandidateGrouper<Format: CandidateFormat>: RecordGrouper {
  private let format: Format
  private var scratch = ComparisonBatch()
  private var hold = CandidateHold()
  private var dropped: [String: Int] = [:]
  private var isEnded = false
  /// The next group to give, and its pairs if it has been begun.
  private var next = 0
  private var pairs: GroupedPairs?

  init(_ format: Format) { self.format = format }

  func take(_ record: JSONValue, at place: RecordPlace) throws(RecordError) {
    scratch.removeAll()
    let candidate = try format.candidate(record, into: &scratch)
    dropped.merge(scratch.dropped, uniquingKeysWith: +)
    if let candidate { hold.add(candidate, in: scratch, at: place) }
  }

  func finish() { isEnded = true }

  func drain(into batch: inout ComparisonBatch) -> Bool {
    var bytes = 0
    let before = batch.readCount
    batch.dropped.merge(dropped, uniquingKeysWith: +)
    dropped.removeAll()
    while bytes < GroupedPairs.bytesAtATime, next < readyGroups { give(to: &batch, &bytes) }
    let isMore = batch.readCount > before
    if !isMore, Format.rivalsAreNeighbours { forgetGiven() }
    return isMore
  }

  /// Groups that no further record can join.
  private var readyGroups: Int {
    if isEnded { return hold.groups.count }
    return Format.rivalsAreNeighbours ? max(0, hold.groups.count - 1) : 0
  }

  /// Begins the hold anew with the group that is still open.
  private func forgetGiven() {
    guard next > 0 else { return }
    hold = next < hold.groups.count ? hold.only(group: next) : CandidateHold()
    next = 0
  }

  private func give(to batch: inout ComparisonBatch, _ bytes: inout Int) {
    let group = hold.groups[next]
    var pairs = pairs ?? GroupedPairs(members(of: group), format.policy, equal: Format.equal)
    let isMore = pairs.give(
      to: &batch,
      &bytes,
      load: { hold.prompt(of: group, into: &$0) },
      loadMember: { member, batch in hold.completion(members: copies(of: member, in: group), into: &batch) },
      finish: { comparison, chosen, rejected, batch in
        comparison.scores = scores(copies(of: chosen, in: group), copies(of: rejected, in: group), &batch)
      }
    )
    self.pairs = pairs
    if isMore { return }
    batch.dropped.merge(pairs.dropped, uniquingKeysWith: +)
    if pairs.gaveNothing { batch.dropped[Format.aloneReason, default: 0] += hold.indices(of: group).count }
    (self.pairs, next) = (nil, next + 1)
  }

  /// The rivals of a group: each record, or the first of those with the same completion.
  private func members(of group: CandidateHold.Group) -> [GroupMember] {
    let indices = hold.indices(of: group)
    guard Format.mergesCopies else {
      return indices.map { GroupMember(index: $0, rating: hold.held[$0].rating, identity: hold.held[$0].identity) }
    }
    var places: [RecordID: Int] = [:]
    var ratings: [(index: Int, ratings: [Rating])] = []
    for index in indices {
      let rival = hold.held[index]
      if let place = places[rival.identity] {
        ratings[place].ratings.append(rival.rating)
      } else {
        places[rival.identity] = ratings.count
        ratings.append((index, [rival.rating]))
      }
    }
    return ratings.map { rival in
      GroupMember(
        index: rival.index,
        rating: .mean(rival.ratings) ?? Rating(0),
        identity: hold.held[rival.index].identity
      )
    }
  }

  private func copies(of member: GroupMember, in group: CandidateHold.Group) -> [Int] {
    guard Format.mergesCopies else { return [member.index] }
    return hold.indices(of: group).filter { hold.held[$0].identity == member.identity }
  }

  /// The ratings that both sides have, of several records the means.
  private func scores(_ chosen: [Int], _ rejected: [Int], _ batch: inout ComparisonBatch) -> Range<Int> {
    let start = batch.scores.count
    for (place, name) in Format.scoreNames.enumerated() {
      let sides = [chosen, rejected].map { side in Rating.mean(side.compactMap { hold.held[$0].scores[place] }) }
      batch.appendScore(name, sides[0], sides[1])
    }
    return start..<batch.scores.count
  }
}

extension ComparisonBatch {
  /// Adds a score that both sides have; otherwise nothing.
  mutating func appendScore(_ name: StaticString, _ chosen: Rating?, _ rejected: Rating?) {
    guard let chosen, let rejected else { return }
    append(
      score: Score(
        name: append(text: "\(name)"),
        chosen: appendText { chosen.write(to: &$0) },
        rejected: appendText { rejected.write(to: &$0) }
      )
    )
  }
}
