import PrefStatistics
import Testing

@Suite struct RefusalIdentificationTests {
  @Test func boundsOfTheBenignShare() {
    // P = .6, π = ½: s_b = 2·.6 − s_h lies in [.2, 1.2], cut to 1.
    let bounds = RefusalIdentification.benignWinShare(winShare: 0.6, harmful: 0.5...0.5).value
    #expect(near(bounds, [0.2, 1]))
    let wider = RefusalIdentification.benignWinShare(winShare: 0.6, harmful: 0...0.5).value
    #expect(near(wider, [0.2, 1]))
    #expect(near(RefusalIdentification.benignWinShare(winShare: 0.6, harmful: 0...0).value, [0.6, 0.6]))
    #expect(RefusalIdentification.benignWinShare(winShare: 0.6, harmful: 0...1).reason == .noData)
  }
}
