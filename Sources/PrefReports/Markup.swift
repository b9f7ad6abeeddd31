/// A piece of HTML, SVG or XML in which everything interpolated as `String` has been escaped.
///
/// Writing pages in this type means that forgetting to escape does not compile into a hole: only literals and other
/// `Markup` go through as they are.
struct Markup: ExpressibleByStringInterpolation, Sendable, Equatable {
  var text: String

  init(stringLiteral value: String) { text = value }
  init(stringInterpolation: StringInterpolation) { text = stringInterpolation.text }

  /// Joins pieces, each on its own line.
  init(lines: [Markup]) { text = lines.map(\.text).joined(separator: "\n") }

  static func += (a: inout Markup, b: Markup) { a.text += b.text }

  struct StringInterpolation: StringInterpolationProtocol {
    var text = ""

    init(literalCapacity: Int, interpolationCount: Int) {
      text.reserveCapacity(literalCapacity + 16 * interpolationCount)
    }

    mutating func appendLiteral(_ literal: String) { text += literal }
    mutating func appendInterpolation(_ value: String) { text += Escaping.markup(value) }
    mutating func appendInterpolation(_ value: Int) { text += String(value) }
    mutating func appendInterpolation(_ value: Markup) { text += value.text }
    mutating func appendInterpolation(_ values: [Markup]) { text += Markup(lines: values).text }

    /// Writes a coordinate, in user units to a tenth.
    mutating func appendInterpolation(at value: Double) { text += String((value * 10).rounded() / 10) }
  }
}

extension Markup {
  /// Writes a metric name so that a narrow column can break it after a dot or an underscore.
  static func metric(_ name: String) -> Markup {
    var result: Markup = ""
    for character in name {
      result += "\(String(character))"
      if character == "." || character == "_" { result += "<wbr>" }
    }
    return "<code>\(result)</code>"
  }
}
