/// Lists every dialect that can be read.
///
/// Adding one is a file and a line here.
public enum FormatRegistry {
  /// All formats, in the order they are listed and tried.
  public static let all: [any IngestFormat.Type] = [
    Canonical.self,
    TRLPreference.self,
    HHRLHF.self,
    PandaLM.self,
    LLaMAFactory.self,
    StackExchange.self,
    Fields.self,
  ]

  /// The format of a name; `nil` when there is none.
  public static func format(named name: String) -> (any IngestFormat.Type)? {
    all.first { $0.name == name }
  }
}
