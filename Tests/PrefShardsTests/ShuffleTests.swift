import PrefShards
import Testing

@Suite("ShuffleKey")
struct ShuffleTests {
  @Test("makes every place of every item, and every order, equally likely")
  func uniformity() {
    let seeds = 60_000
    var places = [Int](repeating: 0, count: 36)
    var orders: [[UInt64]: Int] = [:]
    for seed in 0..<UInt64(seeds) {
      let order = (0..<6).map { ShuffleKey(ordinal: $0, seed: seed) }.sorted().map(\.ordinal)
      for (place, item) in order.enumerated() { places[Int(item) * 6 + place] += 1 }
      orders[order, default: 0] += 1
    }
    let expected = Double(seeds) / 6
    let placeFit = places.reduce(0) { $0 + (Double($1) - expected) * (Double($1) - expected) / expected }
    // 25 degrees of freedom, of 36 sums over rows and columns that are fixed: mean 25, sd 7.
    #expect(placeFit < 70)
    let perOrder = Double(seeds) / 720
    let orderFit = orders.values.reduce(0) { $0 + (Double($1) - perOrder) * (Double($1) - perOrder) / perOrder }
    // 719 degrees of freedom: mean 719, sd 38.
    #expect(orders.count == 720)
    #expect((719 - 5 * 38...719 + 5 * 38).contains(orderFit))
  }

  @Test("depends on seed and ordinal alone, and lets the ordinal decide between equal keys")
  func purity() {
    #expect(ShuffleKey(ordinal: 3, seed: 9) == ShuffleKey(ordinal: 3, seed: 9))
    #expect(ShuffleKey(ordinal: 3, seed: 9).key != ShuffleKey(ordinal: 3, seed: 10).key)
    #expect(ShuffleKey(key: 5, ordinal: 1) < ShuffleKey(key: 5, ordinal: 2))
    #expect(ShuffleKey(key: 4, ordinal: 9) < ShuffleKey(key: 5, ordinal: 2))
  }
}
