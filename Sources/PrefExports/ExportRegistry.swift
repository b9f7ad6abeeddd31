/// Lists every dialect that can be written.
///
/// Adding one is a file and a line here.
public enum ExportRegistry {
  /// All exports, in the order they are listed.
  public static let all: [any ExportFormat.Type] = [
    TRLReward.self,
    TRLDPO.self,
    TRLKTO.self,
    OpenRLHFExport.self,
    LLaMAFactoryAlpaca.self,
    LLaMAFactorySharegpt.self,
    AxolotlExport.self,
    OpenAIExport.self,
    RewardBenchExport.self,
    LabelStudioExport.self,
    CSVExport.self,
    XMLExport.self,
  ]

  /// The export of a name; `nil` when there is none.
  public static func export(named name: String) -> (any ExportFormat.Type)? { all.first { $0.name == name } }
}
