import PrefFindings

/// Draws a table as SVG that scales with its column, takes the colours of the page and names itself to screen readers.
enum SVGPlot {
  /// Width of every plot, in user units; about the width of a phone's column, so that text stays readable there.
  static let width = 440.0
  /// Room a character needs, in user units, at the larger size phones get.
  static let characterWidth = 7.8

  /// Draws the table as its plot says; `nil` where there is none or nothing to draw.
  ///
  /// - Parameters:
  ///   - table: The table.
  ///   - id: An identifier that is unique on the page.
  /// - Returns: One `svg` element.
  static func markup(of table: FindingTable, id: String) -> Markup? {
    switch table.plot {
    case .series(let label, let value, let low, let high, let reference):
      SVGSeries(table, columns: (label, value, low, high), reference: reference)?.markup(id: id)
    case .twoByTwo(let label, let cells): SVGMatrix(table, label: label, cells: cells)?.markup(id: id)
    case .curves(let x, let y, let low, let high, let style):
      SVGCurves(table, x: x, y: y, low: low, high: high, style: style)?.markup(id: id)
    case nil: nil
    }
  }

  /// Wraps what is drawn with a title, a description and a view box.
  static func figure(_ id: String, height: Double, title: String, description: String, _ body: [Markup]) -> Markup {
    """
    <svg class="plot" viewBox="0 0 \(at: width) \(at: height)" role="img" aria-labelledby="\(id)-t \(id)-d">
    <title id="\(id)-t">\(title)</title>
    <desc id="\(id)-d">\(description)</desc>
    \(body)
    </svg>
    """
  }

  /// Cuts a label to a number of characters.
  static func cut(_ text: String, to count: Int) -> String {
    text.count <= count ? text : text.prefix(count - 1) + "…"
  }
}
