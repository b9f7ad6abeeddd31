import Testing

@testable import PrefReports

@Suite("DisplayNumber")
struct DisplayNumberTests {
  @Test(
    "rounds to significant digits and never drops the integer part",
    arguments: [
      (0.0, "0"), (-0.0, "0"), (0.5, "0.5"), (1.0, "1"), (0.4392301038, "0.4392"), (0.48704663, "0.4870"),
      (30.760380622837372, "30.76"), (2312.0, "2,312"), (123456.7, "123,457"), (-0.2062126717, "-0.2062"),
      (0.99996, "1.000"), (9999.5, "10,000"), (9.925611878636325e-09, "9.926e-9"), (0.00012345, "0.0001235"),
      (0.000012345, "0.00001235"), (0.0000012345, "1.235e-6"), (1e14, "100,000,000,000,000"), (1e15, "1e15"),
      (.infinity, "∞"), (-.infinity, "-∞"), (.nan, "undefined"),
      (Double.leastNonzeroMagnitude, "5e-324"), (1.7976931348623157e308, "1.798e308"),
    ]
  )
  func text(_ value: Double, _ expected: String) {
    #expect(DisplayNumber.text(value) == expected)
  }

  @Test("sets thousands apart", arguments: [(0, "0"), (999, "999"), (1000, "1,000"), (-1_234_567, "-1,234,567")])
  func count(_ value: Int, _ expected: String) {
    #expect(DisplayNumber.count(value) == expected)
  }

  @Test("gives the numbers of a column the same decimals")
  func column() {
    #expect(DisplayNumber.column([0.36, 0.46590909, 1]) == ["0.3600", "0.4659", "1.0000"])
    #expect(DisplayNumber.column([3, 1200]) == ["3", "1,200"])
    #expect(DisplayNumber.column([1e-9, 0.5]) == ["1e-9", "0.5"])
    #expect(DisplayNumber.column([]).isEmpty)
  }

  @Test("writes percentages", arguments: [(0.95, "95 %"), (0.003806228, "0.381 %"), (1.0, "100 %")])
  func percent(_ value: Double, _ expected: String) {
    #expect(DisplayNumber.percent(value) == expected)
  }
}
