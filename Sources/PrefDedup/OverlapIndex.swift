import CShingles

/// Finds the texts that share runs of words with another, and how many: exactly, by looking up every run.
///
/// Open addressing over 64-bit hashes of the runs, and for each run a list of the texts it is in: 28 to 52 bytes a
/// distinct run, and 8 bytes for each text that has it.
struct OverlapIndex: Sendable {
  /// Words of a run.
  let length: Int
  private var keys = [UInt64](repeating: 0, count: 1024)
  private var numbers = [UInt32](repeating: 0, count: 1024)
  /// First node of each run's list; nodes from 1.
  private var heads: [UInt32] = []
  private var nodes: [(text: UInt32, next: UInt32)] = [(0, 0)]
  /// Distinct runs of each text; 0 for those that were not added.
  private(set) var sizes: [UInt32] = []

  init(length: Int) { self.length = length }

  /// What one thread needs to count.
  struct Scratch: Sendable {
    fileprivate var seen: [UInt32] = []
    fileprivate var counts: [UInt32] = []
    fileprivate var touched: [UInt32] = []
    fileprivate var serial: UInt32 = 0
    fileprivate var runs: [UInt64] = []
  }

  /// Adds a text, turn by turn; runs do not cross turns.
  ///
  /// `text`: Its number, greater than those before.
  mutating func add(_ turns: [[UInt64]], text: Int) {
    while sizes.count <= text { sizes.append(0) }
    var runs = Set<UInt64>()
    for turn in turns { runs.formUnion(Self.runs(of: turn, length)) }
    sizes[text] = UInt32(runs.count)
    for run in runs.sorted() {
      let number = insert(run)
      nodes.append((UInt32(text), heads[number]))
      heads[number] = UInt32(nodes.count - 1)
    }
  }

  /// Texts that share runs with turns, each with the number of distinct runs in both, in ascending order.
  ///
  /// `size`: Distinct runs of the turns.
  func overlaps(with turns: [[UInt64]], _ scratch: inout Scratch) -> (found: [(text: Int, shared: Int)], size: Int) {
    if scratch.seen.count < heads.count { scratch.seen = [UInt32](repeating: 0, count: heads.count) }
    if scratch.counts.count < sizes.count { scratch.counts = [UInt32](repeating: 0, count: sizes.count) }
    if scratch.serial == .max { scratch.seen = [UInt32](repeating: 0, count: heads.count) }
    scratch.serial = scratch.serial == .max ? 1 : scratch.serial + 1
    var hits = 0
    for turn in turns {
      for run in Self.runs(of: turn, length) {
        guard let number = number(of: run), scratch.seen[number] != scratch.serial else { continue }
        scratch.seen[number] = scratch.serial
        hits += 1
        var node = heads[number]
        while node != 0 {
          let entry = nodes[Int(node)]
          if scratch.counts[Int(entry.text)] == 0 { scratch.touched.append(entry.text) }
          scratch.counts[Int(entry.text)] += 1
          node = entry.next
        }
      }
    }
    defer { scratch.touched.removeAll(keepingCapacity: true) }
    let found = scratch.touched.sorted().map { text in
      defer { scratch.counts[Int(text)] = 0 }
      return (Int(text), Int(scratch.counts[Int(text)]))
    }
    guard hits > 0 else { return ([], 0) }
    return (found, Set(turns.flatMap { Self.runs(of: $0, length) }).count)
  }

  /// The longest stretch of words of a turn whose runs are all in a text, as word numbers; `nil` where no run is.
  func longestStretch(of turn: [UInt64], in text: Int) -> Range<Int>? {
    var (best, start): (Range<Int>?, Int?) = (nil, nil)
    for (place, run) in (Self.runs(of: turn, length) + [0]).enumerated() {
      if run != 0, contains(run, text) {
        start = start ?? place
      } else if let begin = start {
        let stretch = begin..<place + length - 1
        if best.map({ stretch.count > $0.count }) ?? true { best = stretch }
        start = nil
      }
    }
    return best
  }

  private func contains(_ run: UInt64, _ text: Int) -> Bool {
    guard let number = number(of: run) else { return false }
    var node = heads[number]
    while node != 0 {
      if nodes[Int(node)].text == UInt32(text) { return true }
      node = nodes[Int(node)].next
    }
    return false
  }

  private static func runs(of words: [UInt64], _ length: Int) -> [UInt64] {
    guard words.count >= length else { return [] }
    var runs = [UInt64](repeating: 0, count: words.count - length + 1)
    // A tag keeps hashes from being 0, which marks an empty slot.
    _ = unsafe csh_windows(words, words.count, length, 1, &runs)
    return runs
  }

  private func slot(of run: UInt64) -> Int {
    var slot = Int(run >> 20) & (keys.count - 1)
    while keys[slot] != 0, keys[slot] != run { slot = (slot + 1) & (keys.count - 1) }
    return slot
  }

  private func number(of run: UInt64) -> Int? {
    let slot = slot(of: run)
    return keys[slot] == 0 ? nil : Int(numbers[slot])
  }

  private mutating func insert(_ run: UInt64) -> Int {
    if heads.count * 2 >= keys.count { grow() }
    let slot = slot(of: run)
    if keys[slot] == 0 {
      keys[slot] = run
      numbers[slot] = UInt32(heads.count)
      heads.append(0)
    }
    return Int(numbers[slot])
  }

  private mutating func grow() {
    let (oldKeys, oldNumbers) = (keys, numbers)
    keys = [UInt64](repeating: 0, count: oldKeys.count * 2)
    numbers = [UInt32](repeating: 0, count: keys.count)
    for (index, key) in oldKeys.enumerated() where key != 0 {
      let slot = slot(of: key)
      (keys[slot], numbers[slot]) = (key, oldNumbers[index])
    }
  }
}
