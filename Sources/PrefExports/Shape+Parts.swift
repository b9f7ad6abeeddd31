/// The parts that dialects have in common.
extension Shape {
  /// A message with one of the four roles.
  static let message = Shape.object([
    Member("role", .word(["system", "user", "assistant", "tool"]), "Who speaks."),
    Member("content", .text, "What is said."),
  ])

  /// A message of the assistant.
  static let reply = Shape.object([
    Member("role", .word(["assistant"]), "Who speaks."), Member("content", .text, "What is said."),
  ])

  /// Messages, one at least.
  static let messages = Shape.list(message, atLeast: 1)
}

extension Shape.Member {
  /// The id of the comparison.
  static let id = Shape.Member(
    "id",
    .id,
    "Content hash, which explain follows back.",
    isRequired: false
  )

  /// Strength of the preference.
  static let margin = Shape.Member(
    "margin",
    .number,
    "Strength of the preference, in the source's unit; on all rows of a file or on none.",
    isRequired: false
  )
}
