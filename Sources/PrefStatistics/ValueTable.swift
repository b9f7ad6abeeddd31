/// A pair of real functions of a whole number, tabulated once for all the numbers that occur.
///
/// Where differences of lengths repeat over many pairs, looking a score up costs a tenth of computing it.
public struct ValueTable: Sendable {
  private let keys: [Int]
  private let first: Int
  /// Values by key, or from the smallest key on where the keys lie close together.
  private let values: [SIMD2<Double>]
  private let isDense: Bool

  /// Tabulates one function at ascending keys.
  public init(_ keys: [Int], _ value: (Int) -> Double) {
    self.init(pairs: keys) { SIMD2(value($0), 0) }
  }

  /// Tabulates two functions at ascending keys.
  init(pairs keys: [Int], _ value: (Int) -> SIMD2<Double>) {
    self.keys = keys
    first = keys.first ?? 0
    let (range, hasOverflown) = (keys.last ?? 0).subtractingReportingOverflow(first)
    isDense = !hasOverflown && range < max(1 << 16, 8 * keys.count)
    guard isDense else {
      values = keys.map(value)
      return
    }
    var dense = [SIMD2<Double>](repeating: .zero, count: range + 1)
    for key in keys { dense[key - first] = value(key) }
    values = dense
  }

  /// The value at a key that was tabulated.
  public subscript(key: Int) -> Double { self[pair: key].x }

  /// Both values at a key that was tabulated.
  subscript(pair key: Int) -> SIMD2<Double> { values[isDense ? key &- first : place(of: key)] }

  private func place(of key: Int) -> Int {
    var (low, high) = (0, keys.count)
    while low < high {
      let middle = (low + high) / 2
      if keys[middle] < key { low = middle + 1 } else { high = middle }
    }
    precondition(low < keys.count && keys[low] == key, "a key of the table")
    return low
  }
}
