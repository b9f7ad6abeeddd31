import PrefRecord

/// Holds candidates by prompt, with their texts kept.
struct CandidateHold {
  /// A candidate whose texts are kept.
  struct Held {
    var completion: KeptText
    var identity: RecordID
    var rating: Rating
    var scores: [Rating?]
    var model: KeptText
    var fields: KeptText
    var place: RecordPlace
    /// The next candidate of the same prompt; −1 for the last.
    var next = -1
  }

  /// The candidates of one prompt, as a list through `Held.next`.
  struct Group {
    var prompt: KeptText
    var fields: KeptText
    var subset: KeptText
    var first: Int
    var last: Int
  }

  private(set) var held: [Held] = []
  /// In the order of their first candidates.
  private(set) var groups: [Group] = []
  private var places: [RecordID: Int] = [:]
  private var texts = KeptTexts()
  private var bytes: [UInt8] = []
  private var key: [UInt8] = []

  /// Keeps a candidate.
  mutating func add(_ candidate: Candidate, in batch: borrowing ComparisonBatch, at place: RecordPlace) {
    bytes.removeAll(keepingCapacity: true)
    HeldTurns.append(candidate.completion, in: batch, to: &bytes)
    let kept = Held(
      completion: keep(bytes),
      identity: unsafe bytes.withUnsafeBytes { unsafe RecordID(hashing: $0) },
      rating: candidate.rating,
      scores: candidate.scores,
      model: keep(candidate.model, batch),
      fields: keep(candidate.fields, batch),
      place: place
    )
    bytes.removeAll(keepingCapacity: true)
    HeldTurns.append(candidate.prompt, in: batch, to: &bytes)
    join(kept, candidate, promptID(candidate, batch), batch)
  }

  private mutating func join(_ kept: Held, _ candidate: Candidate, _ id: RecordID, _ batch: borrowing ComparisonBatch) {
    let index = held.count
    held.append(kept)
    if let group = places[id] {
      held[groups[group].last].next = index
      groups[group].last = index
      return
    }
    places[id] = groups.count
    groups.append(
      Group(
        prompt: keep(bytes),
        fields: keep(candidate.promptFields, batch),
        subset: keep(candidate.subset, batch),
        first: index,
        last: index
      )
    )
  }

  /// The hash of what rivals share: the key, with its length before it, and the prompt, which is in `bytes`.
  private mutating func promptID(_ candidate: Candidate, _ batch: borrowing ComparisonBatch) -> RecordID {
    key.removeAll(keepingCapacity: true)
    key.append(contentsOf: "\(candidate.key.count):".utf8)
    unsafe batch.withBytes(of: candidate.key) { unsafe key.append(contentsOf: $0) }
    key.append(contentsOf: bytes)
    return unsafe key.withUnsafeBytes { unsafe RecordID(hashing: $0) }
  }

  /// The candidates of a group, in input order.
  func indices(of group: Group) -> [Int] {
    var indices: [Int] = []
    var index = group.first
    while index >= 0 {
      indices.append(index)
      index = held[index].next
    }
    return indices
  }

  /// Brings a group's prompt into a batch.
  func prompt(of group: Group, into batch: inout ComparisonBatch) -> RatedCompletions {
    let turns = unsafe texts.withBytes(of: group.prompt) { unsafe HeldTurns.read($0, into: &batch) }
    var set = RatedCompletions(prompt: turns)
    set.fields = range(of: group.fields, into: &batch)
    set.subset = range(of: group.subset, into: &batch)
    return set
  }

  /// Brings a completion into a batch; the fields of several records that say the same become a list under `ratings`.
  func completion(members: [Int], into batch: inout ComparisonBatch) -> RatedCompletion {
    let first = held[members[0]]
    let turns = unsafe texts.withBytes(of: first.completion) { unsafe HeldTurns.read($0, into: &batch) }
    var completion = RatedCompletion(turns: turns, rating: first.rating)
    completion.model = range(of: first.model, into: &batch)
    completion.place = first.place
    if members.count == 1 {
      completion.fields = range(of: first.fields, into: &batch)
      return completion
    }
    completion.fields = batch.appendText { text in
      text.append(contentsOf: "\"ratings\":[".utf8)
      for (place, member) in members.enumerated() {
        text.append(contentsOf: (place > 0 ? ",{" : "{").utf8)
        unsafe texts.withBytes(of: held[member].fields) { unsafe text.append(contentsOf: $0) }
        text.append(UInt8(ascii: "}"))
      }
      text.append(UInt8(ascii: "]"))
    }
    return completion
  }

  /// A hold of one group alone.
  func only(group index: Int) -> CandidateHold {
    var hold = CandidateHold()
    let group = groups[index]
    let copied = Group(
      prompt: copy(group.prompt, to: &hold),
      fields: copy(group.fields, to: &hold),
      subset: copy(group.subset, to: &hold),
      first: 0,
      last: indices(of: group).count - 1
    )
    for member in indices(of: group) {
      var rival = held[member]
      rival.completion = copy(rival.completion, to: &hold)
      rival.model = copy(rival.model, to: &hold)
      rival.fields = copy(rival.fields, to: &hold)
      rival.next = hold.held.count == copied.last ? -1 : hold.held.count + 1
      hold.held.append(rival)
    }
    hold.groups = [copied]
    hold.places = places.filter { $0.value == index }.mapValues { _ in 0 }
    return hold
  }

  private func copy(_ text: KeptText, to hold: inout CandidateHold) -> KeptText {
    unsafe texts.withBytes(of: text) { unsafe hold.texts.keep($0) }
  }

  private func range(of text: KeptText, into batch: inout ComparisonBatch) -> ByteRange {
    unsafe texts.withBytes(of: text) { unsafe batch.append(text: $0) }
  }

  private mutating func keep(_ bytes: [UInt8]) -> KeptText {
    unsafe bytes.withUnsafeBytes { unsafe texts.keep($0) }
  }

  private mutating func keep(_ range: ByteRange, _ batch: borrowing ComparisonBatch) -> KeptText {
    unsafe batch.withBytes(of: range) { unsafe texts.keep($0) }
  }
}
