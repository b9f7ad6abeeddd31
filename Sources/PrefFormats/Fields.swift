public import PrefJSON
public import PrefRecord

/// Flat records of any layout, by a map from the parts of a comparison to the fields that hold them.
///
/// A field is a key, or a JSON pointer (RFC 6901) where it begins with `/`.
// Witnesses are documented where the protocol declares them.
// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
public struct Fields: RecordFormat {
  public static let name = "fields"
  public static let summary =
    "Any record that holds a pair in fields of its own: --map prompt=question --map chosen=good and so on."
  public static let source = "The user's own data; JSON pointers as in RFC 6901"
  public static let winner = "The field that is mapped to chosen."
  public static let columns: Columns = []
  public static let examples = [
    FormatExample(
      accepts: #"{"question":"1+1?","good":"2","bad":"3"}"#,
      options: FormatOptions(map: ["prompt": "question", "chosen": "good", "rejected": "/bad"])
    ),
    FormatExample(
      refuses: #"{"question":"1+1?","good":"2","bad":null}"#,
      atColumn: 37,
      "wrong-type",
      options: FormatOptions(map: ["prompt": "question", "chosen": "good", "rejected": "bad"])
    ),
    FormatExample(
      refuses: #"{"question":"1+1?","good":"2"}"#,
      atColumn: 1,
      "missing-field",
      options: FormatOptions(map: ["prompt": "question", "chosen": "good", "rejected": "bad"])
    ),
  ]

  /// Parts of a comparison that can be mapped.
  public static let targets = [
    "prompt", "system", "chosen", "rejected", "margin", "chosen_model", "rejected_model", "subset",
  ]

  private var pointers: [String: JSONPointer] = [:]
  private let map: [String: String]

  public init(options: FormatOptions) throws(FormatOptionError) {
    map = options.map
    for (target, field) in options.map.sorted(by: { $0.key < $1.key }) {
      guard Self.targets.contains(target) else {
        throw FormatOptionError(
          "--map has no part named \"\(target)\"; its parts are \(Self.targets.joined(separator: ", "))"
        )
      }
      guard let pointer = JSONPointer(field) else {
        throw FormatOptionError("--map \(target)=\(field): in a JSON pointer, ~ is followed by 0 or 1")
      }
      pointers[target] = pointer
    }
    for target in ["chosen", "rejected"] where pointers[target] == nil {
      throw FormatOptionError("--format fields needs --map \(target)=FIELD, which names the field that holds it")
    }
  }

  public static func recognize(_ record: JSONValue) -> String? { nil }

  public func additionalColumns(for record: JSONValue) -> Columns {
    var columns: Columns = map["margin"] == nil ? [] : .margin
    if map["chosen_model"] != nil || map["rejected_model"] != nil { columns.insert(.models) }
    return columns
  }

  public func read(_ record: JSONValue, into batch: inout ComparisonBatch) throws(RecordError) {
    guard record.kind == .object else { throw .wrongType(record, field: "row", expected: "an object") }
    let start = batch.turns.count
    try turn("system", .system, of: record, into: &batch)
    try turn("prompt", .user, of: record, into: &batch)
    let middle = batch.turns.count
    try turn("chosen", .assistant, of: record, into: &batch)
    try turn("rejected", .assistant, of: record, into: &batch)
    var comparison = Comparison(prompt: start..<middle, chosen: middle..<middle + 1, rejected: middle + 1..<middle + 2)
    if let margin = try value("margin", of: record) { comparison.margin = try margin.number("margin", into: &batch) }
    comparison.chosenModel = try text("chosen_model", of: record, into: &batch)
    comparison.rejectedModel = try text("rejected_model", of: record, into: &batch)
    comparison.lineage.subset = try text("subset", of: record, into: &batch)
    comparison.metadata = unsafe Leftovers.metadata(of: record, besides: [], besidesKeys: plainKeys, into: &batch)
    batch.append(comparison)
  }

  private var plainKeys: [String] { map.values.filter { !$0.hasPrefix("/") } }

  private func value(_ target: String, of record: JSONValue) throws(RecordError) -> JSONValue? {
    guard let pointer = pointers[target] else { return nil }
    guard let value = record.value(at: pointer) else {
      throw RecordError(.missing(field: map[target] ?? target), at: record.offset)
    }
    return value
  }

  private func text(
    _ target: String,
    of record: JSONValue,
    into batch: inout ComparisonBatch
  ) throws(RecordError) -> ByteRange {
    guard let value = try value(target, of: record) else { return .empty }
    return try value.string(map[target] ?? target, into: &batch)
  }

  private func turn(
    _ target: String,
    _ role: Role,
    of record: JSONValue,
    into batch: inout ComparisonBatch
  ) throws(RecordError) {
    guard pointers[target] != nil else { return }
    batch.append(turn: Turn(role: role, content: try text(target, of: record, into: &batch)))
  }
}
