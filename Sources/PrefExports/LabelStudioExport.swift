import PrefJSON
public import PrefRecord

/// Label Studio tasks, to have pairs labelled again by people who do not know which side was chosen.
///
/// Which completion is `answer1` is decided by the record's id and the seed alone, so it says nothing about the label.
/// The `id` in `data` leads an annotated task back to its comparison.
// Witnesses are documented where the protocol declares them.
// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
public struct LabelStudioExport: ExportFormat {
  public static let name = "label-studio"
  public static let summary = "Label Studio tasks to label pairs again: prompt, answer1 and answer2 in blind order."
  public static let source = "Label Studio, JSON task format; tags Paragraphs, Text and Pairwise"
  public static let carries: Columns = []
  public static let carriesID = true
  public static let container = ExportContainer.array
  public static let demands: PairDemands = [.oneMessage]
  public static let shape: Shape? = .object([
    .init(
      "data",
      .object([
        .init("id", .id, "Content hash of the comparison."),
        .init("prompt", .list(.message, atLeast: 0), "The messages so far."),
        .init("answer1", .text, "One reply, by a coin that only id and seed decide."),
        .init("answer2", .text, "The other reply."),
      ]),
      "What the annotator sees."
    )
  ])

  private let parts: RowParts

  public init(options: ExportOptions) { parts = RowParts(options) }

  public func write(_ batch: borrowing ComparisonBatch, to output: inout [UInt8]) {
    for index in batch.comparisons.indices {
      let comparison = batch.comparisons[index]
      JSONWriter.append(ascii: ",\n{\"data\":{\"id\":\"", to: &output)
      comparison.id.write(to: &output)
      JSONWriter.append(ascii: "\",\"prompt\":", to: &output)
      parts.messages(comparison.prompt, in: batch, &output)
      let isChosenFirst = Self.isChosenFirst(comparison.id, seed: parts.options.seed)
      let sides = isChosenFirst ? (comparison.chosen, comparison.rejected) : (comparison.rejected, comparison.chosen)
      parts.text(",\"answer1\":", ofTurn: sides.0.first, in: batch, &output)
      parts.text(",\"answer2\":", ofTurn: sides.1.first, in: batch, &output)
      JSONWriter.append(ascii: "}}", to: &output)
    }
  }

  /// Whether the chosen completion is shown first: the lowest bit of SplitMix64's finaliser over id and seed.
  static func isChosenFirst(_ id: RecordID, seed: UInt64) -> Bool {
    var z = (id.low ^ id.high) &+ (seed &+ 1) &* 0x9e37_79b9_7f4a_7c15
    z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
    return (z ^ z >> 31) & 1 == 0
  }
}
