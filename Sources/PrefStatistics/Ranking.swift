/// Puts values in order, and gives tied ones the mean of the ranks they share.
public struct Ranking: Sendable {
  /// Indices of the values, ascending by value; tied ones in the order they came.
  public let order: [UInt32]
  /// Where each run of tied values begins in `order`.
  public let starts: [UInt32]
  /// Mid-rank of each value, from 1.
  public let ranks: [Double]

  /// Number of values.
  public var count: Int { order.count }

  /// Ranks finite values, in time linear in their number.
  public init(_ values: [Double]) {
    self.init(values, from: values.indices.map { UInt32($0) })
  }

  /// Ranks values whose ties are to come in a given order.
  ///
  /// - Parameters:
  ///   - values: Finite numbers; 0 and −0 are equal.
  ///   - order: Every index once.
  public init(_ values: [Double], from order: [UInt32]) {
    precondition(values.count == order.count, "every index once")
    self.order = RadixOrder.sorted(order, by: values)
    var starts: [UInt32] = []
    var ranks = [Double](repeating: 0, count: values.count)
    var begin = 0
    while begin < values.count {
      var end = begin + 1
      let value = values[Int(self.order[begin])]
      while end < values.count, values[Int(self.order[end])] == value { end += 1 }
      starts.append(UInt32(begin))
      // Ranks begin + 1 … end have this mean.
      let rank = Double(begin + 1 + end) / 2
      for place in begin..<end { ranks[Int(self.order[place])] = rank }
      begin = end
    }
    self.starts = starts
    self.ranks = ranks
  }

  /// The places in `order` of a run of tied values.
  public func run(_ index: Int) -> Range<Int> {
    Int(starts[index])..<(index + 1 < starts.count ? Int(starts[index + 1]) : count)
  }

  /// Σ over runs of t values of a function of t.
  func sumOverTies(_ term: (Int) -> Double) -> Double {
    starts.indices.reduce(0) { $0 + term(run($1).count) }
  }
}

/// Sorts indices by the values they stand for, stably and in linear time.
enum RadixOrder {
  private static let bits = 11
  private static let passes = 6

  /// Least significant digit first, 11 bits a pass: 6 passes over 64 bits, of which constant digits are skipped.
  static func sorted(_ order: [UInt32], by values: [Double]) -> [UInt32] {
    sorted(order, keys: order.map { key(values[Int($0)]) })
  }

  /// Sorts indices by keys; `keys[i]` belongs to `order[i]`.
  static func sorted(_ order: [UInt32], keys: [UInt64]) -> [UInt32] {
    var (keys, order) = (keys, order)
    var (nextKeys, nextOrder) = (keys, order)
    for pass in 0..<passes {
      let shift = UInt64(pass * bits)
      var places = [Int](repeating: 0, count: 1 << bits)
      for key in keys { places[digit(key, shift)] += 1 }
      if places.contains(keys.count) { continue }
      var total = 0
      for index in places.indices {
        let count = places[index]
        places[index] = total
        total += count
      }
      for index in keys.indices {
        let digit = digit(keys[index], shift)
        let place = places[digit]
        places[digit] = place + 1
        nextKeys[place] = keys[index]
        nextOrder[place] = order[index]
      }
      swap(&keys, &nextKeys)
      swap(&order, &nextOrder)
    }
    return order
  }

  private static func digit(_ key: UInt64, _ shift: UInt64) -> Int {
    Int(truncatingIfNeeded: key >> shift & (1 << UInt64(bits) - 1))
  }

  /// Bits that order as the number does; adding zero makes −0 the same as 0.
  private static func key(_ value: Double) -> UInt64 {
    let pattern = (value + 0).bitPattern
    return pattern >> 63 == 1 ? ~pattern : pattern | 1 << 63
  }
}

/// Sorts rows by whole numbers, stably and in linear time.
public enum RowOrder {
  /// Brings rows into ascending order of a key; equal ones stay as they are.
  public static func sorted(_ rows: [UInt32], by key: (Int) -> UInt64) -> [UInt32] {
    RadixOrder.sorted(rows, keys: rows.map { key(Int($0)) })
  }
}
