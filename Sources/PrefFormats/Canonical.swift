public import PrefJSON
public import PrefRecord

/// prefkit's own rows.
///
/// Rows need not be signed: a row without an `id` gets one, and a row whose `id` is not the hash of its content is
/// flagged and signed anew.
// Witnesses are documented where the protocol declares them.
// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
public struct Canonical: RecordFormat {
  public static let name = "prefkit"
  public static let summary = "Canonical prefkit rows: prompt, chosen and rejected as message lists."
  public static let source = "docs/record.md"
  public static let winner = "The completion under \"chosen\"."
  public static let columns: Columns = []
  public static let examples = [
    FormatExample(
      accepts: #"{"prompt":[{"role":"user","content":"Hi"}],"chosen":[{"role":"assistant","content":"Hello"}],"#
        + #""rejected":[{"role":"assistant","content":"No"}]}"#
    ),
    FormatExample(refuses: #"{"prompt":[],"chosen":null,"rejected":[]}"#, atColumn: 23, "wrong-type"),
    FormatExample(
      refuses: #"{"prompt":[],"chosen":[{"role":"bot","content":"a"}],"rejected":[]}"#,
      atColumn: 32,
      "unexpected-value"
    ),
  ]

  public init(options: FormatOptions) throws(FormatOptionError) {}

  public static func recognize(_ record: JSONValue) -> String? {
    guard let id = record["id"], id.kind == .string, unsafe RecordID(hex: id.text) != nil,
      record["prompt"]?.kind == .array, record["chosen"]?.kind == .array, record["rejected"]?.kind == .array
    else { return nil }
    return "it has a 32-digit \"id\" and message lists under \"prompt\", \"chosen\" and \"rejected\""
  }

  public func additionalColumns(for record: JSONValue) -> Columns {
    var columns: Columns = []
    for (column, name) in Columns.named where record.members.contains(where: { unsafe $0.key.elementsEqual(name.utf8) })
    {
      columns.insert(column)
    }
    return columns
  }

  public func read(_ record: JSONValue, into batch: inout ComparisonBatch) throws(RecordError) {
    var decoder = CanonicalDecoder()
    var comparison = try decoder.read(record, into: &batch)
    comparison.id = decoder.storedID ?? .zero
    // Zero stands for a row without an id: a row that brings it has one that is not the hash of its content.
    if decoder.storedID == .zero {
      comparison.flags.insert(.staleID)
      comparison.rawIsCanonical = false
    }
    comparison.columns = decoder.columns
    batch.append(comparison)
  }
}
