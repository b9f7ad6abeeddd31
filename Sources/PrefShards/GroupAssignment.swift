/// Gives groups of rows to splits in exact proportions, stratum by stratum.
///
/// Which groups go where is decided by their hash with the seed, so it does not depend on the order of the input.
public struct GroupAssignment: Sendable {
  private var parts: [UInt64: UInt8] = [:]

  /// Assigns groups.
  ///
  /// `strata`: The groups of each stratum, by the hash of its name.
  public init(_ strata: [UInt64: [UInt64]], plan: SplitPlan, seed: UInt64) {
    var apportionment = Apportionment(plan)
    let start = SplitPlan.mix64(seed &+ 0x6578_6163_74)
    for stratum in strata.keys.sorted() {
      let groups = (strata[stratum] ?? []).map { (key: SplitPlan.mix64($0 ^ start), group: $0) }
        .sorted { ($0.key, $0.group) < ($1.key, $1.group) }
      var next = groups.startIndex
      for (part, count) in apportionment.counts(of: groups.count).enumerated() {
        for entry in groups[next..<next + count] { parts[entry.group] = UInt8(part) }
        next += count
      }
    }
  }

  /// The split of a group; `nil` for a group that was not assigned.
  public func part(ofGroup group: UInt64) -> Int? { parts[group].map(Int.init) }
}
