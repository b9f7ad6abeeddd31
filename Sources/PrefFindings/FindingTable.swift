/// One cell of a table in a report.
public enum Cell: Sendable, Equatable {
  case text(String)
  case count(Int)
  case number(Double)
  case undefined(String)
}

/// Says how a table is drawn, in column indices of the table.
public enum Plot: Sendable, Equatable {
  /// Bars or points of `value` over `label`, with an interval and a reference line where given.
  case series(label: Int, value: Int, low: Int?, high: Int?, reference: Double?)
  /// A two-by-two table of counts: the rows of the table are the rows of the matrix, `cells` its two count columns.
  case twoByTwo(label: Int, cells: [Int])
  /// Columns of numbers against a column of numbers; `low` and `high` bound the first of them.
  case curves(x: Int, y: [Int], low: Int?, high: Int?, style: CurveStyle)

  /// How numbers against numbers are drawn.
  public enum CurveStyle: Sendable, Equatable {
    /// A cloud of points.
    case points
    /// Points beside the diagonal on which both coordinates are equal.
    case diagonal
    /// Curves through the points.
    case lines
  }
}

/// Numbers that belong together: a distribution, a matrix, a list of annotators.
public struct FindingTable: Sendable, Equatable {
  /// Stable name of the form `audit.attribute.table`.
  public var name: String
  /// What the table shows, as a heading.
  public var title: String
  /// Column headings.
  public var columns: [String]
  /// Rows; each has as many cells as there are columns.
  public var rows: [[Cell]]
  /// How the table is drawn, where a picture helps.
  public var plot: Plot?

  /// Makes a table.
  public init(_ name: String, title: String, columns: [String], rows: [[Cell]], plot: Plot? = nil) {
    (self.name, self.title, self.columns, self.rows, self.plot) = (name, title, columns, rows, plot)
  }
}
