/// A real function of a whole number, tabulated once for all the numbers that occur.
///
/// Where differences of lengths repeat over many pairs, looking a score up costs a tenth of computing it.
public struct ValueTable: Sendable {
  private let keys: [Int]
  /// Values by key, or from the smallest key on where the keys lie close together.
  private let values: [Double]
  private let isDense: Bool

  /// Tabulates a function at ascending keys.
  public init(_ keys: [Int], _ value: (Int) -> Double) {
    self.keys = keys
    let first = keys.first ?? 0
    let (range, hasOverflown) = (keys.last ?? 0).subtractingReportingOverflow(first)
    isDense = !hasOverflown && range < max(1 << 16, 8 * keys.count)
    guard isDense else {
      values = keys.map(value)
      return
    }
    var dense = [Double](repeating: 0, count: range + 1)
    for key in keys { dense[key - first] = value(key) }
    values = dense
  }

  /// The value at a key that was tabulated.
  public subscript(key: Int) -> Double {
    if isDense { return values[key - keys[0]] }
    var (low, high) = (0, keys.count)
    while low < high {
      let middle = (low + high) / 2
      if keys[middle] < key { low = middle + 1 } else { high = middle }
    }
    precondition(low < keys.count && keys[low] == key, "a key of the table")
    return values[low]
  }
}
