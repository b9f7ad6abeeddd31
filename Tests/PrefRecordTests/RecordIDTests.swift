import PrefRecord
import Testing

/// Expected digits are those of Python's hashlib over the documented preimage.
///
///     def part(turns): return struct.pack('<Q', len(turns)) + b''.join(
///         bytes([role]) + struct.pack('<Q', len(text.encode())) + text.encode() for role, text in turns)
///     hashlib.sha256(b'prefkit-id-1\n' + part(P) + part(C) + part(R)).hexdigest()[:32]
///
/// with P = [(0, 'Be brief.'), (1, 'caf\u00e9? \u2028')], C = [(2, 'Yes')], R = [(2, '')].
@Suite("RecordID")
struct RecordIDTests {
  static let prompt: [Message] = [(.system, "Be brief."), (.user, "caf\u{E9}? \u{2028}")]
  static let chosen: [Message] = [(.assistant, "Yes")]
  static let rejected: [Message] = [(.assistant, "")]

  @Test("is the hash of the documented preimage")
  func preimage() {
    var batch = ComparisonBatch()
    var hasher = RecordHasher()
    let whole = batch.add(prompt: Self.prompt, chosen: Self.chosen, rejected: Self.rejected)
    #expect(hasher.id(of: whole, in: batch).hex == "4064f84bf3f31eabb1e5ead204436e83")
    #expect(hasher.prompt(of: whole, in: batch).hex == "a5c19efc3bd78f4a16802a210da38042")
    #expect(hasher.completions(of: whole, in: batch).hex == "539b16ab8584eae8dcbf87fa96b1038b")
    #expect(hasher.completion(whole.chosen, in: batch).hex == "33e66d087c3653d6e8d8cf5b78cfa9dd")
    let promptFree = batch.add(prompt: [], chosen: Self.chosen, rejected: Self.rejected)
    #expect(hasher.id(of: promptFree, in: batch).hex == "7daab7016502639bdafa9f889adead8e")
    #expect(withBytes("") { unsafe RecordID(hashing: $0) }.hex == "e3b0c44298fc1c149afbf4c8996fb924")
  }

  @Test("differs where a text moves to another turn, role or side")
  func boundaries() {
    var batch = ComparisonBatch()
    var hasher = RecordHasher()
    let rows: [(prompt: [Message], chosen: [Message], rejected: [Message])] = [
      ([(.user, "ab")], [(.assistant, "c")], [(.assistant, "d")]),
      ([(.user, "a"), (.user, "b")], [(.assistant, "c")], [(.assistant, "d")]),
      ([(.system, "ab")], [(.assistant, "c")], [(.assistant, "d")]),
      ([(.user, "ab")], [(.assistant, "d")], [(.assistant, "c")]),
      ([], [(.user, "ab"), (.assistant, "c")], [(.assistant, "d")]),
      ([(.user, "ab")], [(.assistant, "c"), (.assistant, "")], [(.assistant, "d")]),
    ]
    let ids = rows.map { row in
      let comparison = batch.add(prompt: row.prompt, chosen: row.chosen, rejected: row.rejected)
      return hasher.id(of: comparison, in: batch).hex
    }
    #expect(Set(ids).count == rows.count)
  }

  @Test("reads and writes 32 lower-case digits")
  func hex() throws {
    let digits = "0123456789abcdef00000000ffffffff"
    let id = try #require(withBytes(digits) { unsafe RecordID(hex: $0) })
    #expect(id.high == 0x0123_4567_89ab_cdef)
    #expect(id.low == 0x0000_0000_ffff_ffff)
    #expect(id.hex == digits)
    #expect(RecordID.zero.hex == "00000000000000000000000000000000")
  }

  @Test(
    "refuses other digits and lengths",
    arguments: [
      "", "0", "0123456789abcdef00000000fffffff", "0123456789abcdef00000000ffffffff0",
      "0123456789ABCDEF00000000ffffffff",
      "0123456789abcdeg00000000ffffffff", " 123456789abcdef00000000ffffffff", "0123456789abcdef0000000/ffffffff",
    ]
  )
  func refusals(_ digits: String) {
    #expect(withBytes(digits) { unsafe RecordID(hex: $0) } == nil)
  }

  @Test("is ordered as its digits are")
  func order() {
    let ids = [(1, 0), (0, 9), (0, 10), (1, 1), (.max, 0)].map { RecordID(high: $0.0, low: $0.1) }
    #expect(ids.sorted().map(\.hex) == ids.map(\.hex).sorted())
  }
}
