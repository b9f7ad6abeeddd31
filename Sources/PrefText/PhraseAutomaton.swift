/// Phrase lists as tries over word numbers, built once.
///
/// All lists share one pool of nodes and one table of edges. Node 0 is the root of all phrases that start a match,
/// marked with the lists they belong to: so one walk from a token serves every list. The later slots of refusal rules
/// have roots of their own. A walk goes at most the words of the longest phrase: linear in the tokens whatever the text
/// says.
struct PhraseAutomaton: ~Copyable, Sendable {
  private static let slotBits: UInt64 = 11
  private static var slotCount: Int { 1 << Int(slotBits) }
  private static let hasEdges: UInt32 = 1 << 16

  /// Edges by open addressing, at most half full: `node << 16 | word`; 0 is an empty slot, for word 0 has no edge.
  private var keys = [UInt32](repeating: 0, count: slotCount)
  private var targets = [UInt16](repeating: 0, count: slotCount)
  private var edgeCount = 0
  /// By node: the marks of the phrases that end there in the low 16 bits, and whether edges leave it.
  private var nodes: [UInt32] = [0]
  /// By word number: the word numbers modulo 64 that may follow it in a match that it starts; all where it is one.
  private var followers = [UInt64](repeating: 0, count: Vocabulary.numberBound)

  /// Adds an empty list of phrases and returns its root.
  mutating func addRoot() -> UInt16 {
    precondition(nodes.count < Int(UInt16.max), "the phrase lists have too many words")
    nodes.append(0)
    return UInt16(nodes.count - 1)
  }

  /// Adds the phrases of a lexicon's list after a root, with marks, one bit at least.
  mutating func add(_ list: String, numberedBy vocabulary: borrowing Vocabulary, to root: UInt16, marks: UInt16) {
    for phrase in Lexicon.phrases(in: list) {
      var words: [UInt16] = []
      for word in Lexicon.words(in: phrase) { words.append(vocabulary.number(of: word)) }
      add(words, to: root, marks: marks)
    }
  }

  private mutating func add(_ phrase: [UInt16], to root: UInt16, marks: UInt16) {
    var node = root
    for word in phrase {
      let known = next(from: node, by: word)
      node = known != 0 ? known : addEdge(from: node, by: word)
    }
    nodes[Int(node)] |= UInt32(marks)
    guard root == 0, let first = phrase.first else { return }
    followers[Int(first)] |= phrase.count > 1 ? 1 << UInt64(phrase[1] % 64) : ~0
  }

  /// Where matches may start among 64 tokens from `offset`: bit k for token offset + k.
  ///
  /// Looks at two words at a time without a branch, and lets few pass that start none.
  func candidates(among words: Span<UInt16>, from offset: Int) -> UInt64 {
    let last = words.count - 1
    var mask: UInt64 = 0
    // Safe: positions are below `last` or equal to it, and word numbers are below `Vocabulary.numberBound`.
    unsafe words.withUnsafeBufferPointer { words in
      unsafe followers.withUnsafeBufferPointer { followers in
        for bit in 0..<min(64, last - offset) {
          let position = offset &+ bit
          let word = unsafe Int(truncatingIfNeeded: words[position])
          let follower = unsafe UInt64(truncatingIfNeeded: words[position &+ 1])
          mask |= unsafe (followers[word] &>> follower & 1) &<< UInt64(truncatingIfNeeded: bit)
        }
        if last - offset < 64, unsafe followers[Int(words[last])] & 1 != 0 { mask |= 1 &<< UInt64(last - offset) }
      }
    }
    return mask
  }

  /// Marks of the phrases that end at a node, 0 if none does.
  @inline(__always)
  func marks(at node: UInt16) -> UInt16 {
    UInt16(truncatingIfNeeded: nodes[Int(node)])
  }

  /// Node after one more word, 0 where no phrase goes on with it.
  @inline(__always)
  func next(from node: UInt16, by word: UInt16) -> UInt16 {
    guard word != 0, nodes[Int(node)] & Self.hasEdges != 0 else { return 0 }
    let key = UInt32(node) << 16 | UInt32(word)
    var slot = Self.slot(of: key)
    while true {
      let found = keys[slot]
      if found == key { return targets[slot] }
      if found == 0 { return 0 }
      slot = (slot + 1) & (Self.slotCount - 1)
    }
  }

  private mutating func addEdge(from node: UInt16, by word: UInt16) -> UInt16 {
    precondition(2 * edgeCount < Self.slotCount, "the phrase lists have too many words")
    edgeCount += 1
    let target = addRoot()
    let key = UInt32(node) << 16 | UInt32(word)
    var slot = Self.slot(of: key)
    while keys[slot] != 0 { slot = (slot + 1) & (Self.slotCount - 1) }
    keys[slot] = key
    targets[slot] = target
    nodes[Int(node)] |= Self.hasEdges
    return target
  }

  @inline(__always)
  private static func slot(of key: UInt32) -> Int {
    Int(truncatingIfNeeded: (UInt64(key) &* 0x9e37_79b9_7f4a_7c15) &>> (64 - slotBits))
  }
}
