import CShingles
public import PrefRecord

/// Makes the shingles of comparisons one after another, with buffers that are reused.
///
/// Shingles of a pair are those of the conversation that ends in the chosen completion and of the one that ends in the
/// rejected completion, so a pair and the same pair with its label exchanged have the same set. Each shingle carries in
/// its two lowest bits the sides that it belongs to: 1 the chosen one, 2 the rejected one, 0 the prompt alone. The hash
/// is 62 bits; it is made for speed, not against people who want collisions.
public struct Shingler: Sendable {
  private let rule: ShingleRule
  private let part: DuplicateKey
  private var tokens: [UInt64] = [UInt64](repeating: 0, count: 1024)
  private var tokenCount = 0
  private var folded = [UInt8](repeating: 0, count: 4096)
  private var shingles = [UInt64](repeating: 0, count: 1024)
  private var scratch: [UInt64] = []
  private var count = 0

  private static let roles: [UInt64] = Role.allCases.map { role in
    var name = Array("\(role.name)".utf8) + [UInt8](repeating: 0, count: 64)
    var hash: UInt64 = 0
    _ = unsafe csh_hash_words(&name, role.name.utf8CodeUnitCount, &hash)
    return hash
  }

  /// Makes a shingler.
  ///
  /// `part`: What is compared of each record.
  public init(_ rule: ShingleRule, of part: DuplicateKey) { (self.rule, self.part) = (rule, part) }

  /// Lends the shingles of a comparison, in no order and with repetitions; at least one.
  public mutating func withShingles<Result>(
    of comparison: Comparison,
    in batch: borrowing ComparisonBatch,
    _ body: (UnsafeBufferPointer<UInt64>) -> Result
  ) -> Result {
    collect(comparison, batch)
    // The buffer is lent for the call alone.
    return unsafe shingles.withUnsafeBufferPointer { unsafe body(UnsafeBufferPointer(rebasing: $0[..<count])) }
  }

  /// The shingles of a comparison as a set.
  public mutating func set(of comparison: Comparison, in batch: borrowing ComparisonBatch) -> ShingleSet {
    collect(comparison, batch)
    if scratch.count < count { scratch = [UInt64](repeating: 0, count: shingles.count) }
    let kept = unsafe csh_sort_set(&shingles, count, &scratch)
    var set = ShingleSet(shingles: Array(shingles[..<kept]), id: comparison.id, isTie: comparison.isTie)
    if part.hasSides {
      set.chosen = exact([comparison.chosen], in: batch)
      set.rejected = exact([comparison.rejected], in: batch)
    }
    return set
  }

  private mutating func collect(_ comparison: Comparison, _ batch: borrowing ComparisonBatch) {
    count = 0
    tokenCount = 0
    switch part {
    case .prompt: whole(comparison.prompt, tag: 0, batch)
    case .chosen: whole(comparison.chosen, tag: 1, batch)
    case .rejected: whole(comparison.rejected, tag: 2, batch)
    case .completion:
      whole(comparison.chosen, tag: 1, batch)
      tokenCount = 0
      whole(comparison.rejected, tag: 2, batch)
    case .pair:
      addTokens(of: comparison.prompt, batch)
      let prompt = tokenCount
      addWindows(0..<prompt, tag: 0)
      addSide(comparison.prompt, comparison.chosen, after: prompt, tag: 1, batch)
      tokenCount = prompt
      addSide(comparison.prompt, comparison.rejected, after: prompt, tag: 2, batch)
    }
  }

  private mutating func whole(_ turns: Range<Int>, tag: UInt64, _ batch: borrowing ComparisonBatch) {
    addTokens(of: turns, batch)
    if tokenCount < rule.length { return append(exact([turns], in: batch), tag) }
    addWindows(0..<tokenCount, tag: tag)
  }

  /// The shingles that reach into a completion after a prompt of so many tokens.
  private mutating func addSide(
    _ prompt: Range<Int>,
    _ completion: Range<Int>,
    after tokens: Int,
    tag: UInt64,
    _ batch: borrowing ComparisonBatch
  ) {
    addTokens(of: completion, batch)
    if tokenCount < rule.length { return append(exact([prompt, completion], in: batch), tag) }
    addWindows(max(0, tokens - rule.length + 1)..<tokenCount, tag: tag)
  }

