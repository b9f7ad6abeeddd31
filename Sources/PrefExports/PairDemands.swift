public import PrefRecord

/// What a comparison must be for a dialect to say it whole.
public struct PairDemands: OptionSet, Sendable, Hashable {
  /// The set as bits.
  public let rawValue: UInt8

  /// Makes a set from its bits.
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// One completion is better than the other.
  public static let preference = PairDemands(rawValue: 1)
  /// The prompt has a message.
  public static let prompt = PairDemands(rawValue: 2)
  /// Each completion is one message of the assistant.
  public static let oneMessage = PairDemands(rawValue: 4)
  /// After a system message at most, the user or a tool and the assistant take turns, and the assistant speaks next.
  public static let alternation = PairDemands(rawValue: 8)
  /// After a system message at most, the prompt is one message of the user.
  public static let oneQuestion = PairDemands(rawValue: 16)
  /// No message is a tool's.
  public static let noTool = PairDemands(rawValue: 32)
  /// Every character can stand in XML 1.0.
  public static let xmlText = PairDemands(rawValue: 64)

  /// The first demand that a comparison does not meet.
  public func fault(of comparison: Comparison, in batch: borrowing ComparisonBatch) -> RecordError? {
    if contains(.preference), comparison.isTie {
      return Self.fault("tie", "a preference, or --ties drop")
    }
    if contains(.oneMessage), let fault = Self.oneMessageFault(of: comparison, in: batch) { return fault }
    if let fault = promptFault(of: comparison, in: batch) { return fault }
    if contains(.noTool), Self.hasTool(comparison, in: batch) {
      return Self.fault("role", "system, user or assistant")
    }
    if contains(.xmlText), !XMLText.canHold(comparison, in: batch) {
      return Self.fault("text", "characters that XML 1.0 allows")
    }
    return nil
  }

  private func promptFault(of comparison: Comparison, in batch: borrowing ComparisonBatch) -> RecordError? {
    let prompt = comparison.prompt
    if contains(.prompt), prompt.isEmpty { return Self.fault("prompt", "at least one message") }
    let hasSystem = prompt.first.map { batch.turns[$0].role == .system } ?? false
    let dialogue = hasSystem ? prompt.dropFirst() : prompt
    if contains(.oneQuestion), dialogue.count != 1 || batch.turns[dialogue.lowerBound].role != .user {
      return Self.fault("prompt", "one message of the user, after a system message at most")
    }
    if contains(.alternation), !Self.alternates(dialogue, in: batch) {
      return Self.fault("prompt", "user and assistant in turns, the user first and last")
    }
    return nil
  }

  private static func alternates(_ dialogue: Range<Int>, in batch: borrowing ComparisonBatch) -> Bool {
    guard dialogue.count % 2 == 1 else { return false }
    for (place, index) in dialogue.enumerated() {
      let role = batch.turns[index].role
      let fits = place % 2 == 0 ? role == .user || role == .tool : role == .assistant
      if !fits { return false }
    }
    return true
  }

  private static func oneMessageFault(of comparison: Comparison, in batch: borrowing ComparisonBatch) -> RecordError? {
    func isOne(_ side: Range<Int>) -> Bool { side.count == 1 && batch.turns[side.lowerBound].role == .assistant }
    if !isOne(comparison.chosen) { return fault("chosen", "one message of the assistant") }
    if !isOne(comparison.rejected) { return fault("rejected", "one message of the assistant") }
    return nil
  }

  private static func hasTool(_ comparison: Comparison, in batch: borrowing ComparisonBatch) -> Bool {
    for side in [comparison.prompt, comparison.chosen, comparison.rejected] {
      for index in side where batch.turns[index].role == .tool { return true }
    }
    return false
  }

  private static func fault(_ field: String, _ expected: String) -> RecordError {
    RecordError(.unexpectedValue(field: field, expected: expected), at: 0)
  }
}
