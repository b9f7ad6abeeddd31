import Glibc

/// Maps values onto a stretch of a plot, with round ticks at or beyond both ends.
struct Axis {
  /// Values of the ticks, ascending; the first and the last are the ends of the axis.
  var ticks: [Double]
  /// Where the axis begins, in user units.
  var start: Double
  /// How long the axis is, in user units.
  var length: Double

  /// Makes an axis that holds all of `values` with about five ticks between them.
  init(holding values: [Double], start: Double, length: Double) {
    (self.start, self.length) = (start, length)
    let finite = values.filter { $0.isFinite && $0.magnitude < 1e15 }
    var (low, high) = (finite.min() ?? 0, finite.max() ?? 1)
    if high - low <= max(high.magnitude, low.magnitude) * 1e-9 {
      let margin = max(low.magnitude * 0.1, 1e-9)
      (low, high) = (low - margin, high + margin)
    }
    // Ticks are whole multiples of 1, 2 or 5 times a power of ten; dividing by that power gives the shortest decimals.
    let exponent = log10((high - low) / 5).rounded(.down)
    let fraction = (high - low) / 5 / pow(10, exponent)
    let multiple: Double = fraction <= 1 ? 1 : fraction <= 2 ? 2 : fraction <= 5 ? 5 : 10
    let step = multiple * pow(10, exponent)
    let (first, last) = ((low / step - 1e-9).rounded(.up) - 1, (high / step + 1e-9).rounded(.down) + 1)
    let from = low / step - first > 1 - 1e-9 ? first + 1 : first
    let to = last - high / step > 1 - 1e-9 ? last - 1 : last
    ticks = stride(from: from, through: to, by: 1).map {
      exponent < 0 ? $0 * multiple / pow(10, -exponent) : $0 * multiple * pow(10, exponent)
    }
  }

  /// The position of a value, in user units, held within the axis.
  func position(_ value: Double) -> Double {
    guard let low = ticks.first, let high = ticks.last, high > low else { return start }
    return start + length * min(1, max(0, (value - low) / (high - low)))
  }
}
