import PrefRecord
import Testing

/// Expected keys are `fnv1a64` by Python: `x = 0xcbf29ce484222325`, then `x = (x ^ b) * 0x100000001b3 % 2**64` a byte.
@Suite("ClusterKey")
struct ClusterKeyTests {
  static func key(_ prompt: [Message]) -> UInt64 {
    var batch = ComparisonBatch()
    batch.add(prompt: [(.user, "in front")], chosen: [(.assistant, "x")], rejected: [(.assistant, "y")])
    let comparison = batch.add(prompt: prompt, chosen: [(.assistant, "a")], rejected: [(.assistant, "b")])
    return ClusterKey.of(comparison, in: batch)
  }

  @Test("hashes the first user turn")
  func firstUserTurn() {
    let key: UInt64 = 0x63f0_bfac_f2c0_0f6b
    #expect(Self.key([(.user, "Hello")]) == key)
    #expect(Self.key([(.system, "Be brief."), (.user, "Hello"), (.assistant, "Hi"), (.user, "Bye")]) == key)
    #expect(Self.key([(.user, "hello")]) != key)
  }

  @Test("trims white space and does not tell normal forms apart")
  func normalForms() {
    let key: UInt64 = 0x48e8_823a_cfa4_0d89
    #expect(Self.key([(.user, "caf\u{E9}")]) == key)
    #expect(Self.key([(.user, "cafe\u{301}")]) == key)
    #expect(Self.key([(.user, " \n\u{3000}cafe\u{301}\u{A0}\t")]) == key)
    #expect(Self.key([(.user, "caf \u{E9}")]) != key)
  }

  @Test("takes the first turn where no user speaks, and the empty text where nobody does")
  func withoutUser() {
    #expect(Self.key([(.system, "Be brief."), (.assistant, "Hello")]) == 0x8221_8ced_4e7e_ff32)
    #expect(Self.key([]) == 0xcbf2_9ce4_8422_2325)
    #expect(Self.key([(.user, " ")]) == 0xcbf2_9ce4_8422_2325)
  }
}
