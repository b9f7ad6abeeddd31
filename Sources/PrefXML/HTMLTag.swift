/// What an HTML element does to the text around it.
enum HTMLTag {
  /// Changes nothing: its text is part of the line.
  case inline
  /// Stands apart by so many newlines: 1 begins a line, 2 leaves a blank one.
  case block(newlines: Int)
  /// Is left out with all it holds.
  case hidden
  case lineBreak
  case preformatted
  case quote
  case bulletList
  case numberedList
  case item
  case row
  case cell
  case link
  case image
  /// Stands apart like a block of two newlines.
  case heading(level: Int)
  /// Inline, with its mark in Markdown.
  case emphasis(mark: String)
  case code
  /// Stands apart like a block of two newlines.
  case rule

  /// The role of an element, by its name in lower case.
  init(_ name: UnsafeRawBufferPointer) {
    self = .inline
    // Two letters at most decide between few candidates; comparing with each of forty names costs more than parsing.
    guard let first = unsafe name.first else { return }
    for entry in Self.byInitial[Int(first & 0x1F)] where unsafe name.elementsEqual(entry.name) {
      self = entry.tag
      return
    }
  }

  private static let byInitial: [[(name: [UInt8], tag: HTMLTag)]] = (0..<32).map { initial in
    all.filter { Int(($0.name.utf8.first ?? 0) & 0x1F) == initial }.map { (Array($0.name.utf8), $0.tag) }
  }

  private static let all: [(name: String, tag: HTMLTag)] =
    [
      ("br", .lineBreak), ("pre", .preformatted), ("blockquote", .quote), ("ul", .bulletList), ("ol", .numberedList),
      ("li", .item), ("tr", .row), ("td", .cell), ("th", .cell), ("a", .link), ("img", .image),
    ]
    + ["script", "style", "title", "template"].map { ($0, .hidden) }
    + (1...6).map { ("h\($0)", .heading(level: $0)) }
    + [("b", "**"), ("strong", "**"), ("i", "*"), ("em", "*"), ("del", "~~"), ("s", "~~"), ("strike", "~~")].map {
      ($0, .emphasis(mark: $1))
    }
    + [("code", .code), ("hr", .rule)]
    + ["p", "table", "dl"].map { ($0, .block(newlines: 2)) }
    + [
      "div", "section", "article", "aside", "header", "footer", "main", "nav", "figure", "figcaption", "address",
      "form",
      "fieldset", "details", "summary", "center", "caption", "dt", "dd", "body",
    ].map { ($0, .block(newlines: 1)) }
}
