/// Says why a row of a table cannot be read.
public struct CSVFault: Error, Sendable, Equatable {
  /// What is wrong.
  public enum Kind: Sendable, Equatable {
    /// A quoted cell is never closed.
    case openQuote
    /// Something stands between the quote that closes a cell and the next separator.
    case textAfterQuote
    /// The row has another number of cells than the header.
    case ragged(expected: Int, found: Int)
    /// The table has no header.
    case noHeader
    /// Two columns have one name.
    case repeatedName(String)
    /// A column's name is not UTF-8.
    case nameIsNotUTF8
  }

  /// What is wrong.
  public var kind: Kind
  /// Where, as an offset into the bytes that were looked at.
  public var offset: Int

  /// Makes a fault.
  public init(_ kind: Kind, at offset: Int) { (self.kind, self.offset) = (kind, offset) }

  /// What is wrong, as one plain sentence without a full stop.
  public var message: String {
    switch kind {
    case .openQuote: "the quoted cell that begins here is never closed"
    case .textAfterQuote:
      "the quoted cell that begins here is followed by text before the next separator; quotes inside a cell are doubled"
    case .ragged(let expected, let found): "expected \(expected) cells, as the header has, found \(found)"
    case .noHeader: "expected a header row with the names of the columns"
    case .repeatedName(let name): "two columns are named \"\(name.prefix(80))\""
    case .nameIsNotUTF8: "the name of a column is not UTF-8"
    }
  }
}
