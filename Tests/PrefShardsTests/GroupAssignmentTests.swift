import PrefShards
import Testing

@Suite struct GroupAssignmentTests {
  private func plan(_ shares: [Double]) throws -> SplitPlan {
    try SplitPlan(parts: shares.enumerated().map { SplitPlan.Part(name: "s\($0)", share: $1) })
  }

  @Test func largestRemaindersByHand() throws {
    // 10 by .45, .35, .2: quotas 4.5, 3.5, 2; the first of the equal remainders gets the odd one.
    var first = Apportionment(try plan([0.45, 0.35, 0.2]))
    #expect(first.counts(of: 10) == [5, 3, 2])
    // What rounding took from the second part it gets in the next stratum.
    #expect(first.counts(of: 10) == [4, 4, 2])
  }

  @Test func manySmallStrataAddUpToTheShares() throws {
    let shares = [0.8, 0.1, 0.1]
    var apportionment = Apportionment(try plan(shares))
    var (sums, total) = ([0, 0, 0], 0)
    for round in 0..<997 {
      let count = 1 + round * 7 % 3
      let counts = apportionment.counts(of: count)
      #expect(counts.reduce(0, +) == count)
      #expect(counts.allSatisfy { $0 >= 0 })
      for index in sums.indices { sums[index] += counts[index] }
      total += count
      for index in sums.indices { #expect(abs(Double(sums[index]) - shares[index] * Double(total)) < 1.5) }
    }
  }

  @Test func sharesAreExactInEachStratumAndOrderDoesNotMatter() throws {
    let plan = try plan([0.75, 0.25])
    let strata: [UInt64: [UInt64]] = [1: Array(0..<400), 2: Array(1000..<1100)]
    let assignment = GroupAssignment(strata, plan: plan, seed: 7)
    #expect(strata[1]?.count { assignment.part(ofGroup: $0) == 0 } == 300)
    #expect(strata[2]?.count { assignment.part(ofGroup: $0) == 0 } == 75)
    let mirrored = GroupAssignment(strata.mapValues { $0.reversed() }, plan: plan, seed: 7)
    for group in strata.values.joined() { #expect(assignment.part(ofGroup: group) == mirrored.part(ofGroup: group)) }
    let other = GroupAssignment(strata, plan: plan, seed: 8)
    #expect(strata.values.joined().contains { assignment.part(ofGroup: $0) != other.part(ofGroup: $0) })
    #expect(assignment.part(ofGroup: 99_999) == nil)
  }
}
