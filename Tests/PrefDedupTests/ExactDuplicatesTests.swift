import PrefDedup
import PrefRecord
import Testing

@Suite("ExactDuplicates")
struct ExactDuplicatesTests {
  /// Keys of which many come again, the zero key and keys of one half among them.
  static func keys(_ count: Int, seed: UInt64, high: (inout SeededGenerator) -> UInt64) -> [RecordID] {
    var random = SeededGenerator(seed: seed)
    return (0..<count).map { index in
      if index % 5000 == 17 { return .zero }
      // Low halves are spread as those of a hash are: places in a table are chosen by them.
      let low = UInt64.random(in: 0..<UInt64(count), using: &random) &* 0x9e37_79b9_7f4a_7c15
      return RecordID(high: high(&random), low: low)
    }
  }

  static func compare(_ keys: [RecordID], keepsWitnesses: Bool) {
    var memory = ExactDuplicates(keepsWitnesses: keepsWitnesses)
    var first: [RecordID: RecordID] = [:]
    var disagreements = 0
    for (index, key) in keys.enumerated() {
      let id = keepsWitnesses ? RecordID(high: 1, low: UInt64(index)) : key
      if memory.insert(key, id: id) != first[key] { disagreements += 1 }
      if first[key] == nil { first[key] = id }
    }
    #expect(disagreements == 0)
    #expect(memory.count == first.count)
  }

  @Test("remembers what a dictionary remembers", arguments: [true, false])
  func random(_ keepsWitnesses: Bool) {
    let keys = Self.keys(200_000, seed: 1) { UInt64.random(in: 0..<8, using: &$0) << 61 }
    Self.compare(keys, keepsWitnesses: keepsWitnesses)
  }

  @Test("keeps keys apart that differ in one half alone", arguments: [true, false])
  func equalHalves(_ keepsWitnesses: Bool) {
    Self.compare(Self.keys(200_000, seed: 2) { _ in 0x4242_4242_4242_4242 }, keepsWitnesses: keepsWitnesses)
    var random = SeededGenerator(seed: 3)
    let sameLow = (0..<600).map { _ in RecordID(high: random.next() % 400 << 45, low: .max) }
    Self.compare(sameLow, keepsWitnesses: keepsWitnesses)
  }

  @Test("holds 20 bytes a key, 40 with witnesses, and a little for each of its tables")
  func bytes() {
    var random = SeededGenerator(seed: 4)
    var plain = ExactDuplicates(keepsWitnesses: false)
    var full = ExactDuplicates(keepsWitnesses: true)
    let sizes = [0, 1, 1000, 10_000, 30_000, 65_536, 100_000, 150_000, 200_000]
    // Sixteen slots a table, and what the allocator rounds up.
    let constant = 256 * 32 * 16
    var count = 0
    for size in sizes {
      while count < size {
        let key = RecordID(high: random.next(), low: random.next())
        if plain.insert(key, id: key) == nil { count += 1 }
        _ = full.insert(key, id: key)
      }
      #expect(plain.bytes <= 20 * size + constant)
      #expect(full.bytes <= 40 * size + 2 * constant)
      #expect(plain.bytes >= 16 * size)
    }
  }
}
