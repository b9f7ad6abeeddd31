import PrefStatistics
import Testing

@Suite struct SoftLabelTests {
  @Test func disagreementIsOneHalf() {
    #expect(SoftLabel.preference(first: 1, second: 1).value == 0.5)
    #expect(SoftLabel.preference(first: 0, second: 0).value == 0.5)
    #expect(SoftLabel.preference(first: 2, second: 0, ties: 1).value == 0.75)
    #expect(SoftLabel.preference(first: 0, second: 0, smoothing: 0).reason == .noData)
  }
}
