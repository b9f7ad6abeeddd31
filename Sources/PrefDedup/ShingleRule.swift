/// Says what the shingles of a text are: runs of so many words, or of so many characters.
///
/// A conversation is read as tokens, turn by turn: the name of the role, then the words of the content. A word is a run
/// of letters, marks, numbers and `_`, in lower case; scripts without spaces and symbols give a word a scalar. With
/// characters, the tokens after the role are the content's scalars in lower case, each run of white space as one space.
/// A text of fewer tokens than a shingle has is one shingle: its bytes, exactly.
public struct ShingleRule: Sendable, Equatable, CustomStringConvertible {
  /// What a shingle is a run of.
  public enum Unit: String, Sendable, CaseIterable {
    /// Words.
    case words
    /// Unicode scalars.
    case chars
  }

  /// What a shingle is a run of.
  public let unit: Unit
  /// Tokens of a shingle.
  public let length: Int

  /// Word 5-grams.
  public static let standard = ShingleRule(unit: .words, length: 5)

  private init(unit: Unit, length: Int) { (self.unit, self.length) = (unit, length) }

  /// Reads `words:N` or `chars:N`, N from 1 to 64; `nil` for anything else.
  public init?(_ text: String) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, let unit = Unit(rawValue: String(parts[0])), let length = Int(parts[1]),
      (1...64).contains(length)
    else { return nil }
    self.init(unit: unit, length: length)
  }

  /// The rule as it is read: `words:5`.
  public var description: String { "\(unit.rawValue):\(length)" }
}
