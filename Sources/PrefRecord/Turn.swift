/// Who speaks in a turn of a conversation.
public enum Role: UInt8, Sendable, CaseIterable {
  case system = 0
  case user = 1
  case assistant = 2
  case tool = 3

  /// The role's name in canonical rows.
  public var name: StaticString {
    switch self {
    case .system: "system"
    case .user: "user"
    case .assistant: "assistant"
    case .tool: "tool"
    }
  }
}

/// One message of a conversation.
public struct Turn: Sendable, Equatable {
  /// Who speaks.
  public var role: Role
  /// What is said, in the text of the batch.
  public var content: ByteRange

  /// Makes a turn.
  public init(role: Role, content: ByteRange) { (self.role, self.content) = (role, content) }
}
