import PrefStatistics

/// The tolerance of a closed form: 1e-9 relative, 1e-12 absolute near zero.
func near(_ value: Double?, _ expected: Double?, relative: Double = 1e-9, absolute: Double = 1e-12) -> Bool {
  guard let value, let expected else { return false }
  return abs(value - expected) <= max(absolute, relative * abs(expected))
}

/// The tolerance of an iterated figure, 1e-7.
func nearIterated(_ value: Double?, _ expected: Double?) -> Bool {
  near(value, expected, relative: 1e-7, absolute: 1e-7)
}

/// The tolerance of a figure printed with 12 significant digits.
func nearPrinted(_ value: Double?, _ expected: Double?) -> Bool {
  near(value, expected, relative: 2e-11, absolute: 1e-12)
}

func near(_ interval: Interval?, _ expected: [Double], relative: Double = 1e-9) -> Bool {
  guard let interval, expected.count == 2 else { return false }
  return near(interval.low, expected[0], relative: relative) && near(interval.high, expected[1], relative: relative)
}

func near(_ values: [Double], _ expected: [Double], relative: Double = 1e-9, absolute: Double = 1e-12) -> Bool {
  values.count == expected.count
    && zip(values, expected).allSatisfy { near($0, $1, relative: relative, absolute: absolute) }
}

/// Numbers that look random and are the same in every run.
struct SeededNumbers {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    return StableHash.mix64(state)
  }

  mutating func next(below bound: Int) -> Int {
    Int(next() % UInt64(bound))
  }

  mutating func unit() -> Double {
    Double(next() >> 11) / 9_007_199_254_740_992
  }
}
