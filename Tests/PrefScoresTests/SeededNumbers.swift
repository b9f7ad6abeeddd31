import PrefStatistics

/// Numbers that look random and are the same in every run.
struct SeededNumbers {
  private var state: UInt64

  init(seed: UInt64) { state = StableHash.mix64(seed &+ 1) }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    return StableHash.mix64(state)
  }

  mutating func unit() -> Double { (Double(next() >> 11) + 0.5) / 9_007_199_254_740_992 }

  mutating func normal() -> Double { NormalDistribution.quantile(unit()) }
}
