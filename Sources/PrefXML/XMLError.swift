/// Says why an XML document cannot be read on, and where.
public struct XMLError: Error, Sendable, Equatable {
  /// What is wrong.
  public enum Kind: Sendable, Equatable {
    /// The document declares a document type, which could declare entities.
    case documentType
    /// Elements are nested deeper than the parser was told to follow.
    case tooDeep(limit: Int)
    /// The bytes are not UTF-8, or say that they are not.
    case encoding(String)
    /// A tag, a comment or another single piece is too large to be held.
    case tooLarge
    /// Text stands where only elements are expected; it would be lost.
    case text
    /// The document stops before its root element is closed.
    case endsEarly
    /// The document breaks another rule of XML, in libxml2's words.
    case notWellFormed(String)
  }

  /// What is wrong.
  public var kind: Kind
  /// Where the parser stood.
  public var location: XMLLocation

  /// Makes an error.
  public init(_ kind: Kind, at location: XMLLocation) { (self.kind, self.location) = (kind, location) }

  /// What is wrong, as one plain sentence without a full stop.
  public var message: String {
    switch kind {
    case .documentType: "a document type (<!DOCTYPE …>) is refused, because it can declare entities"
    case .tooDeep(let limit): "elements are nested deeper than \(limit) levels"
    case .encoding(let problem): "only UTF-8 is read, but \(problem)"
    case .tooLarge: "one tag, name or comment is too large to be read"
    case .text: "expected elements only, found text between them"
    case .endsEarly: "the document ends before its root element is closed"
    case .notWellFormed(let problem): "the XML is not well formed: \(problem)"
    }
  }
}

/// A place in a document.
public struct XMLLocation: Sendable, Equatable {
  /// 1-based line; lines end at `\n`.
  public var line: Int
  /// 1-based column in bytes.
  public var column: Int
  /// 0-based offset in bytes.
  public var byte: Int

  /// Makes a location.
  public init(line: Int, column: Int, byte: Int) { (self.line, self.column, self.byte) = (line, column, byte) }
}
