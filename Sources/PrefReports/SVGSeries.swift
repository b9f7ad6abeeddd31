import PrefFindings

/// Draws one value a row: points with the whiskers of their intervals or, where there are none, bars.
///
/// Rows run downwards so that names of any length fit and a phone can show it. A point is filled where its interval
/// excludes the reference and hollow where it does not, so that colour is not needed to tell.
struct SVGSeries {
  /// Most rows that are drawn; the table beside the plot has them all.
  static let mostRows = 40

  private static let rowHeight = 24.0
  private static let valueWidth = 52.0

  private var title: String
  private var valueName: String
  private var points: [Point]
  private var omitted: Int
  private var reference: Double?
  private var hasIntervals: Bool
  private var axis: Axis
  private var gutter: Double

  private struct Point {
    var label: String
    var value: Double?
    var text = "–"
    var low: Double?
    var high: Double?
  }

  /// Reads the rows of a table; `nil` when a column does not exist or no row has a value.
  init?(_ table: FindingTable, columns: (label: Int, value: Int, low: Int?, high: Int?), reference: Double?) {
    let used = [columns.label, columns.value] + [columns.low, columns.high].compactMap(\.self)
    let width = table.columns.count
    guard used.allSatisfy((0..<width).contains), table.rows.allSatisfy({ $0.count == width }) else { return nil }
    let rows = table.rows.prefix(Self.mostRows)
    points = Self.points(of: rows, columns)
    guard points.contains(where: { $0.value != nil }) else { return nil }
    (title, valueName, self.reference) = (table.title, table.columns[columns.value], reference)
    omitted = table.rows.count - rows.count
    hasIntervals = columns.low != nil && columns.high != nil
    let longest = max(table.columns[columns.label].count, points.map(\.label.count).max() ?? 0)
    gutter = min(18, Double(longest)) * SVGPlot.characterWidth + 10
    let drawn = points.flatMap { [$0.value, $0.low, $0.high].compactMap(\.self) }
    let baseline = hasIntervals ? reference : reference ?? 0
    axis = Axis(
      holding: drawn + (baseline.map { [$0] } ?? []),
      start: gutter,
      length: SVGPlot.width - gutter - Self.valueWidth - 6
    )
  }

  private static func points(
    of rows: ArraySlice<[Cell]>,
    _ columns: (label: Int, value: Int, low: Int?, high: Int?)
  ) -> [Point] {
    var points = rows.map { row in
      Point(
        label: SVGPlot.cut(row[columns.label].words, to: 18),
        value: row[columns.value].coordinate,
        low: columns.low.flatMap { row[$0].coordinate },
        high: columns.high.flatMap { row[$0].coordinate }
      )
    }
    let places = points.indices.filter { points[$0].value != nil }
    let texts = DisplayNumber.column(places.compactMap { points[$0].value }, digits: 3)
    for (place, text) in zip(places, texts) { points[place].text = text }
    return points
  }

  private var bottom: Double { 10 + Double(points.count) * Self.rowHeight }

  /// Draws the plot.
  func markup(id: String) -> Markup {
    let rows = points.enumerated().map { row($1, y: 10 + (Double($0) + 0.5) * Self.rowHeight) }
    return SVGPlot.figure(
      id,
      height: bottom + 42,
      title: title,
      description: description,
      ticks + referenceLine + rows + [axisName]
    )
  }

  private var description: String {
    let spoken = points.map { point in
      let value = point.value.map { DisplayNumber.text($0) } ?? "undefined"
      guard let low = point.low, let high = point.high else { return "\(point.label): \(value)" }
      return "\(point.label): \(value) (\(DisplayNumber.text(low)) to \(DisplayNumber.text(high)))"
    }
    let end = omitted > 0 ? "; \(omitted) more rows are in the table" : ""
    return "\(valueName). " + spoken.joined(separator: "; ") + end + "."
  }

  /// Says how the plot is read, for the line under it; `nil` where the plot speaks for itself.
  static func legend(of table: FindingTable) -> String? {
    guard case .series(_, _, let low, let high, let reference) = table.plot else { return nil }
    var parts: [String] = []
    if low != nil, high != nil {
      let filled = "Filled points: the interval excludes the dashed reference"
      parts.append(reference.map { "\(filled), \(DisplayNumber.text($0))." } ?? "Whiskers: the interval.")
    } else if let reference {
      parts.append("Dashed: the reference, \(DisplayNumber.text(reference)).")
    }
    if table.rows.count > mostRows { parts.append("Drawn: the first \(mostRows) of \(table.rows.count) rows.") }
    return parts.isEmpty ? nil : parts.joined(separator: " ")
  }

  private var ticks: [Markup] {
    axis.ticks.map { tick in
      let x = axis.position(tick)
      return """
        <line class="grid" x1="\(at: x)" y1="6" x2="\(at: x)" y2="\(at: bottom + 2)"/>\
        <text class="tick" x="\(at: x)" y="\(at: bottom + 17)" text-anchor="middle">\(DisplayNumber.text(tick))</text>
        """
    }
  }

  private var referenceLine: [Markup] {
    guard let reference else { return [] }
    let x = axis.position(reference)
    return ["<line class=\"reference\" x1=\"\(at: x)\" y1=\"2\" x2=\"\(at: x)\" y2=\"\(at: bottom + 4)\"/>"]
  }

  private var axisName: Markup {
    let middle = axis.start + axis.length / 2
    let name = SVGPlot.cut(valueName, to: Int(axis.length / SVGPlot.characterWidth))
    return
      "<text class=\"tick\" x=\"\(at: middle)\" y=\"\(at: bottom + 36)\" text-anchor=\"middle\">\(name)</text>"
  }

  private func row(_ point: Point, y: Double) -> Markup {
    let name: Markup = """
      <text x="\(at: gutter - 10)" y="\(at: y + 4)" text-anchor="end">\(point.label)</text>
      """
    let number: Markup = """
      <text class="value" x="\(at: SVGPlot.width - 2)" y="\(at: y + 4)" text-anchor="end">\(point.text)</text>
      """
    guard let value = point.value else { return "\(name)\(number)" }
    return "\(name)\(hasIntervals ? mark(point, value, y) : bar(value, y))\(number)"
  }

  private func mark(_ point: Point, _ value: Double, _ y: Double) -> Markup {
    var result: Markup = ""
    if let low = point.low, let high = point.high {
      let (from, to) = (axis.position(low), axis.position(high))
      result += "<line class=\"whisker\" x1=\"\(at: from)\" y1=\"\(at: y)\" x2=\"\(at: to)\" y2=\"\(at: y)\"/>"
    }
    let kind: Markup = excludesReference(point) ? "point" : "point hollow"
    return "\(result)<circle class=\"\(kind)\" cx=\"\(at: axis.position(value))\" cy=\"\(at: y)\" r=\"4.5\"/>"
  }

  private func excludesReference(_ point: Point) -> Bool {
    guard let reference else { return true }
    guard let low = point.low, let high = point.high else { return false }
    return low > reference || high < reference
  }

  private func bar(_ value: Double, _ y: Double) -> Markup {
    let (from, to) = (axis.position(reference ?? 0), axis.position(value))
    let (x, width) = (min(from, to), max(1, abs(to - from)))
    return "<rect class=\"bar\" x=\"\(at: x)\" y=\"\(at: y - 7)\" width=\"\(at: width)\" height=\"14\" rx=\"2\"/>"
  }
}
