import PrefFindings

/// Draws numbers against numbers: a cloud of points, a reliability diagram, or curves with the band of the first.
///
/// Of several curves the second has an axis of its own, on the right: a proxy and a gold score have no unit in common.
/// Each curve has its own dash, so that colour is not needed to tell them apart.
struct SVGCurves {
  private static let height = 250.0
  private static let left = 64.0

  private var title: String
  private var xName: String
  private var x: [Double?]
  private var series: [(name: String, values: [Double?])]
  private var band: (low: [Double?], high: [Double?])?
  private var style: Plot.CurveStyle
  private var across: Axis
  private var up: Axis
  private var upRight: Axis?

  /// Reads the columns; `nil` when one does not exist or no point has both coordinates.
  init?(_ table: FindingTable, x: Int, y: [Int], low: Int?, high: Int?, style: Plot.CurveStyle) {
    let used = [x] + y + [low, high].compactMap(\.self)
    let width = table.columns.count
    guard used.allSatisfy((0..<width).contains), !y.isEmpty, table.rows.allSatisfy({ $0.count == width }) else {
      return nil
    }
    func column(_ index: Int) -> [Double?] { table.rows.map { $0[index].coordinate } }
    let (places, series) = (column(x), y.map { (name: table.columns[$0], values: column($0)) })
    let band = low.flatMap { low in high.map { (low: column(low), high: column($0)) } }
    (title, self.style, xName, self.x) = (table.title, style, table.columns[x], places)
    (self.series, self.band) = (series, band)
    guard zip(places, series[0].values).contains(where: { $0 != nil && $1 != nil }) else { return nil }
    let hasRight = style == .lines && series.count > 1
    let right = hasRight ? 64.0 : 10
    let own = series.indices.filter { !hasRight || $0 != 1 }.flatMap { series[$0].values.compactMap(\.self) }
    let bounds = band.map { ($0.low + $0.high).compactMap(\.self) } ?? []
    let ends = style == .diagonal ? [0.5, 1] : []
    across = Axis(
      holding: places.compactMap(\.self) + ends,
      start: Self.left,
      length: SVGPlot.width - Self.left - right
    )
    up = Axis(holding: own + bounds + ends, start: Self.height, length: 12 - Self.height)
    upRight =
      hasRight
      ? Axis(holding: series[1].values.compactMap(\.self), start: Self.height, length: 12 - Self.height) : nil
  }

  /// Draws the plot.
  func markup(id: String) -> Markup {
    let names = style == .lines ? legend : []
    return SVGPlot.figure(
      id,
      height: Self.height + 46 + 18 * Double(names.count),
      title: title,
      description: description,
      grid + diagonal + whiskers + series.indices.flatMap(draw) + [axisName] + names
    )
  }

  private var description: String {
    let names = series.map(\.name).joined(separator: ", ")
    let count = x.count { $0 != nil }
    return "\(names) by \(xName), \(count) points; the table has them all."
  }

  private var grid: [Markup] {
    let vertical = across.ticks.map { tick -> Markup in
      let place = across.position(tick)
      return """
        <line class="grid" x1="\(at: place)" y1="12" x2="\(at: place)" y2="\(at: Self.height)"/>\
        <text class="tick" x="\(at: place)" y="\(at: Self.height + 16)" text-anchor="middle">\(DisplayNumber.text(tick))</text>
        """
    }
    return vertical + ticks(up, x: Self.left - 6, anchor: "end")
      + (upRight.map { ticks($0, x: across.start + across.length + 6, anchor: "start") } ?? [])
  }

  private func ticks(_ axis: Axis, x: Double, anchor: Markup) -> [Markup] {
    axis.ticks.map { tick in
      "<text class=\"tick\" x=\"\(at: x)\" y=\"\(at: axis.position(tick) + 4)\" text-anchor=\"\(anchor)\">\(DisplayNumber.text(tick))</text>"
    }
  }

  private var diagonal: [Markup] {
    guard style == .diagonal else { return [] }
    let (low, high) = (across.ticks.first ?? 0, across.ticks.last ?? 1)
    return [
      """
      <line class="reference" x1="\(at: across.position(low))" y1="\(at: up.position(low))" \
      x2="\(at: across.position(high))" y2="\(at: up.position(high))"/>
      """
    ]
  }

  private var whiskers: [Markup] {
    guard let band else { return [] }
    return x.indices.compactMap { index in
      guard let x = x[index], let low = band.low[index], let high = band.high[index] else { return nil }
      let place = across.position(x)
      return """
        <line class="whisker" x1="\(at: place)" y1="\(at: up.position(low))" x2="\(at: place)" y2="\(at: up.position(high))"/>
        """
    }
  }

  private func draw(_ index: Int) -> [Markup] {
    let axis = index == 1 ? upRight ?? up : up
    let points = zip(x, series[index].values).compactMap { x, y -> (Double, Double)? in
      guard let x, let y else { return nil }
      return (across.position(x), axis.position(y))
    }
    let marks = points.map {
      "<circle class=\"\(mark(index))\" cx=\"\(at: $0.0)\" cy=\"\(at: $0.1)\" r=\"\(at: radius)\"/>" as Markup
    }
    guard style == .lines else { return marks }
    let path = points.enumerated().map { number, point -> Markup in
      number == 0 ? "M\(at: point.0) \(at: point.1)" : " L\(at: point.0) \(at: point.1)"
    }
    let joined = path.reduce(into: "" as Markup) { $0 += $1 }
    let line: Markup =
      "<path d=\"\(joined)\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"1.5\" stroke-dasharray=\"\(dash(index))\"/>"
    return index < 2 ? [line] + marks : [line]
  }

  private var radius: Double { style == .points ? 2 : 4 }

  private func mark(_ index: Int) -> Markup { index == 1 ? "point hollow" : "point" }

  private func dash(_ index: Int) -> Markup {
    switch index {
    case 0: "none"
    case 1: "6 4"
    default: "2 3"
    }
  }

  private var axisName: Markup {
    let middle = across.start + across.length / 2
    let name = SVGPlot.cut(xName, to: Int(across.length / SVGPlot.characterWidth))
    return
      "<text class=\"tick\" x=\"\(at: middle)\" y=\"\(at: Self.height + 34)\" text-anchor=\"middle\">\(name)</text>"
  }

  private var legend: [Markup] {
    series.enumerated().map { index, series in
      let y = Self.height + 54 + 18 * Double(index)
      let side = index == 1 && upRight != nil ? " (right axis)" : ""
      let words = index == 0 ? "line with filled points" : index == 1 ? "dashes, hollow points" : "dots"
      return """
        <line x1="\(at: Self.left)" y1="\(at: y - 4)" x2="\(at: Self.left + 34)" y2="\(at: y - 4)" stroke="currentColor" \
        stroke-width="1.5" stroke-dasharray="\(dash(index))"/>\
        <text class="tick" x="\(at: Self.left + 42)" y="\(at: y)">\(series.name)\(side): \(words)</text>
        """
    }
  }
}
