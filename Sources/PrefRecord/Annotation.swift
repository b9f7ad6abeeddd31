/// Which side a judgement names.
public enum Choice: UInt8, Sendable, CaseIterable {
  case chosen = 0
  case rejected = 1
  case tie = 2
  /// Neutral value for a row without judgements in an output whose other rows have some.
  case unknown = 3

  /// The choice in canonical rows; empty for `unknown`.
  public var name: StaticString {
    switch self {
    case .chosen: "chosen"
    case .rejected: "rejected"
    case .tie: "tie"
    case .unknown: ""
    }
  }
}

/// On which side the chosen completion was shown to the annotator.
public enum Position: UInt8, Sendable, CaseIterable {
  case unknown = 0
  case first = 1
  case second = 2

  /// The position in canonical rows; empty for `unknown`.
  public var name: StaticString {
    switch self {
    case .unknown: ""
    case .first: "first"
    case .second: "second"
    }
  }
}

/// One judgement of one annotator on one comparison.
public struct Annotation: Sendable, Equatable {
  /// The annotator's name in the text of the batch; empty in the neutral annotation.
  public var annotator: ByteRange
  /// The side the annotator took.
  public var choice: Choice
  /// Number text of the strength in the source's unit; empty where the source gives none, written as 0.0.
  public var strength: ByteRange
  /// Where the chosen completion was shown.
  public var position: Position

  /// Makes a judgement.
  public init(annotator: ByteRange, choice: Choice, strength: ByteRange = .empty, position: Position = .unknown) {
    (self.annotator, self.choice, self.strength, self.position) = (annotator, choice, strength, position)
  }
}

/// A reward-model or metric score of both sides.
public struct Score: Sendable, Equatable {
  /// The score's name in the text of the batch.
  public var name: ByteRange
  /// Number text of the chosen side's score.
  public var chosen: ByteRange
  /// Number text of the rejected side's score.
  public var rejected: ByteRange

  /// Makes a score.
  public init(name: ByteRange, chosen: ByteRange, rejected: ByteRange) {
    (self.name, self.chosen, self.rejected) = (name, chosen, rejected)
  }
}
