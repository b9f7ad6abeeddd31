public import PrefJSON
public import PrefRecord

/// Records of any layout, by a map from the parts of a comparison to the fields that hold them.
///
/// A field is a key, or a JSON pointer (RFC 6901) where it begins with `/`; the columns of a table are keys. Either the
/// fields of the winner and the loser are mapped to `chosen` and `rejected`, or two completions as they were shown to
/// `first` and `second`, with the field of the verdict, the fields of single votes, or both. Without a verdict the
/// majority of the votes decides; no majority is a tie. A prompt or a completion is a text or a list of messages.
// Witnesses are documented where the protocol declares them.
// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
public struct Fields: RecordFormat {
  public static let name = "fields"
  public static let summary =
    "Any record that holds a pair in fields of its own: --map prompt=question --map chosen=good and so on."
  public static let source = "The user's own data; JSON pointers as in RFC 6901"
  public static let winner =
    "The field that is mapped to chosen; of first and second, the one that the verdict or most votes name."
  public static let columns: Columns = []
  public static let examples = [
    FormatExample(
      accepts: #"{"question":"1+1?","good":"2","bad":"3"}"#,
      options: FormatOptions(map: ["prompt": "question", "chosen": "good", "rejected": "/bad"])
    ),
    FormatExample(
      accepts: #"{"q":"1+1?","a":"3","b":"2","winner":"right","r1":"right","r2":"same"}"#,
      options: .shown(label: "winner", annotators: ["r1", "r2"])
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
    FormatExample(
      refuses: #"{"q":"1+1?","a":"3","b":"2","winner":"both"}"#,
      atColumn: 38,
      "unexpected-value",
      options: .shown(label: "winner", annotators: [])
    ),
  ]

  /// Parts of a comparison that can be mapped.
  public static let targets = [
    "prompt", "system", "chosen", "rejected", "first", "second", "margin", "chosen_model", "rejected_model",
    "first_model", "second_model", "subset",
  ]

  let map: FieldMap
  let label: FieldMap.Field?
  let annotators: [FieldMap.Field]
  /// Reads the verdict and the votes; `nil` where the winner is mapped.
  let verdicts: VerdictReader?

  public init(options: FormatOptions) throws(FormatOptionError) {
    map = try FieldMap(options.map)
    let verdict = options.verdict
    if let field = verdict.labelField {
      label = try FieldMap.Field(field, origin: "--label-field")
    } else {
      label = nil
    }
    var fields: [FieldMap.Field] = []
    for field in verdict.annotatorFields { fields.append(try FieldMap.Field(field, origin: "--annotator-fields")) }
    annotators = fields
    let needsVerdict = verdict != VerdictOptions() || map.has("first") || map.has("second")
    verdicts = needsVerdict ? try VerdictReader(verdict) : nil
    try Self.check(map, isShown: needsVerdict, hasVotes: label != nil || !annotators.isEmpty)
  }

  private static func check(_ map: FieldMap, isShown: Bool, hasVotes: Bool) throws(FormatOptionError) {
    let (needed, other) = isShown ? (["first", "second"], ["chosen", "rejected"]) : (["chosen", "rejected"], [])
    for part in needed where !map.has(part) {
      throw FormatOptionError("--format fields needs --map \(part)=FIELD, which names the field that holds it")
    }
    if let part = other.first(where: { map.has($0) || map.has("\($0)_model") }) {
      throw FormatOptionError("--map \(part): a verdict decides between first and second, so leave \(part) out")
    }
    if isShown, !hasVotes {
      throw FormatOptionError("first and second need --label-field FIELD or --annotator-fields FIELD,… to decide them")
    }
  }

  public static func recognize(_ record: JSONValue) -> String? { nil }

  public func additionalColumns(for record: JSONValue) -> Columns {
    var columns: Columns = map.has("margin") ? .margin : []
    let models = ["chosen_model", "rejected_model", "first_model", "second_model"]
    if models.contains(where: map.has) { columns.insert(.models) }
    if verdicts != nil { columns.insert(.tie) }
    if !annotators.isEmpty { columns.insert(.annotations) }
    return columns
  }

  public func read(_ record: JSONValue, into batch: inout ComparisonBatch) throws(RecordError) {
    guard record.kind == .object else { throw .wrongType(record, field: "row", expected: "an object") }
    var extras = Extras()
    guard var comparison = try comparison(record, &extras, into: &batch) else {
      batch.dropped["no-vote", default: 0] += 1
      return
    }
    if let margin = try map.value("margin", of: record) {
      comparison.margin = try margin.numberText(map.name("margin"), into: &batch)
    }
    comparison.lineage.subset = try map.text("subset", of: record, into: &batch)
    // Votes say where the chosen side was shown; without them the verdict has to.
    let votes = comparison.annotations.isEmpty ? [] : [label].compactMap { $0 } + annotators
    let used = map.keys + votes.filter(\.isKey).map(\.name)
    comparison.metadata = unsafe Leftovers.metadata(
      of: record,
      besides: [],
      besidesKeys: used,
      adding: extras.members,
      into: &batch
    )
    if extras.callsTools { comparison.flags.insert(.toolCalls) }
    batch.append(comparison)
  }
}

extension FormatOptions {
  /// Options of the examples with two completions as shown.
  fileprivate static func shown(label: String?, annotators: [String]) -> FormatOptions {
    var options = FormatOptions(map: ["prompt": "q", "first": "a", "second": "b"])
    options.verdict.labelField = label
    options.verdict.annotatorFields = annotators
    options.verdict.firstIf = ["left"]
    options.verdict.secondIf = ["right"]
    options.verdict.tieIf = ["same"]
    return options
  }
}
