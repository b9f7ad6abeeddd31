/// The first fault in a text that should be one JSON value: what is wrong, and where a person would point.
public struct JSONError: Error, Equatable, Sendable {
  /// What is wrong with the text.
  public enum Kind: Equatable, Sendable {
    /// The text stops before the value is whole; the offset is its length.
    case unexpectedEnd
    /// Something that opens no value stands where a value belongs.
    case expectedValue
    /// Something other than a string stands where a key belongs.
    case expectedKey
    /// A key is not followed by a colon.
    case expectedColon
    /// A member or element is followed by neither a comma nor the closing bracket.
    case expectedCommaOrBracket
    /// A comma, at the offset, is followed by a closing bracket.
    case trailingComma
    /// The object already has this key (compared after unescaping); `range` holds its second occurrence with quotes.
    case duplicateKey(range: Range<Int>)
    /// The byte at the offset begins no well-formed UTF-8 sequence.
    case invalidUTF8
    /// The `\u` escape at the offset is one half of a surrogate pair without the other.
    case loneSurrogate
    /// The backslash at the offset begins no JSON escape.
    case invalidEscape
    /// A string holds a raw byte below 0x20.
    case controlCharacter
    /// The number that starts at the offset breaks the grammar, such as `01`, `.5`, `+1` or `1.e5`.
    case invalidNumber
    /// `NaN` or `Infinity`, in any spelling, stands where a value belongs.
    case notANumberLiteral
    /// The bracket at the offset opens a container deeper than the limit.
    case tooDeep(limit: Int)
    /// The value is followed by more than white space.
    case trailingContent
    /// The text is longer than offsets of 32 bits can reach.
    case tooLong
    /// The parser refused what the fault finder takes, which is a bug in one of them.
    case rejectedByParser
    /// Memory for the parser's tables is not to be had.
    case outOfMemory
  }

  /// What is wrong.
  public var kind: Kind
  /// Where: a 0-based byte offset in the text that was parsed.
  public var offset: Int

  /// Names a fault and its place.
  public init(_ kind: Kind, at offset: Int) {
    self.kind = kind
    self.offset = offset
  }
}
