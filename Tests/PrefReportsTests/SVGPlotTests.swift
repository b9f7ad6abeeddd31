import PrefFindings
import Testing

@testable import PrefReports

@Suite("SVGPlot")
struct SVGPlotTests {
  @Test(
    "has round ticks that hold all values",
    arguments: [
      ([0.234, 0.643], [0.2, 0.3, 0.4, 0.5, 0.6, 0.7]), ([0, 1], [0, 0.2, 0.4, 0.6, 0.8, 1]),
      ([-3, 12], [-5, 0, 5, 10, 15]), ([0, 4800], [0, 1000, 2000, 3000, 4000, 5000]),
    ] as [([Double], [Double])]
  )
  func ticks(_ values: [Double], _ expected: [Double]) {
    #expect(Axis(holding: values, start: 0, length: 1).ticks == expected)
  }

  @Test(
    "holds any values",
    arguments: [[], [0], [5, 5], [-1e-9], [.nan, .infinity, 3], [1e14, 1e14 + 1], [1e-300, 2e-300]]
  )
  func degenerate(_ values: [Double]) {
    let axis = Axis(holding: values, start: 10, length: 100)
    #expect(axis.ticks.count >= 2 && axis.ticks.count < 20)
    #expect(axis.ticks.allSatisfy { $0.isFinite })
    for value in values where value.isFinite { #expect((10...110).contains(axis.position(value))) }
  }

  @Test("fills the points whose interval excludes the reference")
  func series() throws {
    let svg = try #require(SVGPlot.markup(of: SampleReport.deciles, id: "p")).text
    // By hand from the table: deciles 3 and 7 to 10 exclude one half, the other five hold it.
    #expect(svg.ranges(of: "class=\"point\"").count == 5)
    #expect(svg.ranges(of: "class=\"point hollow\"").count == 5)
    #expect(svg.ranges(of: "class=\"whisker\"").count == 10)
    #expect(svg.ranges(of: "class=\"reference\"").count == 1)
    #expect(svg.contains("≤ 3 words: 0.4659 (0.4067 to 0.5261)"))
  }

  @Test("draws bars where there are no intervals, from the reference or zero")
  func bars() throws {
    let table = FindingTable(
      "t",
      title: "T",
      columns: ["k", "v"],
      rows: [[.text("a"), .count(3)], [.text("b"), .undefined("none")]],
      plot: .series(label: 0, value: 1, low: nil, high: nil, reference: nil)
    )
    let svg = try #require(SVGPlot.markup(of: table, id: "p")).text
    #expect(svg.ranges(of: "class=\"bar\"").count == 1)
    #expect(svg.contains("a: 3; b: undefined."))
  }

  @Test("draws the four counts of a matrix with their shares")
  func matrix() throws {
    let svg = try #require(SVGPlot.markup(of: SampleReport.refusal.tables[0], id: "p")).text
    #expect(svg.ranges(of: "class=\"cell\"").count == 4)
    for part in [">88<", ">2,192<", ">3.81 %<", ">94.8 %<", "Chosen refuses, Rejected complies: 88"] {
      #expect(svg.contains(part), "\(part)")
    }
  }

  @Test("draws nothing where the columns do not exist or hold no number")
  func refuses() {
    var table = SampleReport.deciles
    table.plot = .series(label: 0, value: 9, low: nil, high: nil, reference: nil)
    #expect(SVGPlot.markup(of: table, id: "p") == nil)
    table.plot = .series(label: 0, value: 0, low: nil, high: nil, reference: nil)
    #expect(SVGPlot.markup(of: table, id: "p") == nil)
    table.plot = .twoByTwo(label: 0, cells: [1, 2])
    #expect(SVGPlot.markup(of: table, id: "p") == nil)
    table.plot = nil
    #expect(SVGPlot.markup(of: table, id: "p") == nil)
  }
}
