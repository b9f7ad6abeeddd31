import PrefDedup
import PrefRecord
import Testing

@Suite("NearJudge")
struct NearJudgeTests {
  final class Store: ShingleSetStore {
    var sets: [UInt32: ShingleSet] = [:]
    func set(of record: UInt32) throws -> ShingleSet { try #require(sets[record]) }
    func firstSimilar(
      among records: [UInt32],
      from start: Int,
      to set: ShingleSet,
      atLeast threshold: Double
    ) throws -> (index: Int, similarity: Double)? {
      for index in records.indices[start...] {
        let similarity = set.similarity(to: try self.set(of: records[index]))
        if similarity >= threshold { return (index, similarity) }
      }
      return nil
    }
  }

  /// Judges sets that all share a bucket, in order; returns who goes and because of whom.
  static func judge(_ sets: [ShingleSet], threshold: Double, part: DuplicateKey = .pair) throws -> [NearVerdict] {
    let store = Store()
    let judge = NearJudge(
      store,
      buckets: 1,
      records: sets.count,
      threshold: threshold,
      part: part,
      dropsConflicts: false,
      isInOrder: true
    )
    return try sets.enumerated().map { index, set in
      let verdict = try judge.judge(UInt32(index), set, in: [0])
      if case .kept = verdict {
        store.sets[UInt32(index)] = set
        judge.keep(UInt32(index), in: [0])
      }
      return verdict
    }
  }

  static func set(_ shingles: Range<UInt64>) -> ShingleSet {
    ShingleSet(shingles: shingles.map { $0 << 2 }, id: RecordID(high: shingles.lowerBound, low: 0), isTie: false)
  }

  @Test("removes nothing through a chain")
  func chain() throws {
    // Each is 9/11 like its neighbour, 8/12 like the next but one.
    let sets = (0..<6).map { Self.set($0..<$0 + 10) }
    let verdicts = try Self.judge(sets, threshold: 0.8, part: .prompt)
    let goes = verdicts.map { if case .duplicate = $0 { true } else { false } }
    #expect(goes == [false, true, false, true, false, true])
    #expect(verdicts[1] == .duplicate(NearMatch(record: 0, id: RecordID(high: 0, low: 0), similarity: 9.0 / 11.0)))
  }

  @Test("names the first of several witnesses")
  func witness() throws {
    // 0 and 1 are 8/12 alike and both stay at .7; 2 is 9/11 like either.
    let verdicts = try Self.judge(
      [Self.set(0..<10), Self.set(2..<12), Self.set(1..<11)],
      threshold: 0.7,
      part: .prompt
    )
    #expect(verdicts[2] == .duplicate(NearMatch(record: 0, id: RecordID(high: 0, low: 0), similarity: 9.0 / 11.0)))
  }

  @Test("agrees with brute force on random sets", arguments: [0.5, 0.7, 0.8, 0.9])
  func bruteForce(_ threshold: Double) throws {
    var generator = SeededGenerator(seed: 5)
    var sets: [ShingleSet] = []
    for _ in 0..<300 {
      var members = Set((0..<30).map { _ in generator.next() % 40 })
      if let old = sets.randomElement(using: &generator), generator.next() % 2 == 0 {
        members = Set(old.shingles.map { $0 >> 2 })
        for _ in 0..<generator.next() % 8 { members.insert(generator.next() % 60) }
      }
      sets.append(ShingleSet(shingles: members.sorted().map { $0 << 2 }, id: .zero, isTie: false))
    }
    var kept: [Set<UInt64>] = []
    let expected = sets.map { set in
      let mine = Set(set.shingles)
      let goes = kept.contains { Double($0.intersection(mine).count) / Double($0.union(mine).count) >= threshold }
      if !goes { kept.append(mine) }
      return goes
    }
    let goes = try Self.judge(sets, threshold: threshold, part: .prompt).map {
      if case .duplicate = $0 { true } else { false }
    }
    #expect(goes == expected)
  }

  @Test("keeps what prefers the opposite, and says so")
  func conflict() throws {
    let prompt = "Which of these two answers is the better one, and why do you think so?"
    let sets = [
      Texts.set(prompt, "The first one is better by far.", "The second one is no good."),
      Texts.set(prompt, "The second one is no good.", "The first one is better by far."),
      Texts.set(prompt, "The second one is no good.", "The first one is better by far."),
    ]
    let verdicts = try Self.judge(sets, threshold: 0.8)
    #expect(verdicts[1] == .kept(conflict: NearMatch(record: 0, id: .zero, similarity: 1)))
    #expect(verdicts[2] == .duplicate(NearMatch(record: 1, id: .zero, similarity: 1)))
  }
}
