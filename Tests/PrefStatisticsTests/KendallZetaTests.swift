import PrefStatistics
import Testing

@Suite struct KendallZetaTests {
  @Test func literalVector() throws {
    // F7_kendall_zeta of the statistics specification.
    let tournament = try #require(KendallZeta(wins: [4, 3, 2, 2, 2, 2]))
    #expect(tournament.items == 6)
    #expect(tournament.circularTriads == 7)
    #expect(tournament.zeta.value == 0.125)
  }

  @Test func extremes() throws {
    #expect(try #require(KendallZeta(wins: [4, 3, 2, 1, 0])).zeta.value == 1)
    // A regular tournament of five has as many circles as there can be: 5.
    let regular = try #require(KendallZeta(wins: [2, 2, 2, 2, 2]))
    #expect(regular.circularTriads == 5 && regular.zeta.value == 0)
    #expect(try #require(KendallZeta(wins: [1, 0])).zeta.reason == .noData)
    #expect(KendallZeta(wins: [2, 2, 2]) == nil && KendallZeta(wins: []) == nil)
  }
}
