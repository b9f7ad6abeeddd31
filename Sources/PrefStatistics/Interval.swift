/// A closed interval that an estimate's uncertainty spans, at 95 % unless its source says otherwise.
public struct Interval: Sendable, Hashable {
  /// Lower end, not above `high`.
  public var low: Double
  /// Upper end.
  public var high: Double

  /// Spans the two ends given.
  public init(low: Double, high: Double) {
    self.low = low
    self.high = high
  }

  /// Spans `halfWidth` to both sides of `center`.
  public init(center: Double, halfWidth: Double) {
    self.init(low: center - halfWidth, high: center + halfWidth)
  }

  /// The interval of the opposite orientation: of −x, where this one is of x.
  public var negated: Interval { Interval(low: -high, high: -low) }

  /// The interval of the opposite share: of 1 − p, where this one is of p.
  public var complement: Interval { Interval(low: 1 - high, high: 1 - low) }

  /// Both ends sent through an increasing function.
  public func mapped(_ increasing: (Double) -> Double) -> Interval {
    Interval(low: increasing(low), high: increasing(high))
  }

  /// The interval cut to a range, such as `0...1` for a share.
  public func clamped(to range: ClosedRange<Double>) -> Interval {
    mapped { min(max($0, range.lowerBound), range.upperBound) }
  }
}
