import PrefStatistics
import Testing

@Suite struct IntegerHistogramTests {
  @Test func figuresOfASmallSample() {
    let histogram = IntegerHistogram([3, -1, 3, 0, -7])
    #expect(histogram.values == [-7, -1, 0, 3])
    #expect(histogram.counts == [1, 1, 1, 2])
    #expect(histogram.sum == -2)
    #expect(histogram.sumOfSquares == 68)
    #expect(histogram.median.value == 0)
    #expect(near(histogram.mean.value, -0.4))
    #expect(near(histogram.rootMeanSquare.value, 3.6878177829171546))
    #expect(near(histogram.standardDeviation.value, 4.09878030638384))
  }

  @Test func mergingIsCountingTogether() {
    let merged = IntegerHistogram([5, 1, 1]).merged(with: IntegerHistogram([1, -4]))
    #expect(merged == IntegerHistogram([1, 5, -4, 1, 1]))
    #expect(IntegerHistogram([2, -3]).mirrored == IntegerHistogram([-2, 3]))
  }

  @Test func emptyHasNoFigures() {
    let empty = IntegerHistogram([Int]())
    #expect(empty.mean.reason == .noData)
    #expect(empty.median.reason == .noData)
    #expect(empty.standardDeviation.reason == .noData)
  }
}