  private mutating func append(_ shingle: UInt64, _ tag: UInt64) {
    if shingles.count == count { shingles += [UInt64](repeating: 0, count: shingles.count) }
    shingles[count] = shingle & ~3 | tag
    count += 1
  }

  private mutating func addWindows(_ range: Range<Int>, tag: UInt64) {
    if shingles.count < count + range.count {
      shingles += [UInt64](repeating: 0, count: max(shingles.count, range.count))
    }
    // Room was made above: a window starts at each token at most.
    unsafe tokens.withUnsafeBufferPointer { tokens in
      unsafe shingles.withUnsafeMutableBufferPointer { shingles in
        guard let from = tokens.baseAddress, let to = shingles.baseAddress else { return }
        count += unsafe csh_windows(from + range.lowerBound, range.count, rule.length, tag, to + count)
      }
    }
  }

  private mutating func addTokens(of turns: Range<Int>, _ batch: borrowing ComparisonBatch) {
    for index in turns {
      let turn = batch.turns[index]
      makeRoom(for: turn.content.count)
      tokens[tokenCount] = Self.roles[Int(turn.role.rawValue)]
      tokenCount += 1
      let found = unsafe batch.withBytes(of: turn.content) { bytes in
        let text = unsafe bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
        return unsafe tokens.withUnsafeMutableBufferPointer { tokens in
          // Room for all tokens of the turn was made above.
          guard let base = tokens.baseAddress else { return 0 }
          let to = unsafe base + tokenCount
          return unsafe rule.unit == .words
            ? Self.words(text, bytes.count, &folded, to) : Self.scalars(text, bytes.count, to)
        }
      }
      tokenCount += found
    }
  }

  /// Room for the tokens of a turn of so many bytes, and for the text as it is folded.
  private mutating func makeRoom(for bytes: Int) {
    let tokensNeeded = tokenCount + bytes + 2
    if tokens.count < tokensNeeded {
      tokens += [UInt64](repeating: 0, count: max(tokens.count, tokensNeeded - tokens.count))
    }
    let foldedNeeded = 3 * bytes + 80
    if folded.count < foldedNeeded { folded = [UInt8](repeating: 0, count: foldedNeeded * 3 / 2) }
  }

  /// Hashes the words of a text; `tokens` has room for one a byte, `folded` for three a byte and 80.
  static func words(
    _ text: UnsafePointer<UInt8>?,
    _ count: Int,
    _ folded: inout [UInt8],
    _ tokens: UnsafeMutablePointer<UInt64>
  ) -> Int {
    var length = unsafe csh_fold(text, count, nil, &folded)
    if length < 0 {
      length = unsafe CharacterClasses.table.withUnsafeBufferPointer { classes in
        unsafe csh_fold(text, count, classes.baseAddress, &folded)
      }
    }
    return unsafe csh_hash_words(folded, length, tokens)
  }

  private static func scalars(
    _ text: UnsafePointer<UInt8>?,
    _ count: Int,
    _ tokens: UnsafeMutablePointer<UInt64>
  ) -> Int {
    let found = unsafe csh_hash_scalars(text, count, nil, tokens)
    if found >= 0, found <= count { return found }
    return unsafe CharacterClasses.table.withUnsafeBufferPointer { classes in
      unsafe csh_hash_scalars(text, count, classes.baseAddress, tokens)
    }
  }

  /// A hash of turns as they are, byte for byte.
  private func exact(_ parts: [Range<Int>], in batch: borrowing ComparisonBatch) -> UInt64 {
    var hash: UInt64 = 0
    for index in parts.joined() {
      let turn = batch.turns[index]
      hash ^= Self.roles[Int(turn.role.rawValue)]
      hash = unsafe batch.withBytes(of: turn.content) { bytes in
        unsafe csh_hash_bytes(hash, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count)
      }
    }
    return hash
  }
}
