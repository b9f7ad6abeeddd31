import CTextScan

/// Gives every word of the lexicon a number, and finds the number of a token with one comparison.
///
/// A word has at most 15 bytes, so it is two 64-bit numbers (first byte lowest, zero filled). Hash and displace: a
/// word's hash picks a displacement, and hash and displacement together a slot that no other word has. So a look-up has
/// no loop and no branch that the text could make unpredictable: half the time of open addressing on real replies.
///
/// Source: Belazzougui, Botelho, Dietzfelbinger 2009, "Hash, displace, and compress", without the compression.
struct Vocabulary: ~Copyable, Sendable {
  /// Bytes of the longest word that fits.
  ///
  /// Longer tokens are cut to 16 bytes, which is then none of them.
  static let longestWord = 15
  /// Numbers are below this, and not 0: that is every word the lexicon does not have.
  static let numberBound = slotCount + 1

  fileprivate static let slotCount = 512
  private static let bucketCount = 256

  /// By slot: the two halves of its word, 0 where it has none.
  private var keys = [UInt64](repeating: 0, count: 2 * slotCount)
  /// By bucket.
  private var displacements = [UInt16](repeating: 0, count: bucketCount)

  /// Places words, all different, in slots.
  init(_ words: [Substring]) {
    precondition(words.count * 10 <= Self.slotCount * 9, "the lexicon has too many words for its table")
    var buckets = [[(low: UInt64, high: UInt64)]](repeating: [], count: Self.bucketCount)
    for word in words {
      let key = Self.key(of: word)
      buckets[Self.bucket(Self.hash(key.low, key.high))].append(key)
    }
    // Full buckets first, while there is most room; those of equal size by number, for the same numbers every time.
    let order = buckets.indices.sorted { (buckets[$1].count, $0) < (buckets[$0].count, $1) }
    for bucket in order where !buckets[bucket].isEmpty { place(buckets[bucket], in: bucket) }
  }

  /// The number of a word.
  func number(of word: Substring) -> UInt16 {
    let key = Self.key(of: word)
    // Safe: the lookup does not leave the closure.
    return unsafe withLookup { unsafe $0.number(low: key.low, high: key.high) }
  }

  private mutating func place(_ words: [(low: UInt64, high: UInt64)], in bucket: Int) {
    for displacement in 0..<UInt16(Self.slotCount) {
      let slots = words.map { Self.slot(Self.hash($0.low, $0.high), displacement) }
      guard slots.allSatisfy({ keys[2 * $0] == 0 }), Set(slots).count == slots.count else { continue }
      for (key, slot) in zip(words, slots) {
        keys[2 * slot] = key.low
        keys[2 * slot + 1] = key.high
      }
      displacements[bucket] = displacement
      return
    }
    preconditionFailure("the lexicon's words have no perfect hash; change the hash")
  }

  private static func key(of word: Substring) -> (low: UInt64, high: UInt64) {
    precondition(word.utf8.count <= longestWord, "a word of the lexicon is longer than 15 bytes")
    var key: (low: UInt64, high: UInt64) = (0, 0)
    for (index, byte) in word.utf8.enumerated() {
      if index < 8 { key.low |= UInt64(byte) << (8 * index) } else { key.high |= UInt64(byte) << (8 * (index - 8)) }
    }
    return key
  }

  @inline(__always)
  fileprivate static func hash(_ low: UInt64, _ high: UInt64) -> UInt64 {
    (low ^ high) &* 0x9e37_79b9_7f4a_7c15
  }

  @inline(__always)
  fileprivate static func bucket(_ hash: UInt64) -> Int {
    Int(truncatingIfNeeded: hash &>> 56)
  }

  @inline(__always)
  fileprivate static func slot(_ hash: UInt64, _ displacement: UInt16) -> Int {
    Int(truncatingIfNeeded: (hash &>> 32 &+ UInt64(displacement)) & UInt64(slotCount - 1))
  }
}

extension Vocabulary {
  /// The tables of a vocabulary, valid inside `withLookup`.
  @unsafe
  struct Lookup {
    fileprivate var keys: UnsafeBufferPointer<UInt64>
    fileprivate var displacements: UnsafeBufferPointer<UInt16>

    /// The number of the word with these bytes, 0 where the lexicon has no such word.
    @inline(__always)
    func number(low key: UInt64, high rest: UInt64) -> UInt16 {
      let hash = Vocabulary.hash(key, rest)
      let slot = unsafe Vocabulary.slot(hash, displacements[Vocabulary.bucket(hash)])
      let difference = unsafe (keys[2 &* slot] ^ key) | (keys[2 &* slot &+ 1] ^ rest)
      // All bits where the words are equal, none where not. In arithmetic: the optimiser makes a condition a branch.
      let isEqual = ((difference | (0 &- difference)) &>> 63) &- 1
      return UInt16(truncatingIfNeeded: UInt64(truncatingIfNeeded: slot &+ 1) & isEqual)
    }
  }

  /// Lends the tables for many look-ups in a row, without a check of bounds in each: hashes are cut to their sizes.
  @inline(__always)
  func withLookup<Result>(_ body: (Lookup) -> Result) -> Result {
    unsafe keys.withUnsafeBufferPointer { keys in
      unsafe displacements.withUnsafeBufferPointer { displacements in
        unsafe body(Lookup(keys: keys, displacements: displacements))
      }
    }
  }
}
