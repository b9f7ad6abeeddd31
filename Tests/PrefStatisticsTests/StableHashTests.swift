import PrefStatistics
import Testing

@Suite struct StableHashTests {
  @Test func literalVector() {
    #expect(StableHash.fnv1a64(Array("prompt-1".utf8)) == 0xcc6f_d48b_46aa_4d49)
    #expect(StableHash.fnv1a64(Array("héllo".utf8)) == 0xa35f_f71f_9602_40e0)
    #expect(StableHash.fnv1a64([UInt8]()) == 0xcbf2_9ce4_8422_2325)
    #expect(StableHash.mix64(1) == 0x5692_161d_100b_05e5)
    let folds = ["prompt-1": 0, "prompt-2": 4, "prompt-3": 2, "prompt-4": 4, "": 3, "héllo": 0]
    for (key, fold) in folds {
      #expect(StableHash.fold(clusterHash: StableHash.fnv1a64(Array(key.utf8)), of: 5) == fold)
    }
  }

  @Test func partsHashLikeTheWhole() {
    let head = StableHash.fnv1a64(Array("prompt".utf8))
    #expect(StableHash.fnv1a64(Array("-1".utf8), after: head) == 0xcc6f_d48b_46aa_4d49)
  }

  @Test(.enabled(if: Vector.isPresent, Vector.skipReason))
  func referenceVector() throws {
    let output = try Vector("F4_hash_poisson").output
    for (key, hex) in output["fnv1a64"].members {
      let expected = try #require(hex.string.flatMap { UInt64($0.dropFirst(2), radix: 16) })
      let hash = StableHash.fnv1a64(Array(key.utf8))
      #expect(hash == expected)
      #expect(StableHash.fold(clusterHash: hash, of: 5) == output["fold5"][key].int)
      let weights = (0..<12).map { PoissonWeight.draw(clusterHash: hash, replicate: $0, seed: 7) }
      #expect(weights == output["weights"][key].ints)
    }
  }
}
