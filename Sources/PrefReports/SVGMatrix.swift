import PrefFindings

/// Draws a two-by-two table of counts as shaded cells.
///
/// Shade grows with the square root of the count: the cell of pairs that show nothing is often a hundred times the rest.
struct SVGMatrix {
  private static let top = 30.0
  private static let cellHeight = 72.0

  private var title: String
  private var rowNames: [String]
  private var columnNames: [String]
  private var counts: [[Double]]

  /// Reads the table; `nil` unless it has two rows and two columns of counts of zero or more.
  init?(_ table: FindingTable, label: Int, cells: [Int]) {
    let width = table.columns.count
    guard table.rows.count == 2, cells.count == 2, ([label] + cells).allSatisfy((0..<width).contains) else {
      return nil
    }
    guard table.rows.allSatisfy({ $0.count == width }) else { return nil }
    (title, rowNames) = (table.title, table.rows.map { $0[label].words })
    columnNames = cells.map { table.columns[$0] }
    counts = table.rows.map { row in cells.compactMap { row[$0].coordinate } }
    guard counts.allSatisfy({ $0.count == 2 && $0.allSatisfy { $0 >= 0 } }), total > 0 else { return nil }
  }

  private var total: Double { counts.joined().reduce(0, +) }
  private var gutter: Double {
    min(18, Double(rowNames.map(\.count).max() ?? 0)) * SVGPlot.characterWidth + 12
  }

  /// Draws the matrix.
  func markup(id: String) -> Markup {
    SVGPlot.figure(
      id,
      height: Self.top + 2 * Self.cellHeight + 10,
      title: title,
      description: description,
      names + (0..<2).flatMap { row in (0..<2).map { cell(row, $0) } }
    )
  }

  private var description: String {
    let spoken = (0..<2).flatMap { row in
      (0..<2).map { "\(rowNames[row]), \(columnNames[$0]): \(DisplayNumber.text(counts[row][$0]))" }
    }
    return spoken.joined(separator: "; ") + "."
  }

  private var cellWidth: Double { (SVGPlot.width - gutter - 4) / 2 }

  private var names: [Markup] {
    let columns = (0..<2).map { column -> Markup in
      let x = gutter + (Double(column) + 0.5) * cellWidth
      let name = SVGPlot.cut(columnNames[column], to: Int(cellWidth / SVGPlot.characterWidth))
      return "<text x=\"\(at: x)\" y=\"19\" text-anchor=\"middle\">\(name)</text>"
    }
    let rows = (0..<2).map { row -> Markup in
      let y = Self.top + (Double(row) + 0.5) * Self.cellHeight + 4
      return
        "<text x=\"\(at: gutter - 12)\" y=\"\(at: y)\" text-anchor=\"end\">\(SVGPlot.cut(rowNames[row], to: 18))</text>"
    }
    return columns + rows
  }

  private func cell(_ row: Int, _ column: Int) -> Markup {
    let count = counts[row][column]
    let x = gutter + Double(column) * cellWidth
    let y = Self.top + Double(row) * Self.cellHeight
    let middle = x + cellWidth / 2
    let largest = counts.joined().max() ?? 1
    let shade = Int((6 + 40 * (count / largest).squareRoot()).rounded())
    return """
      <rect class="cell" x="\(at: x + 2)" y="\(at: y + 2)" width="\(at: cellWidth - 4)" \
      height="\(at: Self.cellHeight - 4)" rx="6" fill-opacity="\(shade)%"/>\
      <text class="count" x="\(at: middle)" y="\(at: y + 36)" text-anchor="middle">\(DisplayNumber.text(count))</text>\
      <text x="\(at: middle)" y="\(at: y + 55)" text-anchor="middle">\(DisplayNumber.percent(count / total))</text>
      """
  }
}
