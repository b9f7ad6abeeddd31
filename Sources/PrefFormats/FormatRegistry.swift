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
    UltraFeedbackBinarized.self,
    OpenAIPreference.self,
    OrcaDPO.self,
    Distilabel.self,
    Tulu3.self,
    Skywork.self,
    Axolotl.self,
    OpenRLHF.self,
    SHP.self,
    WebGPT.self,
    SummarizeComparisons.self,
    PKUSafeRLHF.self,
    HelpSteerPreference.self,
    Arena.self,
    ArenaTable.self,
    MTBench.self,
    RewardBench.self,
    JudgeBench.self,
    LLMBar.self,
    AutoJ.self,
    AlpacaEval.self,
    StackExchangePaired.self,
    StackExchange.self,
    UltraFeedback.self,
    Nectar.self,
    RewardBench2.self,
    RMBench.self,
    OASSTTrees.self,
    OASSTMessages.self,
    HelpSteer.self,
    SummarizeAxis.self,
    Prometheus.self,
    KTO.self,
    LabelStudio.self,
    Argilla.self,
    Votes.self,
    StackExchangePreferences.self,
    Fields.self,
  ]

  /// Leaves out the formats that give way to a more special one that fits at least as many records.
  ///
  /// `fits`: Formats that fit, each with the number of records it fits.
  public static func mostSpecial<Fit>(
    _ fits: [Fit],
    type: (Fit) -> any IngestFormat.Type,
    count: (Fit) -> Int
  ) -> [Fit] {
    fits.filter { general in
      !fits.contains { special in
        type(special).refines.contains(type(general).name) && count(special) >= count(general)
      }
    }
  }

  /// The format of a name; `nil` when there is none.
  public static func format(named name: String) -> (any IngestFormat.Type)? {
    all.first { $0.name == name }
  }
}
